"""The shelves as places that one goes to: their names, icons and addresses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..store.shelves import Shelf
from .query import Query

_NAMES: Mapping[Shelf, tuple[str | Promise, str]] = MappingProxyType(
    {
        Shelf.ALL: (_("All documents"), "document"),
        Shelf.RECENT: (_("Recent"), "history"),
        Shelf.STARRED: (_("Starred"), "star"),
        Shelf.MINE: (_("My documents"), "person"),
        Shelf.SHARED: (_("Shared with me"), "people"),
        Shelf.TEMPLATES: (_("Templates"), "template"),
        Shelf.TRASH: (_("Trash"), "trash"),
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """A link to a shelf."""

    name: str | Promise
    icon: str
    address: str
    is_current: bool


def place_of(shelf: Shelf, current: Shelf | None = None) -> Place:
    """The link to one shelf."""
    name, icon = _NAMES[shelf]
    return Place(name, icon, Query(shelf=shelf).address(), shelf is current)


def places(current: Shelf | None = None) -> Iterator[Place]:
    """Links to all of them, in the order in which people look."""
    return (place_of(shelf, current) for shelf in Shelf)
