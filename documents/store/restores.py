"""Committing a restore: the snapshot of what was there, the edit and the audit row, or nothing."""

import hashlib
from dataclasses import dataclass

from django.db import transaction

from ..models import Snapshot
from ..protocol import crdt
from ..protocol.strays import Removed
from ..protocol.updates import EMPTY, read_update
from . import contributors, documents, events, log, snapshots, strays
from .errors import RestoredMeanwhile
from .events import Origin
from .state import State, read_state


@dataclass(frozen=True, slots=True)
class Order:
    """A restore that has been computed and waits for its commit."""

    snapshot: Snapshot
    update: bytes
    """What makes the content equal to the snapshot's."""
    removed: Removed
    """What it removes with all that is in it."""
    vector: bytes
    """State vector of what it was computed from."""
    head: int
    """Up to which sequence number whoever asked for it knew the document."""
    origin: Origin
    reason: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    seq: int
    """Sequence number of the document after it."""
    before: Snapshot | None
    """The snapshot of what was there; `None` if the content was equal: nothing was written."""

    @property
    def changed(self) -> bool:
        """Whether the restore wrote anything."""
        return self.before is not None


def commit(order: Order) -> Restored:
    """Append the order's update to the log.

    Raises `DocumentNotFound`, `InTrash`, or `RestoredMeanwhile` if another restore came after what
    the order knew.
    """
    document_id = order.snapshot.document_id
    with transaction.atomic():
        documents.lock(document_id)
        documents.refuse_trashed(document_id)
        _refuse_second(order)
        # Read again under the lock: what was typed meanwhile belongs into the snapshot.
        before = read_state(document_id)
        if order.update == EMPTY:
            return Restored(before.seq, None)
        return _append(order, before)


def _refuse_second(order: Order) -> None:
    """A restore leaves a snapshot of the head that it found; is one newer than the order."""
    restores = Snapshot.objects.filter(
        document=order.snapshot.document_id, reason=Snapshot.Reason.BEFORE_RESTORE
    )
    if restores.filter(seq__gte=order.head).exists():
        raise RestoredMeanwhile


def _append(order: Order, before: State) -> Restored:
    writers = contributors.since_last_snapshot(before.document_id)
    kept = snapshots.take(before, Snapshot.Reason.BEFORE_RESTORE, contributors=writers)
    meanwhile = crdt.diff(before.payload, order.vector)
    order.removed.learn(read_update(meanwhile))
    strays.expect(kept, order.removed)
    seq = log.append(before.document_id, order.update, order.origin.principal)
    events.record(
        "snapshot.restored",
        before.document_id,
        order.origin,
        snapshot=order.snapshot.pk,
        snapshot_seq=order.snapshot.seq,
        before=kept.pk,
        from_seq=before.seq,
        to_seq=seq,
        sha256_before=_digest(before),
        sha256_after=_digest(read_state(before.document_id)),
        reason=order.reason,
    )
    return Restored(seq, kept)


def _digest(state: State) -> str:
    return hashlib.sha256(state.payload).hexdigest()
