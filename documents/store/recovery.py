"""After a restore from backup: what the backup lacks and open editors still hold may come back.

An editor's replica holds what others wrote as well, under their client ids. Outside of this window
that would be forgery; inside it is stored, and credited to whoever brought it ("recovered by").
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from ..models import Document
from . import events
from .events import Origin


def open_window(lasts: timedelta, document_id: UUID | None = None) -> int:
    """Let editors bring back what is missing, in one document or in all; answers in how many.

    By the database's clock, from now on; the end of an earlier window is replaced.
    """
    chosen = Document.objects.all() if document_id is None else _only(document_id)
    with transaction.atomic():
        seconds = round(lasts.total_seconds())
        events.record("recovery.opened", document_id, Origin(), seconds=seconds)
        return chosen.update(recovering_until=Now() + lasts)


def close_window(document_id: UUID | None = None) -> int:
    """End the window in one document or in all; answers in how many it was open."""
    chosen = Document.objects.all() if document_id is None else _only(document_id)
    with transaction.atomic():
        events.record("recovery.closed", document_id, Origin())
        return chosen.filter(recovering_until__gt=Now()).update(recovering_until=None)


def _only(document_id: UUID) -> QuerySet[Document]:
    return Document.objects.filter(pk=document_id)
