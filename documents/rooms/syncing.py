"""Answers to "what do I lack?": ten bytes in, a whole document out, hence not at any rate."""

from ..protocol import ywebsocket
from ..protocol.peer import Peer, Standing
from ..protocol.updates import EMPTY
from .ports import Ports
from .record import Record


class Syncing:
    """Sends one sync step 2 for each sync step 1, or one for several that come too soon."""

    __slots__ = ("_ports", "_record", "_waiting")

    _latest: tuple[bytes, bytes] = (b"", ywebsocket.sync_step_2(EMPTY))
    """The last whole document that any room sent, and its message: a class that opens a document
    at once gets one copy, and does not have it searched for seals a hundred times."""

    def __init__(self, record: Record, ports: Ports) -> None:
        self._record = record
        self._ports = ports
        self._waiting: dict[Peer, bytes] = {}

    def answer(self, peer: Peer, vector: bytes) -> None:
        """Tell a peer what it lacks, now or soon. Raises `TooFastError`."""
        wait = peer.rates.sync(self._ports.now())
        if wait <= 0:
            self._send(peer, vector)
            return
        alone = peer not in self._waiting
        self._waiting[peer] = vector
        if alone:
            self._ports.later(wait, lambda: self._due(peer))

    def _due(self, peer: Peer) -> None:
        """It was made to wait; meanwhile others may have had what there was for all of them."""
        wait = peer.rates.answerable(self._ports.now())
        if peer.standing is Standing.CLOSED:
            del self._waiting[peer]
        elif wait:
            self._ports.later(wait, lambda: self._due(peer))
        else:
            self._send(peer, self._waiting.pop(peer))

    def _send(self, peer: Peer, vector: bytes) -> None:
        answer = self._answer(self._record.diff(vector))
        peer.rates.synced(len(answer), self._ports.now())
        peer.transport.send(answer)

    def _answer(self, update: bytes) -> bytes:
        if update is not Syncing._latest[0]:
            Syncing._latest = (update, ywebsocket.sync_step_2(update))
        return Syncing._latest[1]
