"""How the list of documents is searched, narrowed and ordered: these ways and no others."""

from functools import reduce
from operator import and_
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django_filters import CharFilter, ChoiceFilter, FilterSet, OrderingFilter

from ..models import Document

_YES_OR_NO = [("true", "true"), ("false", "false")]
_MAX_WORDS = 10
_MAX_CHARACTERS = 200


class _TrashedFilter(ChoiceFilter):  # type: ignore[misc] # untyped, as all three
    """Asked or not: nobody wants to see both kinds in one list."""

    def filter(self, rows: QuerySet[Document], value: str) -> QuerySet[Document]:
        return rows.filter(trashed__isnull=value != "true")


class _StableOrderingFilter(OrderingFilter):  # type: ignore[misc]
    """Rows that compare equal keep their places from page to page."""

    def filter(self, rows: QuerySet[Document], value: list[str] | None) -> QuerySet[Document]:
        names = [self.get_ordering_value(name) for name in value or ["-updated"]]
        return rows.alias(lower_title=Lower("title")).order_by(*names, "pk")


class DocumentFilter(FilterSet):  # type: ignore[misc]
    """The parameters of the list; an unknown value is an error, not an empty list."""

    search = CharFilter(
        method="having_words",
        max_length=_MAX_CHARACTERS,
        help_text="Words that the title or the text contains, all of them.",
    )
    trashed = _TrashedFilter(choices=_YES_OR_NO, help_text="What is in the trash, and only that.")
    mine = ChoiceFilter(
        choices=_YES_OR_NO,
        method="owned",
        help_text="Only what belongs to the user, or only what others share with them.",
    )
    ordering = _StableOrderingFilter(
        fields=[("lower_title", "title"), ("created", "created"), ("updated", "updated")],
        help_text="Default: `-updated`.",
    )

    class Meta:
        model = Document
        fields: ClassVar[list[str]] = []

    def having_words(self, rows: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """Rows in whose title or text every word of `value` occurs."""
        words = value.split()[:_MAX_WORDS]
        found = [Q(title__icontains=word) | Q(text__icontains=word) for word in words]
        return rows.filter(reduce(and_, found, Q()))

    def owned(self, rows: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """Rows that belong to the user, or that do not."""
        belongs = Q(owner=self._user)
        return rows.filter(belongs if value == "true" else ~belongs)

    @property
    def _user(self) -> AbstractBaseUser | Any:
        return self.request.user
