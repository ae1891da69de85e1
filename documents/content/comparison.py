"""Two states of a document side by side: which blocks and which words came and went."""

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import TypedDict, TypeVar

from .text import unit_text
from .tree import Json

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
_ALIKE = 0.4
"""Share of equal words from which two blocks count as one that was changed."""
_MAX_PAIRS = 10_000
"""Blocks of a replaced stretch that are still tried against each other, as a product."""
_MAX_WORDS = 4_000_000
"""As `_MAX_PAIRS`, for the words of two blocks: one tenth of a second at worst."""


class Change(StrEnum):
    """What became of a piece of content."""

    EQUAL = "equal"
    INSERTED = "inserted"
    DELETED = "deleted"
    CHANGED = "changed"


class Run(TypedDict):
    """Text that came, went or stayed."""

    text: str
    marks: list[str]
    """Names, of the schema."""
    change: Change


class Block(TypedDict):
    """One block of text, one image (its text: what it shows) or one rule."""

    type: str
    """The node's name."""
    level: int | None
    """Of a heading."""
    within: list[str]
    """Names of the nodes around it, the outermost first."""
    marker: str
    """What a list shows before an item's first block: a bullet, a number or a box; else empty."""
    change: Change
    runs: list[Run]


class Comparison(TypedDict):
    """All blocks of both states, in order."""

    blocks: list[Block]
    inserted: int
    """Characters that came."""
    deleted: int
    """Characters that went."""


Token = tuple[str, tuple[str, ...]]
"""A word, a space or a sign, with the names of its marks."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A block, with all that makes it equal to another."""

    type: str
    level: int | None
    within: tuple[str, ...]
    tokens: tuple[Token, ...]
    details: str
    marker: str = field(compare=False)
    """Numbers of later items change with an earlier one: that makes no item another."""


def compare_trees(before: Json, after: Json) -> Comparison:
    """Compare two documents that were made to fit the schema."""
    blocks = list(_blocks(list(_lines(before, ())), list(_lines(after, ()))))
    return {
        "blocks": blocks,
        "inserted": _count(blocks, Change.INSERTED),
        "deleted": _count(blocks, Change.DELETED),
    }


def _count(blocks: list[Block], change: Change) -> int:
    return sum(len(run["text"]) for b in blocks for run in b["runs"] if run["change"] is change)


# --- blocks of one state ------------------------------------------------------------------------


def _lines(node: Json, within: tuple[str, ...], marker: str = "") -> Iterator[_Line]:
    """The lines of a node; `marker` stands before the first one."""
    first = _first_number(node)
    for index, child in enumerate(node.get("content", [])):
        shown = marker if index == 0 else ""
        if child["type"] in _LINES:
            yield _line(child, within, shown)
        else:
            own = _marker(child, first + index)
            yield from _lines(child, (*within, child["type"]), own or shown)


_LINES = frozenset(
    {
        *("paragraph", "heading", "codeBlock", "image", "horizontalRule"),
        *("blockMath", "detailsSummary"),
    }
)
_BOXES = ("☐", "☑")


def _first_number(node: Json) -> int:
    """Of an ordered list its first number; zero for everything else, which has none."""
    return int(node["attrs"]["start"]) if node["type"] == "orderedList" else 0


def _marker(node: Json, number: int) -> str:
    if node["type"] == "taskItem":
        return _BOXES[node["attrs"]["checked"]]
    if node["type"] != "listItem":
        return ""
    return f"{number}." if number else "•"


def _line(node: Json, within: tuple[str, ...], marker: str) -> _Line:
    held = node.get("attrs", {})
    box = marker if marker in _BOXES else ""
    marks = [mark for child in node.get("content", []) for mark in _linked(child)]
    details = repr([held, marks, box])
    return _Line(node["type"], held.get("level"), within, tuple(_tokens(node)), details, marker)


def _linked(node: Json) -> list[Json]:
    return [mark["attrs"] for mark in node.get("marks", []) if mark["type"] == "link"]


