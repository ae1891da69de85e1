"""Taking documents out of service whose content does not read, and putting them back."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import F
from django.db.models.functions import Now

from ..models import Checkpoint, Document, Quarantine, SetAside, Update
from . import bases, checkpoints, events, rows
from .checkpoints import Compacted
from .errors import Conflict, Corrupt, NotFound, Quarantined
from .events import Origin
from .rows import Head

logger = logging.getLogger(__name__)

_REASON_LENGTH = 200

_RECOVERY = {Quarantine.Place.ROW, Quarantine.Place.CHECKPOINT, Quarantine.Place.LOG}
"""Where bytes were damaged, open editors may hold what they were. What does not read as a whole
would only be brought back."""


@dataclass(frozen=True, slots=True)
class Good:
    """The newest state of a document that reads."""

    head: int
    """Sequence number that the log had come to."""
    compacted: Compacted
    """The state, as the checkpoint after that."""
    without: frozenset[int]
    """Sequence numbers of rows of the log that it does not hold."""
    source: str
    """What it was made of, for people."""


@contextmanager
def noting(document_id: UUID) -> Iterator[None]:
    """Quarantine the document when reading it raises `Corrupt`, and raise that."""
    try:
        yield
    except Quarantined:
        raise
    except Corrupt as fault:
        note(document_id, fault)
        raise


def note(document_id: UUID, fault: Corrupt) -> None:
    """Quarantine a document. A database that does not take that keeps nobody from being told."""
    logger.error("%s is quarantined: %s (%s %s)", document_id, fault, fault.place, fault.seq)
    try:
        begin(document_id, fault)
    except DatabaseError:
        logger.exception("The quarantine of %s could not be written down.", document_id)


def begin(document_id: UUID, fault: Corrupt) -> None:
    """Take a document out of service, once."""
    with transaction.atomic():
        head = rows.heads([document_id], lock=True).get(document_id)
        if head is None or head.quarantined:
            return
        Quarantine.objects.create(
            document_id=document_id,
            place=fault.place,
            seq=fault.seq,
            reason=str(fault)[:_REASON_LENGTH],
        )
        _turn(document_id)
        detail = {"place": fault.place, "seq": fault.seq, "reason": str(fault)[:_REASON_LENGTH]}
        events.record("document.quarantined", document_id, Origin(), **detail)


def end(quarantine: Quarantine, origin: Origin, reason: str) -> None:
    """Put a document back into service as it is stored. Raises `Conflict` or `NotFound`."""
    with transaction.atomic():
        _close(quarantine)
        detail = {"quarantine": quarantine.pk, "reason": reason}
        events.record("quarantine.ended", quarantine.document_id, origin, **detail)


def reopen(quarantine: Quarantine, good: Good, origin: Origin, reason: str) -> None:
    """Make `good` the document's state, and keep aside all that was stored.

    Nothing that is stored is lost: the rows and the checkpoint are copied as they are. The log goes
    on behind a new checkpoint. Raises `Conflict` when the log or the quarantine is not what it was,
    or `NotFound`.
    """
    with transaction.atomic():
        head = _close(quarantine)
        if head.seq != good.head:
            raise Conflict("The log has changed since the state was looked at. Look again.")
        kept = SetAside.objects.bulk_create(_stored(quarantine, good.without))
        _replace(quarantine.document_id, good.compacted)
        events.record(
            "quarantine.reopened",
            quarantine.document_id,
            origin,
            quarantine=quarantine.pk,
            reason=reason,
            source=good.source,
            seq=good.compacted.base.seq,
            set_aside=len(kept),
            without=sorted(good.without),
            sha256_after=_digest(good.compacted.base.payload),
        )
    bases.vouch(good.compacted.base)


def recovers(quarantine: Quarantine) -> bool:
    """Whether open editors may hold what is damaged here."""
    return quarantine.place in _RECOVERY


def _close(quarantine: Quarantine) -> Head:
    head = rows.heads([quarantine.document_id], lock=True).get(quarantine.document_id)
    if head is None:
        raise NotFound
    open_ones = Quarantine.objects.filter(pk=quarantine.pk, ended=None)
    if not open_ones.update(ended=Now()):
        raise Conflict("Somebody else has ended this quarantine.")
    _turn(quarantine.document_id)
    return head


def _turn(document_id: UUID) -> None:
    Document.objects.filter(pk=document_id).update(quarantine=F("quarantine") + 1)


def _stored(quarantine: Quarantine, without: frozenset[int]) -> Iterator[SetAside]:
    """Everything that makes up the document, as it is."""
    for found in Checkpoint.objects.filter(document=quarantine.document_id):
        parts = ("state", "clocks", "deletes", "attribution")
        for part in parts:
            yield SetAside(
                quarantine=quarantine,
                name=f"checkpoint-{found.seq}-{part}",
                payload=bytes(getattr(found, part)),
                digest=bytes(found.digest) if part == "state" else b"",
                written=found.created,
                used=found.seq not in without,
            )
    for row in Update.objects.filter(document=quarantine.document_id):
        yield SetAside(
            quarantine=quarantine,
            name=f"row-{row.seq}",
            payload=bytes(row.payload),
            digest=bytes(row.digest),
            author=row.author,
            written=row.created,
            used=row.seq not in without,
        )


def _replace(document_id: UUID, compacted: Compacted) -> None:
    checkpoints.put(document_id, compacted)
    Update.objects.filter(document=document_id).delete()
    Document.objects.filter(pk=document_id).update(head=compacted.base.seq)


def _digest(payload: bytes) -> str:
    return hashlib.sha256(payload).hexdigest()
