"""A comparison as the admin shows it: long stretches without a change folded away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from ..content.comparison import Block, Change, Comparison

CONTEXT = 2
"""Blocks without a change that stay in sight before and after one with a change."""

_SIGNS = {Change.INSERTED: "+", Change.DELETED: "\N{MINUS SIGN}", Change.CHANGED: "~"}
_WORDS = {
    Change.INSERTED: gettext_lazy("inserted"),
    Change.DELETED: gettext_lazy("deleted"),
    Change.CHANGED: gettext_lazy("changed"),
}
_LISTS = frozenset({"bulletList", "orderedList", "taskList"})


@dataclass(frozen=True, slots=True)
class Line:
    """A block with what tells its place and its change without colours."""

    block: Block
    sign: str
    """In the margin; empty for a block without a change."""
    says: Promise | str
    """The same in a word, for those who hear it."""
    depth: int
    """How many lists it is in."""

    @property
    def only_details(self) -> bool:
        """Whether the words stayed and only attributes, such as a link's address, are others."""
        runs = self.block["runs"]
        changed = self.block["change"] is Change.CHANGED
        return changed and all(run["change"] is Change.EQUAL for run in runs)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines that are shown, or folded away, together."""

    lines: list[Line]
    folded: bool


@dataclass(frozen=True, slots=True)
class Arranged:
    """A whole comparison."""

    stretches: list[Stretch]
    changed: bool
    inserted: int
    """Characters."""
    deleted: int
    """Characters."""


def arrange(comparison: Comparison) -> Arranged:
    """Arrange the blocks for reading."""
    lines = [_line(block) for block in comparison["blocks"]]
    changed = any(line.sign for line in lines)
    stretches = list(_stretches(lines)) if changed else []
    return Arranged(stretches, changed, comparison["inserted"], comparison["deleted"])


def _line(block: Block) -> Line:
    depth = sum(name in _LISTS for name in block["within"])
    change = block["change"]
    return Line(block, _SIGNS.get(change, ""), _WORDS.get(change, ""), depth)


def _stretches(lines: Sequence[Line]) -> Iterator[Stretch]:
    near = _near_a_change(lines)
    for shown, group in groupby(enumerate(lines), key=lambda item: item[0] in near):
        stretch = [line for _, line in group]
        # One line takes no more room than the words that would stand for it.
        yield Stretch(stretch, folded=not shown and len(stretch) > 1)


def _near_a_change(lines: Sequence[Line]) -> set[int]:
    return {
        near
        for index, line in enumerate(lines)
        if line.sign
        for near in range(index - CONTEXT, index + CONTEXT + 1)
    }
