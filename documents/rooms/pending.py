"""Accepted writes on their way to the database: one batch in flight, one collecting."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ..access import recovered_by
from ..protocol.guard import NOTHING, Verdict
from ..protocol.peer import Peer
from ..store.credentials import Credential
from ..store.log import Addition, Outcome


@dataclass(slots=True)
class Entry:
    """One accepted write of one peer."""

    peer: Peer
    update: bytes
    answer: bool
    """Whether it was a sync step 2."""
    verdict: Verdict
    """What it adds; may be nothing that is not in another entry, which may yet be rejected."""
    recovers: bool = False
    """Whether it brings back, after a restore from backup, what others may have written."""

    def __post_init__(self) -> None:
        """A reader's answer without content is no write.

        It holds what others' edits deleted in its replica, such as text that was typed into a
        paragraph while that was deleted; no update says so.
        """
        if self.answer and not self.peer.may_write and not self.verdict.inserted:
            self.verdict = NOTHING

    @property
    def shown(self) -> Credential:
        """With what it was written: at the least, its author's account."""
        peer = self.peer
        if isinstance(peer.credential, Credential):
            return peer.credential
        return Credential(principal=peer.principal)

    def is_refused_by(self, outcome: Outcome) -> bool:
        """Whether a commit found that its author may not write, or not with what they showed."""
        return self.peer.principal in outcome.refused or self.shown in outcome.lapsed

    def is_left_out_by(self, outcome: Outcome) -> bool:
        """Whether a commit did not store it: it may add nothing to what was left out."""
        return self.peer.principal in outcome.left_out or not self.verdict.adds

    @property
    def author(self) -> str:
        """Who is credited with it."""
        principal = self.peer.principal
        return recovered_by(principal) if self.recovers else principal


class Pending:
    """The entries of a room, by batch. Batches are numbered from 1 in the order of commits."""

    __slots__ = ("batch", "collecting", "committed", "flying")

    def __init__(self) -> None:
        self.collecting: list[Entry] = []
        self.flying: list[Entry] = []
        self.batch = 1
        """Number of the batch that is collecting."""
        self.committed = 0
        """Number of the last batch that was committed."""

    def __bool__(self) -> bool:
        return bool(self.collecting or self.flying)

    @property
    def mark(self) -> int:
        """The batch whose commit saves everything that is known now."""
        if self.collecting:
            return self.batch
        return self.batch - 1 if self.flying else self.committed

    def writes_with(self, clients: AbstractSet[int]) -> bool:
        """Whether what collects writes with one of these client ids."""
        return any(
            client in clients for e in self.collecting for client, _, _ in e.verdict.inserted
        )

    def updates(self) -> list[bytes]:
        """Everything that is not committed yet."""
        return [entry.update for entry in (*self.flying, *self.collecting)]

    def add(self, entry: Entry) -> int:
        """Let an entry wait for the next commit; returns the number of its batch."""
        self.collecting.append(entry)
        return self.batch

    def take_off(self) -> list[Addition]:
        """The collecting batch goes into flight."""
        self.flying, self.collecting = self.collecting, []
        self.batch += 1
        return [
            Addition(entry.author, entry.update, entry.verdict.inserted, entry.shown)
            for entry in self.flying
            if entry.verdict.adds
        ]

    def land(self) -> list[Entry]:
        """The batch in flight is committed."""
        landed, self.flying = self.flying, []
        self.committed = self.batch - 1
        return landed

    def turn_back(self) -> None:
        """The batch in flight was not committed: it collects again, before what came since."""
        self.collecting = self.flying + self.collecting
        self.flying = []

    def clear(self) -> list[Entry]:
        """Take out everything that is not committed."""
        everything = self.flying + self.collecting
        self.flying, self.collecting = [], []
        return everything
