"""The stars that somebody put on documents. Putting one twice is putting it once."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser

from ..models import Star
from .actors import Actor, Guest


def put(user: AbstractBaseUser, document_id: UUID) -> None:
    """Put a star on the document."""
    Star.objects.bulk_create(
        [Star(user_id=user.pk, document_id=document_id)], ignore_conflicts=True
    )


def take(user: AbstractBaseUser, document_id: UUID) -> None:
    """Take the star off the document."""
    Star.objects.filter(user=user.pk, document=document_id).delete()


def among(user: Actor, document_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the documents that have a star of the user, in one query; guests have none."""
    if isinstance(user, Guest):
        return set()
    found = Star.objects.filter(user=user.pk, document__in=list(document_ids))
    return set(found.values_list("document", flat=True))
