"""Use cases on the rights of others: give a role, take it back."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group
from django.db import transaction

from ..access import Capability, Role
from ..models import Document, DocumentAccess
from ..store import roles
from ..store.roles import Actor
from . import notices
from .rights import origin_of, require


def grant_access(
    document: Document,
    holder: AbstractBaseUser | Group,
    role: Role,
    *,
    actor: Actor | None,
    address: str | None = None,
) -> tuple[DocumentAccess, bool]:
    """Give a user or a group this role; answers the row and whether it is new.

    Raises `Forbidden`, `LastOwner`, or `Conflict` for the user to whom the document belongs.
    """
    require(actor, document, Capability.SHARE)
    with transaction.atomic():
        granted = roles.grant(document.pk, holder, role, origin_of(actor, address))
        notices.after_commit(document.pk)
    return granted


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
