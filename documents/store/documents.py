"""The rows of documents: find, create, rename, move to the trash and back.

Every change is one conditional statement, so that of two at once the database lets one win.
"""

from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from ..models import Document
from . import events, roles
from .errors import Conflict, DocumentNotFound, InTrash, NotInTrash
from .events import Origin


def find(actor: roles.Actor, document_id: UUID) -> Document:
    """The document, with its owner, if `actor` may see it.

    The only place where a person's request meets a document: one query for unknown and invisible
    ones alike, and one answer, `DocumentNotFound`.
    """
    try:
        return roles.visible_to(actor).select_related("owner").get(pk=document_id)
    except Document.DoesNotExist:
        raise DocumentNotFound from None


def create(title: str, owner: AbstractBaseUser | None) -> Document:
    """A new document without content; nobody's if `owner` is `None`."""
    document = Document.objects.create(title=title, owner_id=owner.pk if owner else None)
    document.refresh_from_db()
    return document


def rename(document_id: UUID, title: str) -> None:
    """Give the document another title; raises `InTrash`."""
    _update(document_id, InTrash(), in_trash=False, title=title, updated=Now())


def trash(document_id: UUID, origin: Origin) -> None:
    """Move the document to the trash, where only its owners see it; raises `InTrash`."""
    with transaction.atomic():
        _update(document_id, InTrash(), in_trash=False, trashed=Now(), **_RIGHTS_CHANGE)
        events.record("document.trashed", document_id, origin)


def recover(document_id: UUID, origin: Origin) -> None:
    """Take the document out of the trash; raises `NotInTrash`."""
    with transaction.atomic():
        _update(document_id, NotInTrash(), in_trash=True, trashed=None, **_RIGHTS_CHANGE)
        events.record("document.recovered", document_id, origin)


def lock(document_id: UUID) -> None:
    """Let nobody else append or change rights until the caller's transaction ends.

    Raises `DocumentNotFound`.
    """
    if not Document.objects.select_for_update().filter(pk=document_id).values("pk"):
        raise DocumentNotFound


def refuse_trashed(document_id: UUID) -> None:
    """Raise `InTrash` if the document is there."""
    if Document.objects.filter(pk=document_id, trashed__isnull=False).exists():
        raise InTrash


_RIGHTS_CHANGE = {"access_version": F("access_version") + 1}


def _update(document_id: UUID, refusal: Conflict, *, in_trash: bool, **changes: Any) -> None:
    rows = Document.objects.filter(pk=document_id)
    if rows.filter(trashed__isnull=not in_trash).update(**changes):
        return
    raise refusal if rows.exists() else DocumentNotFound
