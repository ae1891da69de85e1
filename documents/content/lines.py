"""The blocks of a document one after the other, as a comparison reads them.

Places count what the document shows from its beginning: each character of a text, and each node
that holds nothing, is one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..protocol.updates import Id
from .text import unit_text
from .tree import Json

Token = tuple[str, tuple[str, ...]]
"""A word, a space or a sign, with the names of its marks."""

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")

LINES = frozenset(
    {
        *("paragraph", "heading", "codeBlock", "image", "horizontalRule"),
        *("blockMath", "detailsSummary"),
    }
)
"""Nodes that are a block of their own, whatever is around them."""

HOLLOW = frozenset({"hardBreak", "horizontalRule", "image", "inlineMath", "blockMath", "mention"})
"""Nodes that hold nothing."""

_BOXES = ("☐", "☑")


@dataclass(frozen=True, slots=True)
class Line:
    """A block, with all that makes it equal to another."""

    type: str
    level: int | None
    within: tuple[str, ...]
    tokens: tuple[Token, ...]
    details: str
    marker: str = field(compare=False)
    """Numbers of later items change with an earlier one: that makes no item another."""
    widths: tuple[int, ...] = field(compare=False)
    """Of each token, in places."""
    start: int = field(default=0, compare=False)
    """The place of the first token."""
    id: Id | None = field(default=None, compare=False)
    """What the block is called as long as it is edited and not made anew; None if unknown."""

    @property
    def width(self) -> int:
        """How many places the block takes."""
        return 1 if self.type in HOLLOW else sum(self.widths)

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(word for word, _ in self.tokens)


def lines_of(tree: Json, ids: Sequence[Id] = ()) -> list[Line]:
    """All blocks of a document that was made to fit the schema; `ids` of as many blocks."""
    found: list[Line] = []
    place = 0
    for line in _lines(tree, ()):
        found.append(replace(line, start=place))
        place += line.width
    if len(ids) != len(found):
        return found
    return [replace(line, id=named) for line, named in zip(found, ids, strict=True)]


def _lines(node: Json, within: tuple[str, ...], marker: str = "") -> Iterator[Line]:
    """The lines of a node; `marker` stands before the first one."""
    first = _first_number(node)
    for index, child in enumerate(node.get("content", [])):
        shown = marker if index == 0 else ""
        if child["type"] in LINES:
            yield _line(child, within, shown)
        else:
            own = _marker(child, first + index)
            yield from _lines(child, (*within, child["type"]), own or shown)


def _first_number(node: Json) -> int:
    """Of an ordered list its first number; zero for everything else, which has none."""
    return int(node["attrs"]["start"]) if node["type"] == "orderedList" else 0


def _marker(node: Json, number: int) -> str:
    if node["type"] == "taskItem":
        return _BOXES[node["attrs"]["checked"]]
    if node["type"] != "listItem":
        return ""
    return f"{number}." if number else "•"


def _line(node: Json, within: tuple[str, ...], marker: str) -> Line:
    held = node.get("attrs", {})
    box = marker if marker in _BOXES else ""
    marks = [mark for child in node.get("content", []) for mark in _linked(child)]
    details = repr([held, marks, box])
    found = list(_tokens(node))
    tokens, widths = tuple(token for token, _ in found), tuple(width for _, width in found)
    return Line(node["type"], held.get("level"), within, tokens, details, marker, widths)


def _linked(node: Json) -> list[Json]:
    return [mark["attrs"] for mark in node.get("marks", []) if mark["type"] == "link"]


def _tokens(node: Json) -> Iterator[tuple[Token, int]]:
    """Each token with its width."""
    if node["type"] == "image":
        yield (node["attrs"]["alt"] or node["attrs"]["src"], ()), 1
    if node["type"] == "blockMath":
        yield (node["attrs"]["latex"], ()), 1
    for child in node.get("content", []):
        marks = tuple(mark["type"] for mark in child.get("marks", []))
        if child["type"] == "text":
            yield from (((word, marks), len(word)) for word in _TOKEN.findall(child["text"]))
        else:
            yield (unit_text(child), marks), 1


def shown_text(node: Json) -> str:
    """One character for each place."""
    if node["type"] in HOLLOW:
        return "\ufffc"
    text: str = node.get("text", "")
    return text + "".join(map(shown_text, node.get("content", [])))
