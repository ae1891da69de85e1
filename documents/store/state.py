"""Reading a document's committed content: its checkpoint and the log's tail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Max

from ..access import SYSTEM
from ..models import ClientAuthor, Snapshot
from ..protocol import crdt
from ..protocol.guard import Known
from . import bases, judging, quarantines, rows, statements
from .bases import Base
from .contributors import since_last_snapshot
from .errors import Corrupt, DocumentNotFound, Quarantined
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
    with quarantines.noting(document_id):
        return _read_state(document_id, _head)


def read_quarantined(document_id: UUID) -> bytes:
    """As `read_state`, of a document that is quarantined: whether it reads by now."""
    return _read_state(document_id, _any_head).payload


def _read_state(document_id: UUID, head_of: Callable[[UUID], Head]) -> State:
    head, start, tail = read(document_id, head_of)
    tail = judging.learn(tail, bases.known(start))
    payload = crdt.merge([start.payload, *(row.payload for row in tail)])
    return State(document_id, head.epoch, head.seq, payload)


def load(document_id: UUID) -> Loaded:
    """Everything a room needs. Raises `DocumentNotFound` or `Corrupt`."""
    with quarantines.noting(document_id):
        head, start, tail = read(document_id)
        known = bases.known(start)
        tail = judging.learn(tail, known)
    taken = Snapshot.objects.filter(document=document_id).aggregate(seq=Max("seq"))["seq"] or 0
    changed_by = since_last_snapshot(document_id) if head.seq > taken else None
    return Loaded(head, start, tail, known, owners(document_id, head.epoch), changed_by)


def news(document_id: UUID, seq: int, epoch: int, owner: int) -> tuple[Head, list[Row], Owners]:
    """The head, rows that lead from `seq` to it, and owners that came after row `owner`.

    Where a checkpoint has replaced the next rows, it comes as a row of its own. Raises
    `DocumentNotFound` or `Corrupt`.
    """
    with quarantines.noting(document_id):
        head, tail = _rows_since(document_id, seq)
    return head, tail, owners(document_id, epoch, owner)


def _rows_since(document_id: UUID, seq: int) -> tuple[Head, list[Row]]:
    head = _head(document_id)
    tail = rows.after(document_id, seq) if head.seq > seq else []
    statements.require_kept()
    if head.seq == seq or (tail and tail[0].seq == seq + 1 and tail[-1].seq >= head.seq):
        return head, judging.judged(tail)
    head, start, tail = read(document_id)
    return head, [Row(start.seq, start.payload, SYSTEM), *judging.judged(tail)]


def owners(document_id: UUID, epoch: int, after: int = 0) -> Owners:
    """Which principal owns which client id, of the claims after row `after`.

    Claims of a document are made under its lock, so that later ones have later rows.
    """
    found = ClientAuthor.objects.filter(document=document_id, epoch=epoch, pk__gt=after)
    claims = list(found.order_by("pk").values_list("pk", "client_id", "principal"))
    last = claims[-1][0] if claims else after
    return Owners({client: principal for _, client, principal in claims}, last)


def _head(document_id: UUID) -> Head:
    head = _any_head(document_id)
    if head.quarantined:
        raise Quarantined
    return head


def _any_head(document_id: UUID) -> Head:
    head = rows.heads([document_id]).get(document_id)
    if head is None:
        raise DocumentNotFound
    return head


def read(
    document_id: UUID, head_of: Callable[[UUID], Head] = _head
) -> tuple[Head, Base, list[Row]]:
    """Head, checkpoint and tail that fit together.

    No transaction: on SQLite it would wait for the writers. What a compaction does between the
    queries shows as a hole, and is read again.
    """
    for _ in range(_ATTEMPTS):
        head = head_of(document_id)
        start = bases.read(document_id)
        tail = rows.after(document_id, start.seq)
        statements.require_kept()
        last = tail[-1].seq if tail else start.seq
        if last >= head.seq and (not tail or tail[0].seq == start.seq + 1):
            return replace(head, seq=last), start, tail
    raise Corrupt("The log does not reach its head.")
