"""Use cases on share links: make, change, revoke, open."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from ..access import Capability, Role
from ..models import Document, Guest, ShareLink
from ..store import links
from ..store.roles import Actor, role_of
from . import notices
from .rights import origin_of, require


def create_link(
    document: Document,
    role: Role,
    *,
    actor: AbstractBaseUser | None,
    address: str | None = None,
    **more: Any,
) -> tuple[ShareLink, str]:
    """Make a share link; answers its row and its secret, which cannot be shown again.

    `more` are `label`, `expires` and `password`. Raises `Forbidden`.
    """
    require(actor, document, Capability.SHARE)
    return links.issue(document.pk, role, origin_of(actor, address), actor, **more)


def change_link(
    document: Document,
    link_id: int,
    changes: Mapping[str, Any],
    *,
    actor: Actor | None,
    address: str | None = None,
) -> ShareLink:
    """Change a link's `role`, `label`, `expires` or `password`; open editors have it at once.

    Raises `Forbidden` or `LinkNotFound`.
    """
    require(actor, document, Capability.SHARE)
    with transaction.atomic():
        link = links.change(document.pk, link_id, origin_of(actor, address), changes)
        notices.after_commit(document.pk)
    return link


def revoke_link(
    document: Document, link_id: int, *, actor: Actor | None, address: str | None = None
) -> None:
    """End a link: whom only it let in is sent away within two seconds.

    Raises `Forbidden` or `LinkNotFound`.
    """
    require(actor, document, Capability.SHARE)
    with transaction.atomic():
        links.revoke(document.pk, link_id, origin_of(actor, address))
        notices.after_commit(document.pk)


def open_link(link: ShareLink, visitor: AbstractBaseUser | Guest) -> None:
    """Let somebody in who knows the link, and its password if it has one.

    An owner who tries their own link has nothing to gain and is not noted.
    """
    if role_of(visitor, link.document) is not Role.OWNER:
        links.open_by(link, visitor)
