"""How those who said or did something appear to others."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from ..access import SYSTEM, guest_of_principal
from ..models import Document
from ..presence import color_of
from ..store import actors, state


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody, as others see them."""

    name: str
    color: str
    username: str | None
    """Guests, and people whose account is gone, have none."""
    guest: bool


def authors(principals: Iterable[str]) -> dict[str, Author]:
    """Everybody by their principal, in a query for users and one for guests."""
    wanted = set(principals)
    found = actors.of_principals(wanted)
    return {who: _author(who, found.get(who)) for who in wanted}


def writers_of(document: Document) -> list[tuple[Author, list[int]]]:
    """Everybody whose client ids the document knows, with these."""
    clients: dict[str, list[int]] = {}
    for client, principal in state.owners(document.pk, document.epoch).principals.items():
        if principal != SYSTEM:
            clients.setdefault(principal, []).append(client)
    found = authors(clients)
    return [(found[who], theirs) for who, theirs in clients.items()]


def _author(principal: str, actor: AbstractBaseUser | actors.Guest | None) -> Author:
    is_guest = guest_of_principal(principal) is not None
    nameless = _("Guest") if is_guest else _("Deleted account")
    return Author(
        name=actors.name_of(actor) if actor else nameless,
        color=(actors.chosen_color(actor) if actor else "") or color_of(principal),
        username=actor.get_username() if isinstance(actor, AbstractBaseUser) else None,
        guest=is_guest,
    )
