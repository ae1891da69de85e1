"""Whom the room owes an answer to "saved?": those who asked, and those who filled a gap."""

from collections.abc import Iterable

from ..protocol.messages import Ask
from ..protocol.peer import Peer
from .gathering import Gathering
from .pending import Entry, Pending


class Asking:
    """Peers that are told when what they wrote is committed."""

    __slots__ = ("_gathering", "_peers", "_pending")

    def __init__(self, gathering: Gathering, pending: Pending) -> None:
        self._gathering = gathering
        self._pending = pending
        self._peers: dict[Peer, None] = {}

    def ask(self, peer: Peer, ask: Ask) -> None:
        """A peer asks whether all that it wrote is saved."""
        if peer.ask(ask, self._pending.committed):
            self._peers[peer] = None

    def look(self, peer: Peer) -> None:
        """Tell a peer what is saved by now; it is told again while more of its own waits."""
        if peer.committed(self._pending.committed):
            self._peers[peer] = None

    def leave(self, peer: Peer) -> None:
        """A peer is gone."""
        self._peers.pop(peer, None)

    def answer(self, landed: Iterable[Entry]) -> None:
        """A batch was committed: tell its authors, and whoever asked meanwhile."""
        for entry in landed:
            if entry.peer in self._gathering.peers:
                self._peers[entry.peer] = None
        committed = self._pending.committed
        for peer in list(self._peers):
            if not peer.committed(committed):
                del self._peers[peer]
