"""Who has which role on a document, and giving and taking roles.

What a role may do is decided by `documents.access` alone.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Now
from django.utils.translation import gettext

from ..access import (
    Reach,
    Role,
    by_link,
    principal_of_guest,
    principal_of_user,
    reached,
    strongest,
)
from ..models import Document, DocumentAccess, Guest, LinkVisit
from . import actors, events
from .actors import principal_of
from .errors import AccessNotFound, Conflict, DocumentNotFound, LastOwner
from .events import Origin

Actor = actors.Actor


def role_of(actor: Actor, document: Document) -> Role | None:
    """The strongest role that `actor` has: by name, by a group, by a link or by the address."""
    return roles_of(actor, [document]).get(document.pk)


def roles_of(actor: Actor, documents: Iterable[Document]) -> dict[UUID, Role]:
    """`role_of` many documents, in one query; those without a role are left out."""
    if not actor.is_active:
        return {}
    found: dict[UUID, list[Role]] = defaultdict(list)
    asked = []
    for document in documents:
        if _owns(actor, document):
            found[document.pk].append(Role.OWNER)
        else:
            asked.append(document)
    for document_id, role, is_by_link in _given_to(actor, [document.pk for document in asked]):
        found[document_id].append(by_link(Role(role)) if is_by_link else Role(role))
    for document in asked:
        found[document.pk] += _reached(actor, document)
    return {pk: best for pk in found if (best := strongest(found[pk]))}


def roles_on(document: Document, people: Iterable[Actor]) -> dict[str, Role]:
    """`role_of` many actors, by principal, in three queries; those without a role are left out."""
    found: dict[str, list[Role]] = defaultdict(list)
    asked = {principal_of(actor): actor for actor in people if actor.is_active}
    for principal, actor in asked.items():
        if _owns(actor, document):
            found[principal].append(Role.OWNER)
        found[principal] += _reached(actor, document)
    guests = [actor.pk for actor in asked.values() if isinstance(actor, Guest)]
    users = [actor.pk for actor in asked.values() if not isinstance(actor, Guest)]
    for principal, role in _given_on(document, users, guests):
        found[principal].append(role)
    return {who: best for who in found if (best := strongest(found[who]))}


def visible_to(actor: Actor) -> QuerySet[Document]:
    """The documents that are listed for `actor`: what they own, were given, or opened by a link.

    Of those in the trash, only their own.
    """
    if not actor.is_active:
        return Document.objects.none()
    return Document.objects.filter(_is_visible_to(actor))


def owned_by(user: Actor) -> QuerySet[Document]:
    """The documents outside of the trash that `user` may share: as owner, by name or by a group."""
    return Document.objects.filter(_is_owned_by(user), trashed=None)


def belonging_to(user: AbstractBaseUser) -> QuerySet[Document]:
    """The documents outside of the trash that are the user's own, by their titles."""
    return Document.objects.filter(owner=user.pk, trashed=None).order_by("title", "pk")


def open_to(actor: Actor) -> QuerySet[Document]:
    """The documents that `actor` may open when they know the address: more than are listed."""
    if not actor.is_active:
        return Document.objects.none()
    reaches = [Reach.ANYONE] if isinstance(actor, Guest) else [Reach.ANYONE, Reach.SIGNED_IN]
    reached_now = Q(link_reach__in=reaches, trashed=None)
    return Document.objects.filter(_is_visible_to(actor) | reached_now)


def holds(link: str = "") -> Q:
    """Whether a link is neither revoked nor expired; `link` leads to it, such as `link__`."""
    unexpired = Q(**{f"{link}expires": None}) | Q(**{f"{link}expires__gt": Now()})
    return Q(**{f"{link}revoked": None}) & unexpired


def grant(
    document_id: UUID, holder: AbstractBaseUser | Group, role: Role, origin: Origin
) -> tuple[DocumentAccess, bool]:
    """Give a user or a group this role instead of the one they were given before.

    Answers the row and whether it is new. Raises `LastOwner` if nobody would be left to manage the
    document, and `Conflict` for its owner, whose role is not a row.
    """
    kind = "group" if isinstance(holder, Group) else "user"
    with transaction.atomic():
        document = lock(document_id)
        if kind == "user" and document.owner_id == holder.pk:
            raise Conflict(gettext("The document belongs to this user."))
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
        document = lock(document_id)
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


def transfer(document_id: UUID, to: AbstractBaseUser, origin: Origin) -> None:
    """Let the document belong to another user; who it belonged to goes on as an editor.

    Raises `Conflict` if it is theirs already.
    """
    with transaction.atomic():
        document = lock(document_id)
        if document.owner_id == to.pk:
            raise Conflict(gettext("The document belongs to this user."))
        before = document.owner_id
        DocumentAccess.objects.filter(document=document, user=to.pk).delete()
        Document.objects.filter(pk=document_id).update(owner=to.pk)
        if before is not None:
            DocumentAccess.objects.create(document=document, user_id=before, role=Role.EDITOR)
        detail = {"before": _text(before), "after": str(to.pk)}
        events.record("document.transferred", document_id, origin, **detail)


