"""Inline content as text with marks that open and close around it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .tree import Json


@dataclass(frozen=True, slots=True)
class Opening:
    """A mark begins."""

    mark: Json


@dataclass(frozen=True, slots=True)
class Closing:
    """The mark that began last ends."""

    mark: Json


def spans(nodes: Iterable[Json]) -> Iterator[Opening | Closing | Json]:
    """The nodes, with openings and closings between them that nest and reach as far as they can."""
    open_marks: list[Json] = []
    for node in nodes:
        marks = node.get("marks", [])
        kept = _common(open_marks, marks)
        while len(open_marks) > kept:
            yield Closing(open_marks.pop())
        for mark in marks[kept:]:
            open_marks.append(mark)
            yield Opening(mark)
        yield node
    while open_marks:
        yield Closing(open_marks.pop())


def _common(one: list[Json], other: list[Json]) -> int:
    count = 0
    for here, there in zip(one, other, strict=False):
        if here != there:
            break
        count += 1
    return count
