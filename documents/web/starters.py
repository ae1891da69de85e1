"""What a new document may begin with: shipped texts, and documents marked as templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..store import roles, shelves
from ..store.shelves import Shelf

_MOST_SHOWN = 8

SHIPPED: Mapping[str, str | Promise] = MappingProxyType(
    {"meeting": _("Meeting notes"), "brief": _("Project brief")}
)
"""Names of texts that every installation has, and the titles of documents made from them."""


@dataclass(frozen=True, slots=True)
class Starter:
    """One thing to begin with, as the form sends it."""

    value: str
    title: str | Promise


def starters_of(user: AbstractBaseUser) -> list[Starter]:
    """The user's own templates by title, the first of them, then the shipped ones."""
    rows: Any = shelves.on(Shelf.TEMPLATES, roles.visible_to(user), user)
    own = rows.order_by("title").values_list("pk", "title")[:_MOST_SHOWN]
    found = [Starter(str(pk), title) for pk, title in own]
    return found + [Starter(name, title) for name, title in SHIPPED.items()]


def shipped_markdown(name: str) -> str:
    """The text of a shipped starter, in the reader's language."""
    return render_to_string(f"collab_documents/starters/{name}.md")
