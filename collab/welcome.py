"""The document that a new installation starts with."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F

from documents.models import Document
from documents.store import documents

TITLE = "Welcome to collab"


def create(owner: AbstractBaseUser | None = None) -> None:
    """Make the document, unless there is any: it belongs to new installations alone."""
    if not Document.objects.exists():
        documents.create(TITLE, owner)


def give_to(owner: AbstractBaseUser) -> None:
    """Let `owner` have what was made before there was anybody to own it."""
    Document.objects.filter(owner=None).update(
        owner=owner.pk, access_version=F("access_version") + 1
    )
