"""What still reads of a document that is quarantined. Nothing here changes anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from ..models import Checkpoint, Snapshot, Update
from ..protocol.errors import ProtocolError
from ..protocol.guard import Known, judge
from ..protocol.updates import read_update
from . import bases, judging, rows
from .bases import NO_BASE, Base
from .errors import Corrupt, DocumentNotFound
from .rows import Row

_SNAPSHOTS = 20
"""The newest snapshots that are looked at where the checkpoint does not read."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """Something that reads, and the rows of the log that build on it."""

    base: Base
    tail: Sequence[Row]
    source: str
    """What `base` is, for people."""

    @property
    def covered(self) -> int:
        """How many rows that were ever appended it holds."""
        return self.base.seq + len(self.tail)


def head(document_id: UUID) -> int:
    """The sequence number that the log has come to. Raises `DocumentNotFound`."""
    found = rows.heads([document_id]).get(document_id)
    if found is None:
        raise DocumentNotFound
    return found.seq


def seqs(document_id: UUID) -> frozenset[int]:
    """The sequence numbers of all that is stored."""
    found = [*Update.objects.filter(document=document_id).values_list("seq", flat=True)]
    found += Checkpoint.objects.filter(document=document_id).values_list("seq", flat=True)
    return frozenset(found)


def beginnings(document_id: UUID) -> list[Beginning]:
    """What holds most comes first; the last one is the empty document."""
    return sorted(_beginnings(document_id), key=lambda one: one.covered, reverse=True)


def _beginnings(document_id: UUID) -> Iterator[Beginning]:
    readable = _readable(document_id)
    try:
        base = bases.read(document_id)
        yield Beginning(base, _building(base, readable), "checkpoint" if base.seq else "log")
        checkpoint = base.seq
    except Corrupt as fault:
        checkpoint = fault.seq or 0
    for base, source in _snapshots(document_id):
        # Rows that a newer checkpoint has replaced are gone; those after it may still build.
        later = [row for row in readable if row.seq > max(base.seq, checkpoint)]
        yield Beginning(base, _building(base, later), source)
        yield Beginning(base, [], source)
    yield Beginning(NO_BASE, [], "nothing")


def _readable(document_id: UUID) -> list[Row]:
    found = []
    for row in Update.objects.filter(document=document_id).order_by("seq"):
        payload = bytes(row.payload)
        if rows.digest(payload) != bytes(row.digest):
            continue
        try:
            found += judging.judged([Row(row.seq, payload, row.author, row.created)])
        except Corrupt:
            continue
    return found


def _building(base: Base, tail: Sequence[Row]) -> list[Row]:
    """Those of readable rows that build on nothing but `base` and each other."""
    known = bases.known(base)
    kept: list[Row] = []
    waiting: list[Row] = []
    for row in tail:
        if row.seq <= base.seq:
            continue
        (kept if _learned(row, known) else waiting).append(row)
    if waiting and judging.learn_together(waiting, known):
        kept += waiting
    return sorted(kept, key=lambda row: row.seq)


def _learned(row: Row, known: Known) -> bool:
    try:
        verdict = judge(read_update(row.payload), known)
    except ProtocolError:
        return False
    if not verdict.gap:
        known.learn(verdict)
    return not verdict.gap


def _snapshots(document_id: UUID) -> Iterator[tuple[Base, str]]:
    for found in Snapshot.objects.filter(document=document_id)[:_SNAPSHOTS]:
        try:
            yield bases.of_state(bytes(found.state), found.seq), f"snapshot {found.pk}"
        except ProtocolError:
            continue
