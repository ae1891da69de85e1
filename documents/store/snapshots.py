"""Snapshots: states that people see, name, compare and restore."""

from collections.abc import Sequence

from django.db import transaction

from ..models import Snapshot
from ..protocol.errors import ProtocolError
from ..protocol.updates import read_update
from . import rows
from .errors import CorruptSnapshot, DocumentNotFound
from .state import State

Reason = Snapshot.Reason


def take(
    state: State, reason: str, *, label: str = "", contributors: Sequence[str] = ()
) -> Snapshot:
    """Store `state` as a snapshot."""
    return Snapshot.objects.create(
        document_id=state.document_id,
        state=state.payload,
        seq=state.seq,
        reason=reason,
        label=label,
        contributors=sorted(contributors),
        size=len(state.payload),
    )


def take_once(state: State, reason: str, contributors: Sequence[str]) -> Snapshot | None:
    """Store `state`, unless some process has stored this state or a later one before.

    Returns None when there was nothing to do.
    """
    with transaction.atomic():
        if not rows.heads([state.document_id], lock=True):
            raise DocumentNotFound
        taken = Snapshot.objects.filter(document=state.document_id, seq__gte=state.seq)
        if taken.exists():
            return None
        return take(state, reason, contributors=contributors)


def read(snapshot: Snapshot) -> bytes:
    """The state, judged as what a peer sends is. Raises `CorruptSnapshot`."""
    try:
        return read_update(bytes(snapshot.state)).data
    except ProtocolError as error:
        raise CorruptSnapshot from error
