"""The place of a text that shows why it was found. Pure: text in, pieces of text out."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from .wanted import Term, Wanted

EXCERPT_CHARACTERS = 180
_BEFORE = 50
"""Characters that are shown before the first word that was found."""
_MOST_PLACES = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text."""

    text: str
    marked: bool
    """Whether it is what was looked for."""


def excerpt(text: str, wanted: Wanted) -> list[Piece]:
    """The place where most of what is wanted stands; the beginning if nothing of it does."""
    start = _best_start(text, wanted)
    end = start + EXCERPT_CHARACTERS
    pieces = marked(" ".join(text[start:end].split()), wanted)
    if pieces and start > 0:
        pieces.insert(0, Piece("… ", marked=False))
    if pieces and end < len(text):
        pieces.append(Piece(" …", marked=False))
    return pieces


def marked(text: str, wanted: Wanted) -> list[Piece]:
    """All of `text`, in pieces."""
    pieces, end = [], 0
    for match in _places(text, wanted):
        pieces.append(Piece(text[end : match.start()], marked=False))
        pieces.append(Piece(text[match.start() : match.end()], marked=True))
        end = match.end()
    pieces.append(Piece(text[end:], marked=False))
    return [piece for piece in pieces if piece.text]


def _best_start(text: str, wanted: Wanted) -> int:
    places = _places(text, wanted)
    if not places:
        return 0
    best = max(places, key=lambda place: _count(places, place.start()))
    start = max(0, best.start() - _BEFORE)
    # Not in the middle of a word, unless the word is longer than what may stand before.
    space = text.find(" ", start, best.start()) if start else -1
    return start if space < 0 else space + 1


def _count(places: Sequence[re.Match[str]], start: int) -> int:
    """How many different terms stand in the excerpt that begins near `start`."""
    reach = start + EXCERPT_CHARACTERS - _BEFORE
    return len({place.lastgroup for place in places if start <= place.start() < reach})


def _places(text: str, wanted: Wanted) -> list[re.Match[str]]:
    alternatives = [
        f"(?P<t{number}>{_pattern(term)})" for number, term in enumerate(wanted.included)
    ]
    if not alternatives:
        return []
    found = re.finditer("|".join(alternatives), _folded(text))
    return [match for match, _ in zip(found, range(_MOST_PLACES), strict=False)]


def _pattern(term: Term) -> str:
    """As the index sees it: from the start of a word, but for scripts without spaces."""
    words = r"\s+".join(re.escape(word) for word in _folded(term.text).split())
    if term.is_within_words or not term.has_words:
        return words
    end = r"(?!\w)" if term.is_phrase else ""
    return rf"(?<!\w){words}{end}"


def _folded(text: str) -> str:
    """The text in small letters without accents, character by character."""
    if text.isascii():
        return text.lower()
    return text.translate({ord(c): _plain(c) for c in set(text)})


def _plain(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character
