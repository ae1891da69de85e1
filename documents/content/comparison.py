"""Two states of a document side by side: which blocks and which words came and went."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple, TypedDict, TypeVar

from .authorship import NOBODY, Authorship, Hand
from .lines import Line, Token, lines_of
from .tree import Json

_ALIKE = 0.4
"""Share of equal words from which two blocks count as one that was changed."""
_ALIKE_LETTERS = 0.6
"""The same, of letters, for blocks of `_SHORT` or fewer."""
_SHORT = 60
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
    author: str | None
    """Who wrote what came, or took out what went, as a principal; None where that is not known."""
    at: int | None
    """When, in epoch seconds; of several times the last."""


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


def compare_trees(
    before: Json, after: Json, removed_by: Authorship = NOBODY, written_by: Authorship = NOBODY
) -> Comparison:
    """Compare two documents that were made to fit the schema.

    `removed_by` tells of what `before` shows who deleted it since, `written_by` of what `after`
    shows who wrote it.
    """
    hands = {Change.DELETED: removed_by, Change.INSERTED: written_by}
    old, new = lines_of(before, removed_by.ids), lines_of(after, written_by.ids)
    blocks = list(_blocks(old, new, hands))
    return {
        "blocks": blocks,
        "inserted": _count(blocks, Change.INSERTED),
        "deleted": _count(blocks, Change.DELETED),
    }


_Hands = Mapping[Change, Authorship]


def _count(blocks: list[Block], change: Change) -> int:
    return sum(len(run["text"]) for b in blocks for run in b["runs"] if run["change"] is change)


# --- blocks -------------------------------------------------------------------------------------


def _blocks(before: list[Line], after: list[Line], hands: _Hands) -> Iterator[Block]:
    for change, old, new in _steps(before, after):
        if change is Change.CHANGED:
            yield from _replaced(old, new, hands)
        elif change is Change.DELETED:
            yield from (_whole(line, change, hands) for line in old)
        else:
            yield from (_whole(line, change, hands) for line in new)


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


def _replaced(before: Sequence[Line], after: Sequence[Line], hands: _Hands) -> Iterator[Block]:
    """Blocks that stand for each other, in pairs that belong together; the others came or went."""
    start = 0
    named = {line.id: index for index, line in enumerate(before) if line.id is not None}
    for line in after:
        found = None if line.id is None else named.get(line.id)
        if found is None and len(before) * len(after) <= _MAX_PAIRS:
            found = _partner(line, before, start)
        if found is None or found < start:
            yield _whole(line, Change.INSERTED, hands)
            continue
        yield from (_whole(lost, Change.DELETED, hands) for lost in before[start:found])
        yield _changed(before[found], line, hands)
        start = found + 1
    yield from (_whole(lost, Change.DELETED, hands) for lost in before[start:])


def _partner(line: Line, before: Sequence[Line], start: int) -> int | None:
    likeness = [(_likeness(before[i], line), -i) for i in range(start, len(before))]
    best, index = max(likeness, default=(0.0, 0))
    return -index if best >= _ALIKE else None


def _likeness(one: Line, other: Line) -> float:
    if one.tokens == other.tokens:
        return 1.0
    here, there = _words(one), _words(other)
    shared = (here & there).total()
    words = 2 * shared / max(1, here.total() + there.total())
    return words if words >= _ALIKE else _likeness_of_letters(one.text, other.text)


def _likeness_of_letters(one: str, other: str) -> float:
    """Few words are soon all others, although only letters changed: "Cost" and "Costs"."""
    if max(len(one), len(other)) > _SHORT:
        return 0.0
    likeness = SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio()
    return _ALIKE if likeness >= _ALIKE_LETTERS else 0.0


def _words(line: Line) -> Counter[str]:
    return Counter(word for word, _ in line.tokens if not word.isspace())


# --- the text of a block ------------------------------------------------------------------------


class _Piece(NamedTuple):
    """Tokens of a line that follow each other."""

    change: Change
    tokens: Sequence[Token]
    widths: Sequence[int]
    start: int
    """The place of the first, in the state that shows it."""


def _whole(line: Line, change: Change, hands: _Hands) -> Block:
    return _block(line, change, [_Piece(change, line.tokens, line.widths, line.start)], hands)


def _changed(before: Line, after: Line, hands: _Hands) -> Block:
    steps: list[tuple[Change, Sequence[Token], Sequence[Token]]]
    if len(before.tokens) * len(after.tokens) > _MAX_WORDS:
        steps = [(Change.CHANGED, before.tokens, after.tokens)]
    else:
        steps = [
            (how, tuple(old), tuple(new)) for how, old, new in _steps(before.tokens, after.tokens)
        ]
    old, new = _Cursor(before), _Cursor(after)
    pieces: list[_Piece] = []
    for change, went, came in steps:
        lost, found = old.take(Change.DELETED, len(went)), new.take(Change.INSERTED, len(came))
        pieces += [found._replace(change=change)] if change is Change.EQUAL else [lost, found]
    return _block(after, Change.CHANGED, pieces, hands)


class _Cursor:
    """Goes through the tokens of a line."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._index = 0
        self._place = line.start

    def take(self, change: Change, count: int) -> _Piece:
        """The next tokens."""
        taken = slice(self._index, self._index + count)
        piece = _Piece(change, self._line.tokens[taken], self._line.widths[taken], self._place)
        self._index += count
        self._place += sum(piece.widths)
        return piece


def _block(line: Line, change: Change, pieces: list[_Piece], hands: _Hands) -> Block:
    return {
        "type": line.type,
        "level": line.level,
        "within": list(line.within),
        "marker": line.marker,
        "change": change,
        "runs": [run for piece in pieces for run in _runs(piece, hands)],
    }


class _Part(NamedTuple):
    """A token, or the part of it that one hand wrote."""

    text: str
    marks: tuple[str, ...]
    hand: Hand | None

    @property
    def kind(self) -> tuple[tuple[str, ...], str | None]:
        """What parts of one run have in common."""
        return self.marks, self.hand and self.hand.author


def _runs(piece: _Piece, hands: _Hands) -> Iterator[Run]:
    parts = _parts(piece, hands.get(piece.change, NOBODY))
    for (marks, author), group in groupby(parts, key=lambda part: part.kind):
        held = list(group)
        yield {
            "text": "".join(part.text for part in held),
            "marks": list(marks),
            "change": piece.change,
            "author": author,
            "at": max((part.hand.at or 0 for part in held if part.hand), default=0) or None,
        }


def _parts(piece: _Piece, hands: Authorship) -> Iterator[_Part]:
    place = piece.start
    for (word, marks), width in zip(piece.tokens, piece.widths, strict=True):
        spans = list(hands.within(place, width))
        place += width
        if len(spans) == 1:
            yield _Part(word, marks, spans[0].hand)
            continue
        at = 0
        for length, hand in spans:
            yield _Part(word[at : at + length], marks, hand)
            at += length
