"""Where writes are judged: against what the room knows, and never finally against a stale view."""

from collections.abc import Awaitable, Callable, Sequence
from enum import Enum

from ..protocol import twins
from ..protocol.errors import ForeignClientError, TooLargeError, WriteRefusedError
from ..protocol.guard import Verdict, glance, judge
from ..protocol.messages import Write
from ..protocol.peer import Peer
from ..protocol.updates import Range, read_update
from ..protocol.verdicts import Judged, judge_bytes
from .claims import Claims
from .pending import Entry, Pending
from .ports import Ports
from .record import Record
from .thinking import Thinking

READ_ONLY = "you may read this document, but not change it"


class Doubt(Enum):
    """Why a write is not judged at once."""

    LARGE = "large"
    GAP = "gap"
    REPEATED = "repeated"
    """It says again what is known, or uses the client id of somebody else."""


class Desk:
    """The guard of one room."""

    __slots__ = ("_claims", "_limits", "_pending", "_record", "_thinking")

    def __init__(self, record: Record, pending: Pending, claims: Claims, ports: Ports) -> None:
        self._record = record
        self._pending = pending
        self._claims = claims
        self._limits = ports.conf.limits
        self._thinking = Thinking(ports)

    def judge(self, peer: Peer, write: Write) -> Entry | Doubt:
        """The entry for a write, or why it has to be considered first.

        Raises `ProtocolError` for bytes that no honest client sends.
        """
        update = write.update
        verdict = glance(update, self._record.known)
        if verdict is None:
            if len(update) > self._limits.inline_bytes:
                return Doubt.LARGE
            read = read_update(update)
            update, verdict = read.data, judge(read, self._record.known)
        if not self._settled(peer, verdict, answer=write.answer):
            return Doubt.GAP if verdict.gap else Doubt.REPEATED
        return self._entry(peer, update, verdict, answer=write.answer)

    async def consider(
        self, peer: Peer, write: Write, catch_up: Callable[[], Awaitable[None]]
    ) -> Entry | None:
        """The entry for a write that is large, or that builds on or repeats something.

        Reads the log to its head before anything is held against the peer. None means that there
        is a gap all the same. Raises `ProtocolError` or `ForeignClientError`.
        """
        judged = await self._judged(peer, write.update)
        if not self._settled(peer, judged.verdict, answer=write.answer):
            await catch_up()
            judged = await self._judged(peer, judged.data)
        compared: Sequence[Range] = ()
        while True:
            data, verdict = judged.data, judged.verdict
            self._require_own(peer, verdict, answer=write.answer)
            if verdict.gap:
                return None
            if not verdict.repeated or verdict.repeated == compared:
                return self._entry(peer, data, verdict, answer=write.answer)
            compared = verdict.repeated
            share, stored = peer.rates.share, self._stored()
            _require(await self._thinking.compared(share, stored, data, compared))
            judged = await self._judged(peer, data)  # after every wait the world has changed

    def judge_again(self, entry: Entry) -> Entry | None:
        """The entry as what is known now makes it; None for a gap. Raises as `consider`."""
        read = read_update(entry.update)
        verdict = judge(read, self._record.known)
        self._require_own(entry.peer, verdict, answer=entry.answer)
        if verdict.repeated:
            _require(twins.repeats(*self._stored(), read, verdict.repeated))
        if verdict.gap:
            return None
        return self._entry(entry.peer, entry.update, verdict, answer=entry.answer)

    def _entry(self, peer: Peer, update: bytes, verdict: Verdict, *, answer: bool) -> Entry:
        owners, who = self._record.owners, peer.principal
        recovers = self._may_recover(answer=answer) and any(
            owners.get(client) != who for client, _, _ in verdict.inserted
        )
        return Entry(peer, update, answer, verdict, recovers)

    def _may_recover(self, *, answer: bool) -> bool:
        """Whether this may hold what others wrote: the backup that was restored lacks it."""
        return answer and self._record.head.recovering

    def _settled(self, peer: Peer, verdict: Verdict, *, answer: bool) -> bool:
        """Whether nothing that this process may not have read could change the verdict."""
        unsettled = verdict.gap or verdict.repeated
        return not (unsettled or self._foreign(peer, verdict, answer=answer))

    def _require_own(self, peer: Peer, verdict: Verdict, *, answer: bool) -> None:
        if self._foreign(peer, verdict, answer=answer):
            raise ForeignClientError("the client id belongs to somebody else")

    def _foreign(self, peer: Peer, verdict: Verdict, *, answer: bool) -> bool:
        if self._may_recover(answer=answer):
            return False
        owners, who = self._record.owners, peer.principal
        for client, _, _ in verdict.inserted:  # noqa: SIM110 (a generator takes three times as long)
            if owners.get(client, who) != who:
                return True
        return False

    def permit(self, entry: Entry, now: Callable[[], float]) -> None:
        """Let an entry that adds something into the document: new client ids are its author's.

        Raises `WriteRefusedError`, `TooLargeError` or `TooFastError`.
        """
        peer, owners = entry.peer, self._record.owners
        if not peer.may_write:
            raise WriteRefusedError(READ_ONLY)
        if self._record.size_bytes + len(entry.update) > self._limits.document_bytes:
            raise TooLargeError("the document is full")
        if self._record.full and entry.verdict.inserted:  # deleting is always allowed
            raise TooLargeError("the storage of the document's owner is full")
        for client, _, _ in entry.verdict.inserted:
            if client not in owners and not entry.recovers:
                self._introduce(entry, now())
                break

    def _introduce(self, entry: Entry, now: float) -> None:
        owners = self._record.owners
        new = {client for client, _, _ in entry.verdict.inserted if client not in owners}
        entry.peer.rates.introduce(len(new), now, answer=entry.answer)
        for client in new:
            self._claims.claim(client, entry.peer.principal)

    async def _judged(self, peer: Peer, update: bytes) -> Judged:
        """The verdict as of now, although a long one is found elsewhere."""
        known = self._record.known
        if len(update) <= self._limits.inline_bytes:
            return judge_bytes(update, known)
        while True:
            clocks = known.clocks
            before = dict(clocks)
            judged = await self._thinking.judged(peer.rates.share, update, known)
            if known.clocks is clocks and _as_before(judged.clients, before, clocks):
                return judged

    def _stored(self) -> tuple[list[bytes], dict[int, int]]:
        """Everything known, in bytes, and its clocks: both as of this moment."""
        return [*self._record.parts(), *self._pending.updates()], dict(self._record.known.clocks)


def _as_before(clients: Sequence[int], before: dict[int, int], now: dict[int, int]) -> bool:
    """Whether nobody wrote with the clients of an update meanwhile.

    What others wrote can only have filled gaps; then the verdict says that there is one, and the
    peer is asked again.
    """
    return all(before.get(client) == now.get(client) for client in clients)


def _require(same: bool) -> None:  # noqa: FBT001 (an answer, not a switch)
    if not same:
        raise ForeignClientError("another replica uses the client id")
