"""What the address of the list asks for."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from ..store.shelves import Shelf
from ..store.wanted import LONGEST_SEARCH, Wanted

_LONGEST_PAGE_NUMBER = 6

ORDERS = {
    "updated": ("-updated",),
    "-updated": ("updated",),
    "title": ("lower_title",),
    "-title": ("-lower_title",),
    "created": ("-created",),
    "-created": ("created",),
}
"""What the page calls an order, and the columns: dates begin with the latest, titles with A."""

_USUAL_ORDERS = {
    Shelf.RECENT: ("-seen",),
    Shelf.TRASH: ("-trashed",),
}
"""Orders that nobody has to ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked for; whatever cannot be understood is the default."""

    search: str = ""
    order: str = ""
    """Empty: the order that fits what is shown."""
    shelf: Shelf = Shelf.ALL
    page: int = 1
    renaming: str = ""
    """Id of the document whose row is a form."""

    @classmethod
    def of(cls, given: QueryDict) -> "Query":
        """Read from an address."""
        order, shelf = given.get("order", ""), given.get("shelf", "")
        return cls(
            search=" ".join(given.get("search", "")[:LONGEST_SEARCH].split()),
            order=order if order in ORDERS else "",
            shelf=Shelf(shelf) if shelf in set(Shelf) else Shelf.ALL,
            page=_number(given.get("page", "")),
            renaming=given.get("rename", ""),
        )

    def address(self, **changes: Any) -> str:
        """The address of this list with some things changed; defaults are left out."""
        afresh: dict[str, Any] = {"page": 1, "renaming": ""}
        wanted = replace(self, **(afresh | changes))
        given = {
            "shelf": "" if wanted.shelf is Shelf.ALL else wanted.shelf.value,
            "search": wanted.search,
            "order": wanted.order,
            "page": "" if wanted.page == 1 else wanted.page,
            "rename": wanted.renaming,
        }
        query = urlencode({name: value for name, value in given.items() if value})
        return f"?{query}" if query else "?"

    @property
    def here(self) -> str:
        """The address of this very list, without a form in it."""
        return self.address(page=self.page)

    @property
    def wanted(self) -> Wanted:
        """What is searched for."""
        return Wanted.of(self.search)

    @property
    def in_trash(self) -> bool:
        """Whether the trash is asked for."""
        return self.shelf is Shelf.TRASH

    @property
    def columns(self) -> tuple[str, ...]:
        """What to order by; rows that compare equal keep their places from page to page."""
        usual = ("-rank", "-updated") if self.search else _USUAL_ORDERS.get(self.shelf)
        return (*(ORDERS.get(self.order) or usual or ORDERS["updated"]), "pk")

    @property
    def shown_order(self) -> str:
        """The order that a heading shows; empty if none of them orders the list."""
        is_usual = not self.search and self.shelf not in _USUAL_ORDERS
        return self.order or ("updated" if is_usual else "")


def _number(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_PAGE_NUMBER
    return int(text) if is_number else 1
