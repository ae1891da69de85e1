"""Use cases on documents as things with a title: create, copy, rename, trash, recover, delete."""

import secrets

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from .. import workers
from ..access import Capability
from ..content import jobs
from ..content.copying import Copy
from ..examining import require_sound
from ..models import Document
from ..protocol.updates import EMPTY
from ..store import documents, images
from ..store.documents import LONGEST_TITLE, First
from ..store.roles import Actor
from ..store.state import State, read_state
from ..workers import ContentFailed
from . import notices
from .rights import origin_of, require, require_role
from .storage import require_space

CLIENT_ID_BITS = 32
"""Yjs clients draw their ids from as many."""


def create_document(title: str, *, owner: AbstractBaseUser | None, markdown: str = "") -> Document:
    """A new document, empty or with this content; nobody's if `owner` is `None`.

    Raises `StorageFull` or `ContentFailed`.
    """
    require_space(owner)
    if not markdown:
        return documents.create(title, owner)
    made = workers.run(jobs.start, markdown, secrets.randbits(CLIENT_ID_BITS))
    return documents.create(title, owner, _first(made))


def copy_document(document: Document, title: str = "", *, actor: AbstractBaseUser) -> Document:
    """A document of the actor's own with the content that this one has now, and no history.

    Without a title, its own with a note. Raises `Forbidden`, `InTrash`,
    `StorageFull`, `ContentFailed` or `Corrupt`.
    """
    require_role(actor, document, Capability.READ)
    require_space(actor)
    documents.refuse_trashed(document.pk)
    state = read_state(document.pk)
    first = None
    if state.payload != EMPTY:
        first = _first(_copied(state))
    with transaction.atomic():
        made = documents.create(title or _copy_title(document.title), actor, first)
        images.share_all(document.pk, made.pk, origin_of(actor).principal)
    return made


def rename_document(document: Document, title: str, *, actor: Actor | None) -> None:
    """Give the document another title. Raises `Forbidden` or `InTrash`."""
    require(actor, document, Capability.RENAME)
    with transaction.atomic():
        documents.rename(document.pk, title)
        notices.after_commit(document.pk, notices.renamed(title))


def mark_template(document: Document, *, is_template: bool, actor: Actor | None) -> None:
    """Let people start new documents from this one, or no more. Raises `Forbidden`, `InTrash`."""
    require(actor, document, Capability.RENAME)
    documents.mark_template(document.pk, is_template=is_template)


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


def delete_document(document: Document, *, actor: Actor | None, address: str | None = None) -> None:
    """Delete for ever what is in the trash. Raises `Forbidden` or `NotInTrash`."""
    require(actor, document, Capability.TRASH)
    with transaction.atomic():
        documents.delete(document.pk, origin_of(actor, address))
        notices.after_commit(document.pk)


def _copied(state: State) -> Copy:
    try:
        return workers.run(jobs.copy, state.payload, secrets.randbits(CLIENT_ID_BITS))
    except ContentFailed:
        require_sound(state.document_id, state.payload)
        raise


def _first(made: Copy) -> First:
    return First(made.payload, made.text)


def _copy_title(title: str) -> str:
    return (_("Copy of %(title)s") % {"title": title})[:LONGEST_TITLE]
