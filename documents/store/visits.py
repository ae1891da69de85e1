"""When somebody last opened which document."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models.functions import Now

from ..models import Visit

_EXACT_TO = timedelta(minutes=1)
"""Reloading a page is no new visit, and writes nothing."""


def note(user: AbstractBaseUser, document_id: UUID) -> None:
    """The user has opened the document now."""
    visits = Visit.objects.filter(user=user.pk, document=document_id)
    if visits.filter(seen__gt=Now() - _EXACT_TO).exists():
        return
    Visit.objects.bulk_create(
        [Visit(user_id=user.pk, document_id=document_id, seen=Now())],
        update_conflicts=True,
        unique_fields=["user", "document"],
        update_fields=["seen"],
    )
