"""Two users to try the editor with. Their passwords are printed, so they stay on this machine."""

import secrets
from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.core.management import CommandError

from documents.access import Role
from documents.models import Document
from documents.store import roles
from documents.store.events import Origin

from . import welcome
from .environment import is_loopback

USERS = {"demo-ada": "Ada", "demo-grace": "Grace"}
"""Usernames, and what others see."""

PASSWORD_BYTES = 12


def refuse_exposure(host: str, *, wanted: bool = False) -> None:
    """Raise `CommandError` if other machines could reach demo users, or those `wanted` now."""
    users = get_user_model().objects.filter(username__in=USERS, is_active=True)
    if not is_loopback(host) and (wanted or users.exists()):
        raise CommandError(
            "Demo users are for this machine alone: delete them, or use --host 127.0.0.1."
        )


def create_users() -> Iterator[tuple[str, str]]:
    """Make the users, or give them new passwords; answers each name with its password."""
    for name, shown in USERS.items():
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        user, _ = get_user_model().objects.get_or_create(
            username=name, defaults={"first_name": shown}
        )
        user.set_password(password)
        user.save(update_fields=["password"])
        yield name, password


def share_welcome() -> None:
    """Let both users edit the first document, unless somebody owns it already."""
    first, second = get_user_model().objects.filter(username__in=USERS).order_by("username")
    ownerless = list(Document.objects.filter(owner=None))
    welcome.give_to(first)
    for document in ownerless:
        roles.grant(document.pk, second, Role.EDITOR, Origin())
