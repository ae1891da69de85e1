"""Who wrote each piece of what a state shows, and who took it out later: as far as is known.

The log's attribution tells most of it; who owns a client id tells who wrote what no log has any
more. Pieces are told apart by places, as `lines` counts them.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal, NamedTuple

import pycrdt

from ..protocol.updates import Id
from .attribution import Written, attribute
from .items import Branch, Item, Kind, from_units
from .lines import HOLLOW, LINES, shown_text
from .reading import visible
from .replica import Replica
from .tree import ROOT, Json


class Hand(NamedTuple):
    """Somebody at one time."""

    author: str
    """A principal."""
    at: int | None
    """Epoch seconds, rounded down to the minute; None where only the author is known."""


class Span(NamedTuple):
    """As many operations, or places, in a row as belong to one hand."""

    length: int
    hand: Hand | None


Verb = Literal["insert", "delete"]


@dataclass(frozen=True, slots=True)
class Record:
    """All that is known of who wrote in a document."""

    base: bytes
    """The state that `attribution` speaks of."""
    attribution: bytes
    tail: Sequence[Written]
    owners: Mapping[int, str]
    """Principals, by client ids."""


class Ledger:
    """A record that can be asked about single ids. Raises `ContentRefused` for a damaged one."""

    def __init__(self, record: Record) -> None:
        base = Replica()
        base.apply(record.base)
        self._marks = pycrdt.IdMap.decode(attribute(record.attribution, base, record.tail))
        self._owners = record.owners

    def spans(self, client: int, clock: int, length: int, verb: Verb) -> Iterator[Span]:
        """How many operations each hand has inserted, or deleted, in their order."""
        owner = self._owners.get(client) if verb == "insert" else None
        unknown = Hand(owner, None) if owner else None
        for part in self._marks.attributions(client, clock, length):
            held = {mark.name: mark.value for mark in part.attributes or ()}
            author, at = held.get(verb), held.get(f"{verb}At")
            hand = Hand(str(author), int(at) or None) if author and at is not None else unknown
            yield Span(part.end - part.start, hand)


class Piece(NamedTuple):
    """Characters that stand next to each other, written by one hand."""

    text: str
    hand: Hand | None


@dataclass(frozen=True, slots=True)
class Authorship:
    """Whose hands were at the places of one state, and what its blocks are called."""

    hands: Sequence[Hand | None] = ()
    ends: Sequence[int] = ()
    """Of each hand the place after its last one."""
    ids: Sequence[Id] = field(default=())

    def within(self, place: int, width: int) -> Iterator[Span]:
        """How many places belong to which hand, from `place` on."""
        end = place + width
        index = bisect_right(self.ends, place)
        while place < end:
            known = index < len(self.ends)
            stop = min(end, self.ends[index]) if known else end
            yield Span(stop - place, self.hands[index] if known else None)
            place, index = stop, index + 1


NOBODY = Authorship()


def authorship(replica: Replica, tree: Json, ledger: Ledger, verb: Verb) -> Authorship:
    """Who has inserted, or deleted since, what a replica shows as `tree`.

    `NOBODY` where the tree does not show what the replica holds, since it was made to fit.
    """
    root = replica.roots.get(ROOT)
    ids: list[Id] = []
    pieces = [] if root is None else list(_pieces(root, ledger, verb, ids))
    if "".join(piece.text for piece in pieces) != shown_text(tree):
        return NOBODY
    ends = list(accumulate(len(piece.text) for piece in pieces))
    return Authorship([piece.hand for piece in pieces], ends, ids)


def _pieces(branch: Branch, ledger: Ledger, verb: Verb, ids: list[Id]) -> Iterator[Piece]:
    """All that a branch shows, in order; `ids` gets the names of its blocks."""
    for item in visible(branch):
        if not isinstance(item.payload, Branch):
            continue
        if item.payload.kind is Kind.XML_TEXT:
            yield from _text_pieces(item.payload, ledger, verb)
            continue
        if item.payload.name in LINES:
            ids.append(item.id)
        if item.payload.name in HOLLOW:
            yield Piece("\ufffc", _hand(item, ledger, verb))
        else:
            yield from _pieces(item.payload, ledger, verb, ids)


def _hand(item: Item, ledger: Ledger, verb: Verb) -> Hand | None:
    return next((span.hand for span in ledger.spans(*item.id, 1, verb)), None)


def _text_pieces(text: Branch, ledger: Ledger, verb: Verb) -> Iterator[Piece]:
    for item in visible(text):
        if not isinstance(item.payload, str):
            continue
        at = 0
        for length, hand in ledger.spans(*item.id, item.length, verb):
            yield Piece(from_units(item.payload[at : at + length]), hand)
            at += length
