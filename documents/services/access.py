"""Use cases on rights: give a role, take it back, open up an address, hand over, leave."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group
from django.db import transaction

from ..access import Capability, Reach, Role
from ..models import Document, DocumentAccess
from ..store import roles
from ..store.roles import Actor
from . import invitations, notices
from .rights import Forbidden, origin_of, permitted, require


def grant_access(
    document: Document,
    holder: AbstractBaseUser | Group,
    role: Role,
    *,
    actor: Actor | None,
    address: str | None = None,
) -> tuple[DocumentAccess, bool]:
    """Give a user or a group this role; answers the row and whether it is new.

    A user who had none by name hears of it.
    Raises `Forbidden`, `LastOwner`, or `Conflict` for the user to whom the document belongs.
    """
    require(actor, document, Capability.SHARE)
    with transaction.atomic():
        origin = origin_of(actor, address)
        access, is_new = roles.grant(document.pk, holder, role, origin)
        if is_new and not isinstance(holder, Group):
            invitations.tell(document.pk, holder, role, origin)
        notices.after_commit(document.pk)
    return access, is_new


def revoke_access(
    document: Document, access_id: int, *, actor: Actor | None, address: str | None = None
) -> None:
    """Take back what one row of access gave. Open editors lose it within two seconds.

    Raises `Forbidden`, `AccessNotFound` or `LastOwner`.
    """
    require(actor, document, Capability.SHARE)
    with transaction.atomic():
        roles.revoke(document.pk, access_id, origin_of(actor, address))
        notices.after_commit(document.pk)


def set_reach(
    document: Document,
    reach: Reach,
    role: Role,
    *,
    actor: Actor | None,
    address: str | None = None,
) -> None:
    """Say whom the address alone lets in, and what it lets them do. Raises `Forbidden`."""
    require(actor, document, Capability.SHARE)
    with transaction.atomic():
        roles.set_reach(document.pk, reach, role, origin_of(actor, address))
        notices.after_commit(document.pk)


def transfer_document(
    document: Document,
    to: AbstractBaseUser,
    *,
    actor: Actor | None,
    address: str | None = None,
) -> None:
    """Let the document belong to somebody else; only whom it belongs to, or staff, may.

    Of one that is nobody's, everybody who is an owner may. Raises `Forbidden` or `Conflict`.
    """
    require(actor, document, Capability.SHARE)
    if actor is not None and document.owner_id not in {None, actor.pk}:
        _require_staff(actor)
    with transaction.atomic():
        roles.transfer(document.pk, to, origin_of(actor, address))
        notices.after_commit(document.pk)


def leave_document(
    document: Document, *, actor: AbstractBaseUser, address: str | None = None
) -> None:
    """Give up one's own access. Raises `Conflict` if it is not one's own to give up."""
    with transaction.atomic():
        roles.leave(document.pk, actor, origin_of(actor, address))
        notices.after_commit(document.pk)


def _require_staff(actor: Actor) -> None:
    if not permitted(actor, Capability.SHARE):
        raise Forbidden(Capability.SHARE)
