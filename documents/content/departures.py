"""A document as a file for somewhere else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from .errors import ContentRefused
from .html_page import html_page
from .markdown import to_markdown
from .pictures import Picture
from .references import readdress
from .tree import Json


@dataclass(frozen=True, slots=True)
class Departure:
    """What a file is made of."""

    title: str
    tree: Json
    """Fits the schema."""
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    """By address, those that shall be in the file."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    """New addresses for old ones."""


def write_file(departure: Departure, ending: str) -> bytes:
    """The file, by the ending of its name. Raises `ContentRefused`."""
    write = _WRITERS.get(ending)
    if write is None:
        raise ContentRefused(f"A document cannot be written as {ending}.")
    readdress(departure.tree, departure.addresses)
    return write(departure)


def _word(departure: Departure) -> bytes:
    try:
        from .word_writing import write_word  # noqa: PLC0415 (an optional part, and it weighs)
    except ImportError:
        raise ContentRefused(
            "This server cannot write Word documents: its administrator has to install the extra"
            " “word”."
        ) from None
    return write_word(departure.tree, departure.title, departure.pictures)


def _html(departure: Departure) -> bytes:
    return html_page(departure.tree, departure.title, departure.pictures).encode()


_WRITERS: Mapping[str, Callable[[Departure], bytes]] = MappingProxyType(
    {
        ".md": lambda departure: to_markdown(departure.tree).encode(),
        ".html": _html,
        ".docx": _word,
    }
)
