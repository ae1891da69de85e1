"""The peers of a room: one frame, encoded once, to all of them."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..envelope import Cursor, Envelope
from ..protocol import ywebsocket
from ..protocol.awareness import Awareness, Identity
from ..protocol.errors import TooFastError
from ..protocol.limits import Limits
from ..protocol.messages import AwarenessEntry
from ..protocol.peer import Peer
from .ports import Later

AWARENESS_SECONDS = 0.05
"""At most one awareness frame in this time (20 a second): the newest state of each client counts,
what was between is not missed."""


Share = Callable[[Sequence[Cursor]], None]
"""Shows other processes what changed in the awareness table by people of this one."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Somebody who is connected to another process."""

    node: str
    principal: str


class Gathering:
    """Who is in the room, and what they see of each other."""

    __slots__ = (
        "_awareness", "_changed", "_flushed", "_later", "_limits", "_now", "_share", "_spoken",
        "empty", "peers",
    )  # fmt: skip

    def __init__(
        self, limits: Limits, now: Callable[[], float], later: Later, share: Share
    ) -> None:
        self.peers: set[Peer] = set()
        self.empty = asyncio.Event()
        self.empty.set()
        self._awareness = Awareness()
        self._changed: dict[int, None] = {}
        self._flushed = 0.0
        self._limits = limits
        self._now = now
        self._later = later
        self._share = share
        self._spoken = now()

    def enter(self, peer: Peer) -> None:
        """A peer joins: it is told who is here."""
        self.peers.add(peer)
        self.empty.clear()
        present = self._awareness.present()
        if present:
            frame = ywebsocket.awareness_message(self._awareness.entries(present))
            peer.transport.send(frame)

    def introduce(self, peer: Peer, identity: Identity) -> None:
        """A peer's name or colour is another one now: everybody sees it."""
        peer.identity = identity
        self._note(self._awareness.introduce(peer, identity))

    def people(self) -> list[Identity]:
        """Who is here, each person once."""
        return list({peer.principal: peer.identity for peer in self.peers}.values())

    def leave(self, peer: Peer) -> None:
        """A peer is gone, and its cursors with it."""
        self.peers.discard(peer)
        if not self.peers:
            self.empty.set()
        self._note(self._awareness.leave(peer))

    def broadcast(self, frame: bytes) -> None:
        """Send one frame to every peer."""
        self._spoken = self._now()
        for peer in self.peers:
            peer.transport.send(frame)

    def notify(self, content: Mapping[str, object]) -> None:
        """Tell news about the document to those who understand them."""
        for peer in self.peers:
            peer.notify(content)

    # -- awareness

    def aware(self, peer: Peer, entries: Iterable[AwarenessEntry]) -> list[int]:
        """A peer announced states of client ids that are its own; returns those that changed.

        Raises `ProtocolError` for a state that is no JSON object, `TooFastError` for too many.
        """
        now = self._now()
        peer.rates.announce(now)
        changed = self._awareness.apply(entries, peer, peer.identity, now)
        peer.announced.update(changed)
        if len(peer.announced) > self._limits.awareness_clients:
            raise TooFastError("too many client ids")
        self._note(changed)
        return changed

    def answer_query(self, peer: Peer) -> None:
        """A peer asks who is here. Raises `TooFastError`."""
        peer.rates.announce(self._now())
        entries = self._awareness.entries(self._awareness.present())
        peer.transport.send(ywebsocket.awareness_message(entries))

    def see(self, cursors: Iterable[Cursor], node: str) -> list[Cursor]:
        """Another process announced states of its people; returns those that changed."""
        now = self._now()
        changed = [
            cursor
            for cursor in cursors
            if self._awareness.take_in(cursor.entry, Elsewhere(node, cursor.principal), now)
        ]
        self._note(cursor.entry.client for cursor in changed)
        return changed

    def hear(self, envelope: Envelope) -> None:
        """Another process has something for the peers, or asks who is here."""
        if envelope.notice:
            self.notify(envelope.notice)
        if envelope.asks:
            self._share(self._here(self._awareness.present()))

    @property
    def others_elsewhere(self) -> bool:
        """Whether somebody is known to have the document open in another process."""
        owners = self._awareness.owners(self._awareness.present())
        return any(isinstance(owner, Elsewhere) for owner in owners.values())

    def _here(self, clients: Iterable[int]) -> list[Cursor]:
        """The rows among `clients` that people of this process announced."""
        owners = self._awareness.owners(clients)
        here = {c: owner.principal for c, owner in owners.items() if isinstance(owner, Peer)}
        return [Cursor(e, here[e.client]) for e in self._awareness.entries(here)]

    def _note(self, clients: Iterable[int]) -> None:
        idle = not self._changed
        self._changed.update(dict.fromkeys(clients))
        if self._changed and idle:
            wait = max(0.0, self._flushed + AWARENESS_SECONDS - self._now())
            self._later(wait, self._flush)

    def _flush(self) -> None:
        changed, self._changed = self._changed, {}
        self._flushed = self._now()
        self.broadcast(ywebsocket.awareness_message(self._awareness.entries(changed)))
        here = self._here(changed)
        if here:
            self._share(here)

    # -- time

    def tick(self) -> None:
        """Keep connections alive, drop dead ones, forget clients that do not renew themselves."""
        for peer in [peer for peer in self.peers if peer.transport.stuck]:
            peer.drop()
        now = self._now()
        self._note(self._awareness.expire(now - self._limits.awareness_timeout_seconds))
        if self.peers and now - self._spoken >= self._limits.keepalive_seconds:
            self.broadcast(ywebsocket.KEEP_ALIVE)
