"""Replacing a prefix of the log by one checkpoint."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from ..models import Checkpoint, Document, Update
from . import bases, contributors, rows
from .bases import Base


@dataclass(frozen=True, slots=True)
class Compacted:
    """What stands for the log up to `base.seq`."""

    base: Base
    canonical: bool
    text: str
    """Plain text, for search."""


def replace(document_id: UUID, before: int, compacted: Compacted) -> bool:
    """Write the checkpoint and delete exactly the rows that it was made of, in one transaction.

    `before` is the sequence number of the checkpoint that it was made from (0: none). Returns
    False, and changes nothing, when another process has written a checkpoint since.
    """
    base = compacted.base
    with transaction.atomic():
        rows.heads([document_id], lock=True)
        stored = Checkpoint.objects.filter(document=document_id)
        if (stored.values_list("seq", flat=True).first() or 0) != before:
            return False
        put(document_id, compacted)
        made_of = Update.objects.filter(document=document_id, seq__gt=before, seq__lte=base.seq)
        made_of.delete()
    bases.vouch(base)
    return True


def put(document_id: UUID, compacted: Compacted) -> None:
    """Make this the checkpoint of a document that the caller holds locked, and its text to find."""
    base = compacted.base
    Checkpoint.objects.update_or_create(
        document_id=document_id,
        defaults={
            "seq": base.seq,
            "state": base.payload,
            "clocks": base.clocks,
            "deletes": base.deletes,
            "attribution": base.attribution,
            "writers": contributors.since_last_snapshot(document_id),
            "canonical": compacted.canonical,
            "digest": rows.digest(base.payload),
        },
    )
    Document.objects.filter(pk=document_id).update(text=compacted.text)
