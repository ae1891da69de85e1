"""Use cases on documents as things with a title: create, rename, trash, recover."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from ..access import Capability
from ..models import Document
from ..store import documents
from ..store.roles import Actor
from . import notices
from .rights import origin_of, require


def create_document(title: str, *, owner: AbstractBaseUser | None) -> Document:
    """A new, empty document; nobody's if `owner` is `None`."""
    return documents.create(title, owner)


def rename_document(document: Document, title: str, *, actor: Actor | None) -> None:
    """Give the document another title. Raises `Forbidden` or `InTrash`."""
    require(actor, document, Capability.RENAME)
    with transaction.atomic():
        documents.rename(document.pk, title)
        notices.after_commit(document.pk, notices.renamed(title))


def trash_document(document: Document, *, actor: Actor | None, address: str | None = None) -> None:
    """Move the document to the trash. Raises `Forbidden` or `InTrash`."""
    require(actor, document, Capability.TRASH)
    with transaction.atomic():
        documents.trash(document.pk, origin_of(actor, address))
        notices.after_commit(document.pk)


def recover_document(
    document: Document, *, actor: Actor | None, address: str | None = None
) -> None:
    """Take the document out of the trash. Raises `Forbidden` or `NotInTrash`."""
    require(actor, document, Capability.TRASH)
    with transaction.atomic():
        documents.recover(document.pk, origin_of(actor, address))
        notices.after_commit(document.pk)