def _tokens(node: Json) -> Iterator[Token]:
    if node["type"] == "image":
        yield node["attrs"]["alt"] or node["attrs"]["src"], ()
    if node["type"] == "blockMath":
        yield node["attrs"]["latex"], ()
    for child in node.get("content", []):
        marks = tuple(mark["type"] for mark in child.get("marks", []))
        if child["type"] == "text":
            yield from ((word, marks) for word in _TOKEN.findall(child["text"]))
        else:
            yield unit_text(child), marks


# --- two states ---------------------------------------------------------------------------------


def _blocks(before: list[_Line], after: list[_Line]) -> Iterator[Block]:
    for change, old, new in _steps(before, after):
        if change is Change.CHANGED:
            yield from _replaced(old, new)
        elif change is Change.DELETED:
            yield from (_whole(line, change) for line in old)
        else:
            yield from (_whole(line, change) for line in new)


T = TypeVar("T", bound=Hashable)


def _steps(
    before: Sequence[T], after: Sequence[T]
) -> Iterator[tuple[Change, Sequence[T], Sequence[T]]]:
    """Stretches that are equal, came, went, or stand for each other."""
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    if head:
        yield Change.EQUAL, before[:head], after[:head]
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    for name, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield _CHANGES[name], old[i:j], new[k:m]
    if tail:
        yield Change.EQUAL, before[len(before) - tail :], after[len(after) - tail :]


_CHANGES = {
    "equal": Change.EQUAL,
    "insert": Change.INSERTED,
    "delete": Change.DELETED,
    "replace": Change.CHANGED,
}


def _shared(one: Sequence[T], other: Sequence[T]) -> int:
    count = 0
    for here, there in zip(one, other, strict=False):
        if here != there:
            break
        count += 1
    return count


def _replaced(before: Sequence[_Line], after: Sequence[_Line]) -> Iterator[Block]:
    """Blocks that stand for each other, in pairs that look alike; the others came or went."""
    start = 0
    for line in after:
        found = _partner(line, before, start) if len(before) * len(after) <= _MAX_PAIRS else None
        if found is None:
            yield _whole(line, Change.INSERTED)
            continue
        yield from (_whole(lost, Change.DELETED) for lost in before[start:found])
        yield _changed(before[found], line)
        start = found + 1
    yield from (_whole(lost, Change.DELETED) for lost in before[start:])


def _partner(line: _Line, before: Sequence[_Line], start: int) -> int | None:
    likeness = [(_likeness(before[i], line), -i) for i in range(start, len(before))]
    best, index = max(likeness, default=(0.0, 0))
    return -index if best >= _ALIKE else None


def _likeness(one: _Line, other: _Line) -> float:
    if one.tokens == other.tokens:
        return 1.0
    here, there = _words(one), _words(other)
    shared = (here & there).total()
    return 2 * shared / max(1, here.total() + there.total())


def _words(line: _Line) -> Counter[str]:
    return Counter(word for word, _ in line.tokens if not word.isspace())


def _whole(line: _Line, change: Change) -> Block:
    return _block(line, change, [(change, line.tokens)])


def _changed(before: _Line, after: _Line) -> Block:
    if len(before.tokens) * len(after.tokens) > _MAX_WORDS:
        pieces = [(Change.DELETED, before.tokens), (Change.INSERTED, after.tokens)]
        return _block(after, Change.CHANGED, pieces)
    pieces = []
    for change, old, new in _steps(before.tokens, after.tokens):
        if change is Change.EQUAL:
            pieces.append((change, tuple(new)))
            continue
        pieces.append((Change.DELETED, tuple(old)))
        pieces.append((Change.INSERTED, tuple(new)))
    return _block(after, Change.CHANGED, pieces)


def _block(line: _Line, change: Change, pieces: list[tuple[Change, tuple[Token, ...]]]) -> Block:
    return {
        "type": line.type,
        "level": line.level,
        "within": list(line.within),
        "marker": line.marker,
        "change": change,
        "runs": [run for how, tokens in pieces for run in _runs(how, tokens)],
    }


def _runs(change: Change, tokens: tuple[Token, ...]) -> Iterator[Run]:
    for marks, group in groupby(tokens, key=lambda token: token[1]):
        yield {"text": "".join(word for word, _ in group), "marks": list(marks), "change": change}
