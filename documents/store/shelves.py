"""The ways in which the list of documents is narrowed: pages and REST ask here."""

from enum import StrEnum
from typing import Any

from django.db.models import F, Q, QuerySet

from ..models import Document
from .roles import Actor


class Shelf(StrEnum):
    """Which of the documents that somebody may see."""

    ALL = "all"
    RECENT = "recent"
    STARRED = "starred"
    MINE = "mine"
    SHARED = "shared"
    TEMPLATES = "templates"
    TRASH = "trash"


def on(shelf: Shelf, rows: QuerySet[Document], actor: Actor) -> QuerySet[Document]:
    """Those of `rows`, which `actor` may see, that stand on the shelf.

    What is in the trash stands on no other shelf. Recent ones say when they were `seen`.
    """
    kept = rows.filter(trashed__isnull=shelf is not Shelf.TRASH)
    found = kept.filter(_condition(shelf, actor.pk))
    return found.annotate(seen=F("visits__seen")) if shelf is Shelf.RECENT else found


def _condition(shelf: Shelf, user: Any) -> Q:
    conditions = {
        Shelf.RECENT: Q(visits__user=user),
        Shelf.STARRED: Q(stars__user=user),
        Shelf.MINE: Q(owner=user),
        # Nobody's documents are shared, too: a comparison with NULL would leave them out.
        Shelf.SHARED: ~Q(owner=user) | Q(owner=None),
        Shelf.TEMPLATES: Q(template=True),
    }
    return conditions.get(shelf, Q())
