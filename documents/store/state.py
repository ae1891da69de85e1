"""Reading a document's committed content: its checkpoint and the log's tail."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Max

from ..access import SYSTEM
from ..models import Checkpoint, ClientAuthor, Snapshot
from ..protocol import crdt
from ..protocol.guard import Known, additions
from ..protocol.updates import EMPTY, read_state_vector, read_update
from . import rows
from .contributors import since_last_snapshot
from .errors import Corrupt, DocumentNotFound
from .rows import Head, Row

_ATTEMPTS = 5
"""A compaction between two queries makes them disagree; that happens once, not five times."""


@dataclass(frozen=True, slots=True)
class State:
    """The whole content of a document as it was committed at one moment."""

    document_id: UUID
    epoch: int
    seq: int
    payload: bytes
    """All of it as one update, v1 encoding."""


@dataclass(frozen=True, slots=True)
class Base:
    """A checkpoint as rooms and compaction need it."""

    seq: int
    payload: bytes
    clocks: bytes
    deletes: bytes
    attribution: bytes


NO_BASE = Base(0, EMPTY, b"\x00", b"\x00", b"")
"""What a document without a checkpoint starts from."""


@dataclass(frozen=True, slots=True)
class Owners:
    """Principals of client ids, and the row of the last claim among them."""

    principals: dict[int, str]
    last: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a room starts from."""

    head: Head
    base: Base
    tail: Sequence[Row]
    known: Known
    owners: Owners
    changed_by: Sequence[str] | None = None
    """Who wrote since the last snapshot; None if nobody did."""


def read_state(document_id: UUID) -> State:
    """The committed content. Raises `DocumentNotFound` or `Corrupt`."""
    head, start, tail = read(document_id)
    payload = crdt.merge([start.payload, *(row.payload for row in tail)])
    return State(document_id, head.epoch, head.seq, payload)


def load(document_id: UUID) -> Loaded:
    """Everything a room needs. Raises `DocumentNotFound` or `Corrupt`."""
    head, start, tail = read(document_id)
    known = Known(read_state_vector(start.clocks), crdt.DeleteSet.decode(start.deletes))
    for row in tail:
        known.learn(additions(read_update(row.payload), known))
    taken = Snapshot.objects.filter(document=document_id).aggregate(seq=Max("seq"))["seq"] or 0
    changed_by = since_last_snapshot(document_id) if head.seq > taken else None
    return Loaded(head, start, tail, known, owners(document_id, head.epoch), changed_by)


def news(document_id: UUID, seq: int, epoch: int, owner: int) -> tuple[Head, list[Row], Owners]:
    """The head, rows that lead from `seq` to it, and owners that came after row `owner`.

    Where a checkpoint has replaced the next rows, it comes as a row of its own. Raises
    `DocumentNotFound` or `Corrupt`.
    """
    head = rows.heads([document_id]).get(document_id)
    if head is None:
        raise DocumentNotFound
    tail = rows.after(document_id, seq) if head.seq > seq else []
    if head.seq > seq and not (tail and tail[0].seq == seq + 1 and tail[-1].seq >= head.seq):
        head, start, tail = read(document_id)
        tail = [Row(start.seq, start.payload, SYSTEM), *tail]
    return head, tail, owners(document_id, epoch, owner)


def owners(document_id: UUID, epoch: int, after: int = 0) -> Owners:
    """Which principal owns which client id, of the claims after row `after`.

    Claims of a document are made under its lock, so that later ones have later rows.
    """
    found = ClientAuthor.objects.filter(document=document_id, epoch=epoch, pk__gt=after)
    claims = list(found.order_by("pk").values_list("pk", "client_id", "principal"))
    last = claims[-1][0] if claims else after
    return Owners({client: principal for _, client, principal in claims}, last)


def read(document_id: UUID) -> tuple[Head, Base, list[Row]]:
    """Head, checkpoint and tail that fit together.

    No transaction: on SQLite it would wait for the writers. What a compaction does between the
    queries shows as a hole, and is read again.
    """
    for _ in range(_ATTEMPTS):
        head = rows.heads([document_id]).get(document_id)
        if head is None:
            raise DocumentNotFound
        start = base(document_id)
        tail = rows.after(document_id, start.seq)
        last = tail[-1].seq if tail else start.seq
        if last >= head.seq and (not tail or tail[0].seq == start.seq + 1):
            return replace(head, seq=last), start, tail
    raise Corrupt("the log does not reach its head")


def base(document_id: UUID) -> Base:
    """Read the checkpoint, or `NO_BASE`. Raises `Corrupt`."""
    found = Checkpoint.objects.filter(document=document_id).first()
    if found is None:
        return NO_BASE
    payload = bytes(found.state)
    if rows.digest(payload) != bytes(found.digest):
        raise Corrupt("the checkpoint is damaged")
    return Base(
        found.seq, payload, bytes(found.clocks), bytes(found.deletes), bytes(found.attribution)
    )
