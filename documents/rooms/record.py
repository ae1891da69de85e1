"""What a room has read of its document: bytes, clocks and owners. No replica.

`saved` is what the database has committed; `known` adds what waits for its commit. Only what is
saved is ever shown to anybody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..protocol import crdt
from ..protocol.guard import Verdict
from ..protocol.updates import UpdateRead, read_update
from ..store.bases import Base
from ..store.rows import Head, Row
from ..store.state import Loaded, Owners


class Record:
    """One document's log as far as this process has read it."""

    __slots__ = (
        "_merged", "_merged_seq", "base", "full", "head", "known", "last_owner", "owners", "saved",
        "seq", "tail", "tail_bytes",
    )  # fmt: skip

    def __init__(self, loaded: Loaded) -> None:
        self.head: Head = loaded.head
        """As last read."""
        self.base: Base = loaded.base
        self.full = False
        """Whether the document's owner has used up their storage."""
        self.tail: list[Row] = list(loaded.tail)
        self.tail_bytes = sum(len(row.payload) for row in self.tail)
        self.seq = loaded.head.seq
        """Sequence number of the last row that was taken in."""
        self.known = loaded.known
        self.saved = dict(loaded.known.clocks)
        self.owners = loaded.owners.principals
        """Principal of each client id."""
        self.last_owner = loaded.owners.last
        self._merged = loaded.base.payload
        self._merged_seq = loaded.base.seq

    @property
    def size_bytes(self) -> int:
        """About what the document weighs: checkpoint and tail."""
        return len(self.base.payload) + self.tail_bytes

    def read_head(self) -> Head:
        """The head that a commit may build on: with the last row that was taken in."""
        return replace(self.head, seq=self.seq)

    def meet(self, owners: Owners) -> None:
        """Take in who owns which client id."""
        self.owners |= owners.principals
        self.last_owner = owners.last

    # -- what is saved, as bytes

    def parts(self) -> list[bytes]:
        """All that is saved, as few updates as there are without merging any."""
        return [self._merged, *(r.payload for r in self.tail if r.seq > self._merged_seq)]

    def merged(self) -> bytes:
        """All that is saved as one update."""
        parts = self.parts()
        if len(parts) > 1:
            self._merged = crdt.merge(parts)
            self._merged_seq = self.seq
        return self._merged

    def vector(self) -> bytes:
        """The state vector of what is saved."""
        return crdt.encode_state_vector(self.saved)

    def diff(self, vector: bytes) -> bytes:
        """What somebody who has `vector` lacks."""
        merged = self.merged()
        return merged if vector == b"\x00" else crdt.diff(merged, vector)

    # -- rows of the log

    def absorb(self, rows: Iterable[Row]) -> list[Row]:
        """Take in rows that others appended; returns those that were not read before.

        Raises `ProtocolError` if one does not read; then none was taken in.
        """
        reads = [(row, read_update(row.payload)) for row in rows if row.seq > self.seq]
        new = [self._learned(row, read) for row, read in reads]
        self._extend(new)
        return new

    def continued_by(self, rows: Sequence[Row]) -> bool:
        """Whether the rows follow what was read, without a hole."""
        new = [row.seq for row in rows if row.seq > self.seq]
        return new == list(range(self.seq + 1, self.seq + 1 + len(new)))

    def extend(self, rows: Iterable[Row], verdicts: Iterable[Verdict]) -> list[Row]:
        """Take in rows that hold our own writes; returns those that were not read before."""
        for verdict in verdicts:
            for client, clock, length in verdict.inserted:
                self.saved[client] = max(self.saved.get(client, 0), clock + length)
        new = [row for row in rows if row.seq > self.seq]
        self._extend(new)
        return new

    def _learned(self, row: Row, read: UpdateRead) -> Row:
        """Take in what a row adds; returns it without ids that were here before.

        A checkpoint that comes as a row has such ids, and merging one id twice is not safe
        (`guard.new_part`).
        """
        firsts = [structs[0] for structs in read.sections]
        if any(first.clock < self.saved.get(first.client, 0) for first in firsts):
            row = replace(row, payload=crdt.diff(row.payload, self.vector()))
        for structs in read.sections:
            client, end = structs[-1].client, structs[-1].clock + structs[-1].length
            self.saved[client] = max(self.saved.get(client, 0), end)
            self.known.clocks[client] = max(self.known.clocks.get(client, 0), end)
        for span in read.deletes:
            self.known.deletes.add(*span)
        return row

    def _extend(self, rows: Sequence[Row]) -> None:
        if rows:
            self.tail += rows
            self.tail_bytes += sum(len(row.payload) for row in rows)
            self.seq = rows[-1].seq

    def rewind(self, verdicts: Iterable[Verdict]) -> None:
        """Forget what waits for a commit: these are the verdicts on all of it."""
        for verdict in verdicts:
            for span in verdict.deleted:
                self.known.deletes.discard(*span)
        self.known.clocks = dict(self.saved)

    def rebase(self, base: Base) -> None:
        """A checkpoint has taken the place of the rows up to its sequence number."""
        self.base = base
        self.tail = [row for row in self.tail if row.seq > base.seq]
        self.tail_bytes = sum(len(row.payload) for row in self.tail)
        self._merged, self._merged_seq = base.payload, base.seq


def writers_in(rows: Iterable[Row]) -> set[int]:
    """The client ids whose writes are in the rows."""
    return {s[0].client for row in rows for s in read_update(row.payload).sections}
