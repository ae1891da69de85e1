"""The list of documents: what was asked for, and the rows of one page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from operator import and_
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext

from .. import presence
from ..access import Capability, Role, may
from ..store import roles
from .people import Gathering

PAGE_SIZE = 30
_MOST_WORDS = 10
_LONGEST_SEARCH = 200
_LONGEST_PAGE_NUMBER = 6

ORDERS = {
    "updated": "-updated",
    "-updated": "updated",
    "title": "lower_title",
    "-title": "-lower_title",
    "created": "-created",
    "-created": "created",
}
"""What the page calls an order, and the column: dates begin with the latest, titles with A."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the list asks for; whatever it does not understand is the default."""

    search: str = ""
    order: str = "updated"
    trash: bool = False
    page: int = 1
    renaming: str = ""
    """Id of the document whose row is a form."""

    @classmethod
    def of(cls, given: QueryDict) -> "Query":
        """Read from an address."""
        order = given.get("order", "")
        return cls(
            search=" ".join(given.get("search", "")[:_LONGEST_SEARCH].split()),
            order=order if order in ORDERS else "updated",
            trash=given.get("trash") == "1",
            page=_number(given.get("page", "")),
            renaming=given.get("rename", ""),
        )

    def address(self, **changes: Any) -> str:
        """The address of this list with some things changed; defaults are left out."""
        afresh: dict[str, Any] = {"page": 1, "renaming": ""}
        wanted = replace(self, **(afresh | changes))
        given = {
            "search": wanted.search,
            "order": "" if wanted.order == "updated" else wanted.order,
            "trash": "1" if wanted.trash else "",
            "page": "" if wanted.page == 1 else wanted.page,
            "rename": wanted.renaming,
        }
        query = urlencode({name: value for name, value in given.items() if value})
        return f"?{query}" if query else "?"

    @property
    def here(self) -> str:
        """The address of this very list, without a form in it."""
        return self.address(page=self.page)


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that orders the list."""

    label: str
    address: str
    direction: str
    """What `aria-sort` says: `ascending`, `descending`, or nothing if another column orders."""


@dataclass(frozen=True, slots=True)
class Row:
    """One document of the list, as one user sees it."""

    document: Any
    owner: str
    """The owner's name; empty for the user's own and for nobody's."""
    gathering: Gathering | None
    may_rename: bool
    may_trash: bool
    is_renaming: bool
    rename_address: str
    when: datetime
    """When it was changed last; in the trash, when it was put there."""

    @property
    def ago(self) -> str:
        """`when` as people say it."""
        if timezone.now() - self.when < timedelta(minutes=1):
            return gettext("just now")
        return gettext("%(time)s ago") % {"time": timesince(self.when, depth=1)}


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list."""

    query: Query
    page: Page[Any]
    rows: list[Row]

    @classmethod
    def of(cls, user: AbstractBaseUser, query: Query) -> "Listing":
        """What `user` may see of what `query` asks for."""
        page = Paginator(_found(user, query), PAGE_SIZE).get_page(query.page)
        documents = list(page)
        return cls(query, page, list(_rows(user, query, documents)))

    def column(self, name: str, label: str) -> Column:
        """The heading of the column that the page calls `name`."""
        falls_first = name != "title"
        if self.query.order == name:
            direction = "descending" if falls_first else "ascending"
            return Column(label, self.query.address(order=f"-{name}"), direction)
        direction = ""
        if self.query.order == f"-{name}":
            direction = "ascending" if falls_first else "descending"
        return Column(label, self.query.address(order=name), direction)

    @property
    def next_address(self) -> str:
        """Of the page after this one; empty on the last."""
        here = self.page
        return self.query.address(page=here.next_page_number()) if here.has_next() else ""

    @property
    def previous_address(self) -> str:
        """Of the page before this one; empty on the first."""
        here = self.page
        return self.query.address(page=here.previous_page_number()) if here.has_previous() else ""


def _number(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_PAGE_NUMBER
    return int(text) if is_number else 1


def _found(user: AbstractBaseUser, query: Query) -> QuerySet[Any]:
    words = query.search.split()[:_MOST_WORDS]
    holds = [Q(title__icontains=word) | Q(text__icontains=word) for word in words]
    rows = roles.visible_to(user).filter(reduce(and_, holds, Q()), trashed__isnull=not query.trash)
    # A row that compares equal keeps its place from page to page.
    ordered = rows.alias(lower_title=Lower("title")).order_by(ORDERS[query.order], "pk")
    return ordered.select_related("owner").defer("text", "metadata")


def _rows(user: AbstractBaseUser, query: Query, documents: list[Any]) -> Iterable[Row]:
    held = roles.roles_of(user, documents)
    here = presence.present([document.pk for document in documents])
    for document in documents:
        yield _row(user, query, document, held.get(document.pk), here.get(document.pk, []))


def _row(
    user: AbstractBaseUser, query: Query, document: Any, role: Role | None, people: list[Any]
) -> Row:
    is_someone_elses = document.owner is not None and document.owner_id != user.pk
    may_rename = may(role, Capability.RENAME) and not query.trash
    return Row(
        document=document,
        owner=presence.name_of(document.owner) if is_someone_elses else "",
        gathering=Gathering.of(people) if people else None,
        may_rename=may_rename,
        may_trash=may(role, Capability.TRASH),
        is_renaming=may_rename and _names(query.renaming, document.pk),
        rename_address=query.address(page=query.page, renaming=document.pk),
        when=document.trashed or document.updated,
    )


def _names(text: str, document_id: UUID) -> bool:
    return text == str(document_id)
