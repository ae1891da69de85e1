"""How the list of documents is searched, narrowed and ordered: these ways and no others."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django_filters import CharFilter, ChoiceFilter, FilterSet, OrderingFilter

from ..models import Document
from ..store import search, shelves
from ..store.shelves import Shelf
from ..store.wanted import LONGEST_SEARCH, Wanted

_YES_OR_NO = [("true", "true"), ("false", "false")]
_SHELVES = [(shelf.value, shelf.value) for shelf in Shelf if shelf is not Shelf.TRASH]


class _TrashedFilter(ChoiceFilter):  # type: ignore[misc] # untyped, as all three
    """Asked or not: nobody wants to see both kinds in one list."""

    def filter(self, rows: QuerySet[Document], value: str) -> QuerySet[Document]:
        return rows.filter(trashed__isnull=value != "true")


class _StableOrderingFilter(OrderingFilter):  # type: ignore[misc]
    """Rows that compare equal keep their places from page to page."""

    def filter(self, rows: QuerySet[Document], value: list[str] | None) -> QuerySet[Document]:
        names = [self.get_ordering_value(name) for name in value or _default_order(rows)]
        return rows.alias(lower_title=Lower("title")).order_by(*names, "pk")


def _default_order(rows: QuerySet[Document]) -> list[str]:
    """The best first, or else what was opened last, or else what was changed last."""
    usual = [f"-{name}" for name in ("rank", "seen") if name in rows.query.annotations]
    return [*usual[:1], "-updated"]


class DocumentFilter(FilterSet):  # type: ignore[misc]
    """The parameters of the list; an unknown value is an error, not an empty list."""

    search = CharFilter(
        method="having_words",
        max_length=LONGEST_SEARCH,
        help_text="Words that the title or the text contains, all of them; a word finds what it"
        ' begins, "several words" a phrase, -word what must not be there.',
    )
    trashed = _TrashedFilter(choices=_YES_OR_NO, help_text="What is in the trash, and only that.")
    mine = ChoiceFilter(
        choices=_YES_OR_NO,
        method="owned",
        help_text="Only what belongs to the user, or only what others share with them.",
    )
    shelf = ChoiceFilter(
        choices=_SHELVES,
        method="on_shelf",
        help_text="What the user opened, starred, owns or was given, or templates.",
    )
    ordering = _StableOrderingFilter(
        fields=[("lower_title", "title"), ("created", "created"), ("updated", "updated")],
        help_text="Default: `-updated`; with `search` the best first, of `recent` the last opened.",
    )

    class Meta:
        model = Document
        fields: ClassVar[list[str]] = []

    def having_words(self, rows: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """Rows in which all that is wanted occurs."""
        return search.found(rows, Wanted.of(value))

    def on_shelf(self, rows: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """Rows of one of the ways in which people look at their documents."""
        return shelves.on(Shelf(value), rows, self._user)

    def owned(self, rows: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """Rows that belong to the user, or that do not."""
        belongs = Q(owner=self._user)
        return rows.filter(belongs if value == "true" else ~belongs)

    @property
    def _user(self) -> AbstractBaseUser | Any:
        return self.request.user
