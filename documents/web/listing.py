"""The rows of one page of the list of documents, and what stands around them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.db.models.functions import Lower

from .. import presence
from ..access import Capability, Role, may
from ..store import actors, comments, excerpts, roles, search, shelves, stars
from ..store.excerpts import Piece
from .people import Gathering
from .query import Query
from .times import ago

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that orders the list."""

    label: str
    address: str
    direction: str
    """What `aria-sort` says: `ascending`, `descending`, or nothing if another column orders."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is read for all documents of a page at once."""

    roles: Mapping[UUID, Role]
    starred: set[UUID]
    present: Mapping[UUID, list[Any]]
    excerpts: Mapping[UUID, list[Piece]]
    open_threads: Mapping[UUID, int]

    @classmethod
    def of(cls, user: AbstractBaseUser, query: Query, documents: list[Any]) -> "Known":
        """One query for each kind."""
        ids = [document.pk for document in documents]
        return cls(
            roles=roles.roles_of(user, documents),
            starred=stars.among(user, ids),
            present=presence.present(ids),
            excerpts=search.excerpts(ids, query.wanted) if query.search else {},
            open_threads=comments.open_counts(ids),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One document of the list, as one user sees it."""

    document: Any
    title: list[Piece]
    excerpt: list[Piece]
    """Where a search found it; empty if nothing was searched for."""
    owner: str
    """The owner's name; empty for the user's own and for nobody's."""
    gathering: Gathering | None
    open_threads: int
    may_rename: bool
    may_trash: bool
    may_share: bool
    is_starred: bool
    is_renaming: bool
    rename_address: str
    when: datetime
    """When it was changed last; in the trash, when it was put there; if recent, when opened."""

    @property
    def ago(self) -> str:
        """`when` as people say it."""
        return ago(self.when)


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
        return cls(query, page, list(_rows(user, query, list(page))))

    def column(self, name: str, label: str) -> Column:
        """The heading of the column that the page calls `name`."""
        falls_first = name != "title"
        if self.query.shown_order == name:
            direction = "descending" if falls_first else "ascending"
            return Column(label, self.query.address(order=f"-{name}"), direction)
        direction = ""
        if self.query.shown_order == f"-{name}":
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


def _found(user: AbstractBaseUser, query: Query) -> QuerySet[Any]:
    rows = shelves.on(query.shelf, roles.visible_to(user), user)
    if query.search:
        rows = search.found(rows, query.wanted)
    ordered = rows.alias(lower_title=Lower("title")).order_by(*query.columns)
    return ordered.select_related("owner").defer("text", "metadata")


def _rows(user: AbstractBaseUser, query: Query, documents: list[Any]) -> Iterable[Row]:
    known = Known.of(user, query, documents)
    for document in documents:
        yield _row(user, query, document, known)


def _row(user: AbstractBaseUser, query: Query, document: Any, known: Known) -> Row:
    role = known.roles.get(document.pk)
    people = known.present.get(document.pk, [])
    is_someone_elses = document.owner is not None and document.owner_id != user.pk
    may_rename = may(role, Capability.RENAME) and not query.in_trash
    return Row(
        document=document,
        title=excerpts.marked(document.title, query.wanted),
        excerpt=known.excerpts.get(document.pk, []),
        owner=actors.name_of(document.owner) if is_someone_elses else "",
        gathering=Gathering.of(people) if people else None,
        open_threads=known.open_threads.get(document.pk, 0),
        may_rename=may_rename,
        may_trash=may(role, Capability.TRASH),
        may_share=may(role, Capability.SHARE),
        is_starred=document.pk in known.starred,
        is_renaming=may_rename and _names(query.renaming, document.pk),
        rename_address=query.address(page=query.page, renaming=document.pk),
        when=document.trashed or getattr(document, "seen", None) or document.updated,
    )


def _names(text: str, document_id: UUID) -> bool:
    return text == str(document_id)
