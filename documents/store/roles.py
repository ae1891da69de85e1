"""Who has which role on a document, and giving and taking roles.

What a role may do is decided by `documents.access` alone.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, Group
from django.db import transaction
from django.db.models import F, Q, QuerySet

from ..access import Role, strongest
from ..models import Document, DocumentAccess
from . import events
from .errors import AccessNotFound, Conflict, DocumentNotFound, LastOwner
from .events import Origin

Actor = AbstractBaseUser | AnonymousUser


def role_of(actor: Actor, document: Document) -> Role | None:
    """The strongest role that `actor` has on the document, by name or by a group."""
    return roles_of(actor, [document]).get(document.pk)


def roles_of(actor: Actor, documents: Iterable[Document]) -> dict[UUID, Role]:
    """`role_of` many documents, in one query; those without a role are left out."""
    if not actor.is_active:
        return {}
    found: dict[UUID, list[Role]] = defaultdict(list)
    asked = []
    for document in documents:
        if document.owner_id == actor.pk:
            found[document.pk].append(Role.OWNER)
        else:
            asked.append(document.pk)
    held = _held_by(actor).filter(document__in=asked) if asked else DocumentAccess.objects.none()
    for document_id, given in held.values_list("document", "role"):
        found[document_id].append(Role(given))
    return {document_id: role for document_id in found if (role := strongest(found[document_id]))}


def visible_to(actor: Actor) -> QuerySet[Document]:
    """The documents on which `actor` has a role; of those in the trash, only their own."""
    if not actor.is_active:
        return Document.objects.none()
    held = _held_by(actor)
    owns = Q(owner=actor.pk) | Q(pk__in=held.filter(role=Role.OWNER).values("document"))
    sees = Q(trashed=None) & Q(pk__in=held.values("document"))
    return Document.objects.filter(owns | sees)


def grant(
    document_id: UUID, holder: AbstractBaseUser | Group, role: Role, origin: Origin
) -> tuple[DocumentAccess, bool]:
    """Give a user or a group this role instead of the one they were given before.

    Answers the row and whether it is new. Raises `LastOwner` if nobody would be left to manage the
    document, and `Conflict` for its owner, whose role is not a row.
    """
    kind = "group" if isinstance(holder, Group) else "user"
    with transaction.atomic():
        document = _lock(document_id)
        if kind == "user" and document.owner_id == holder.pk:
            raise Conflict("The document belongs to this user.")
        given: dict[str, Any] = {"document_id": document_id, f"{kind}_id": holder.pk}
        rows = DocumentAccess.objects.filter(**given)
        was_owner = rows.filter(role=Role.OWNER).exists()
        access, created = rows.update_or_create({"role": role}, **given)
        if was_owner:
            _keep_an_owner(document)
        events.record("access.granted", document_id, origin, **{kind: str(holder.pk)}, role=role)
    return access, created


def revoke(document_id: UUID, access_id: int, origin: Origin) -> None:
    """Take back what one row gave; raises `AccessNotFound` or `LastOwner`."""
    with transaction.atomic():
        document = _lock(document_id)
        access = DocumentAccess.objects.filter(pk=access_id, document=document_id).first()
        if access is None:
            raise AccessNotFound
        access.delete()
        if access.role == Role.OWNER:
            _keep_an_owner(document)
        events.record(
            "access.revoked",
            document_id,
            origin,
            user=_text(access.user_id),
            group=_text(access.group_id),
            role=access.role,
        )


def _held_by(actor: Actor) -> QuerySet[DocumentAccess]:
    # A subquery, not a join: a join would read every member of every group that has access.
    groups = Group.objects.filter(user=actor.pk)
    return DocumentAccess.objects.filter(Q(user=actor.pk) | Q(group__in=groups))


def _lock(document_id: UUID) -> Document:
    """Announce a change of rights; until the transaction ends nobody else can make one."""
    rows = Document.objects.filter(pk=document_id)
    if not rows.update(access_version=F("access_version") + 1):
        raise DocumentNotFound
    return rows.get()


def _keep_an_owner(document: Document) -> None:
    """Raise `LastOwner`, which undoes the change, if no active user owns the document now."""
    rows = DocumentAccess.objects.filter(document=document, role=Role.OWNER)
    owners = Q(pk=document.owner_id) | Q(pk__in=rows.values("user"))
    owners |= Q(groups__in=rows.values("group"))
    if not get_user_model().objects.filter(owners, is_active=True).exists():
        raise LastOwner


def _text(pk: object) -> str | None:
    return None if pk is None else str(pk)