def leave(document_id: UUID, user: AbstractBaseUser, origin: Origin) -> None:
    """Give up what a user was given by name and by links.

    Raises `LastOwner`, `Conflict` for whom the document belongs to, or if a group still gives
    them a role: that is not theirs to give up.
    """
    with transaction.atomic():
        document = lock(document_id)
        if document.owner_id == user.pk:
            raise Conflict(gettext("The document is yours: give it to somebody else first."))
        DocumentAccess.objects.filter(document=document, user=user.pk).delete()
        LinkVisit.objects.filter(link__document=document, user=user.pk).delete()
        if DocumentAccess.objects.filter(document=document, group__user=user.pk).exists():
            raise Conflict(gettext("You are here as a member of a group."))
        _keep_an_owner(document)
        events.record("access.left", document_id, origin)


def set_reach(document_id: UUID, reach: Reach, role: Role, origin: Origin) -> None:
    """Say whom the address alone lets in, and what it lets them do."""
    with transaction.atomic():
        lock(document_id)
        Document.objects.filter(pk=document_id).update(link_reach=reach, link_role=role)
        events.record("reach.changed", document_id, origin, reach=reach, role=role)


def lock(document_id: UUID) -> Document:
    """Announce a change of rights; until the transaction ends nobody else can make one.

    Raises `DocumentNotFound`.
    """
    rows = Document.objects.filter(pk=document_id)
    if not rows.update(access_version=F("access_version") + 1):
        raise DocumentNotFound
    return rows.get()


def _owns(actor: Actor, document: Document) -> bool:
    return not isinstance(actor, Guest) and document.owner_id == actor.pk


def _reached(actor: Actor, document: Document) -> list[Role]:
    """The role that the address alone gives, if it gives one."""
    reach, role = Reach(document.link_reach), Role(document.link_role)
    given = reached(reach, role, signed_in=not isinstance(actor, Guest))
    return [] if given is None else [given]


def _is_visible_to(actor: Actor) -> Q:
    visited = Q(pk__in=_visits_of(actor).values("link__document"))
    if isinstance(actor, Guest):
        return visited & Q(trashed=None)
    held = Q(pk__in=_held_by(actor).values("document"))
    return _is_owned_by(actor) | (Q(trashed=None) & (visited | held))


def _is_owned_by(user: AbstractBaseUser | Any) -> Q:
    by_grant = _held_by(user).filter(role=Role.OWNER)
    return Q(owner=user.pk) | Q(pk__in=by_grant.values("document"))


def _given_to(actor: Actor, document_ids: list[UUID]) -> Iterable[tuple[UUID, str, bool]]:
    """Documents, roles, and whether it was a link that gave them."""
    if not document_ids:
        return ()
    visits = _visits_of(actor).filter(link__document__in=document_ids)
    by_links = visits.values_list("link__document", "link__role", Value(value=True))
    if isinstance(actor, Guest):
        return by_links
    held = _held_by(actor).filter(document__in=document_ids)
    return held.values_list("document", "role", Value(value=False)).union(by_links)


def _given_on(
    document: Document, users: list[Any], guests: list[str]
) -> Iterable[tuple[str, Role]]:
    """Principals and roles that were given on the document, by name, by groups and by links."""
    rows = DocumentAccess.objects.filter(document=document)
    for pk, role in rows.filter(user__in=users).values_list("user", "role"):
        yield principal_of_user(pk), Role(role)
    for pk, role in rows.filter(group__user__in=users).values_list("group__user", "role"):
        yield principal_of_user(pk), Role(role)
    visits = LinkVisit.objects.filter(holds("link__"), link__document=document)
    came = visits.filter(Q(user__in=users) | Q(guest__in=guests))
    for user, guest, role in came.values_list("user", "guest", "link__role"):
        who = principal_of_guest(guest) if guest else principal_of_user(user)
        yield who, by_link(Role(role))


def _held_by(user: AbstractBaseUser | Any) -> QuerySet[DocumentAccess]:
    # A subquery, not a join: a join would read every member of every group that has access.
    groups = Group.objects.filter(user=user.pk)
    return DocumentAccess.objects.filter(Q(user=user.pk) | Q(group__in=groups))


def _visits_of(actor: Actor) -> QuerySet[LinkVisit]:
    """Of links that hold."""
    kind = "guest" if isinstance(actor, Guest) else "user"
    return LinkVisit.objects.filter(holds("link__"), **{kind: actor.pk})


def _keep_an_owner(document: Document) -> None:
    """Raise `LastOwner`, which undoes the change, if no active user owns the document now."""
    rows = DocumentAccess.objects.filter(document=document, role=Role.OWNER)
    owners = Q(pk=document.owner_id) | Q(pk__in=rows.values("user"))
    owners |= Q(groups__in=rows.values("group"))
    if not get_user_model().objects.filter(owners, is_active=True).exists():
        raise LastOwner


def _text(pk: object) -> str | None:
    return None if pk is None else str(pk)
