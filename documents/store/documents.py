"""The rows of documents: find, create, rename, move to the trash and back, delete.

Every change is one conditional statement, so that of two at once the database lets one win.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from ..access import SYSTEM, Capability, Reach, Role, may, principal_of_user
from ..content.schema import VERSION
from ..models import Document
from . import events, log, roles
from .errors import Conflict, DocumentNotFound, InTrash, NotInTrash
from .events import Origin


def find(actor: roles.Actor, document_id: UUID) -> Document:
    """The document, with its owner, if `actor` may see it.

    The only place where a person's request meets a document: one query for unknown and invisible
    ones alike, and one answer, `DocumentNotFound`.
    """
    try:
        return roles.open_to(actor).select_related("owner").get(pk=document_id)
    except Document.DoesNotExist:
        raise DocumentNotFound from None


def enter(actor: roles.Actor, document_id: UUID) -> tuple[Document, Role]:
    """The document, without its text, and the role that `actor` has on it now.

    For the handshakes of sockets, of which hundreds may come at once: `find` asks the same in one
    query that takes longer to build than everything else in a handshake. Raises `DocumentNotFound`
    for unknown and invisible ones alike, and for those in the trash.
    """
    document = Document.objects.filter(pk=document_id, trashed=None).defer("text").first()
    role = None if document is None else roles.role_of(actor, document)
    if document is None or role is None or not may(role, Capability.READ):
        raise DocumentNotFound
    return document, role


def is_open_to_anyone(document_id: UUID) -> bool:
    """Whether the address alone lets in people without an account."""
    rows = Document.objects.filter(pk=document_id, link_reach=Reach.ANYONE, trashed=None)
    return rows.exists()


LONGEST_TITLE = 300
"""Characters, as the column allows."""


@dataclass(frozen=True, slots=True)
class First:
    """The content that a document is made with."""

    payload: bytes
    """One update, v1 encoding."""
    text: str
    """Plain text, for search."""


def create(
    title: str,
    owner: AbstractBaseUser | None,
    first: First | None = None,
    *,
    pk: UUID | None = None,
) -> Document:
    """A new document, without content unless `first` is given; nobody's if `owner` is `None`.

    `pk` is its id if others point to it already. Raises `ProtocolError` for bytes the guard
    refuses.
    """
    author = principal_of_user(owner.pk) if owner else SYSTEM
    with transaction.atomic():
        document = Document.objects.create(
            pk=pk or uuid4(),
            title=title,
            owner_id=owner.pk if owner else None,
            schema_version=VERSION,
            text=first.text if first else "",
        )
        if first is not None:
            log.append(document.pk, first.payload, author)
    document.refresh_from_db()
    return document


def raise_schema(document: Document, version: int) -> None:
    """Remember that editors of this schema version may have written in the document.

    An older release, should somebody go back to one, then turns its own editors away instead of
    letting them delete what they do not know.
    """
    if document.schema_version < version:
        older = Document.objects.filter(pk=document.pk, schema_version__lt=version)
        older.update(schema_version=version)


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


def delete(document_id: UUID, origin: Origin) -> None:
    """Delete what is in the trash, with its log and its snapshots, for ever.

    The audit rows stay. Raises `NotInTrash`.
    """
    with transaction.atomic():
        lock(document_id)
        rows = Document.objects.filter(pk=document_id, trashed__isnull=False)
        if not rows.exists():
            raise NotInTrash
        events.record("document.deleted", document_id, origin)
        rows.delete()


def trashed_before(moment: datetime) -> Iterator[UUID]:
    """The documents that have been in the trash since before `moment`, oldest first."""
    rows = Document.objects.filter(trashed__lt=moment).order_by("trashed")
    return rows.values_list("pk", flat=True).iterator()


def mark_template(document_id: UUID, *, is_template: bool) -> None:
    """Say whether people start new documents from this one; raises `InTrash`."""
    _update(document_id, InTrash(), in_trash=False, template=is_template)


def set_text(document_id: UUID, seq: int, text: str) -> bool:
    """Let searches find the content as it is at `seq`; False if they do, or it is older."""
    rows = Document.objects.filter(pk=document_id, head=seq).exclude(text=text)
    return bool(rows.update(text=text))


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
