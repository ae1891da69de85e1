"""What somebody typed into a search: words, "phrases" and -words that must not be there."""

import re
from dataclasses import dataclass

MOST_TERMS = 10
LONGEST_SEARCH = 200
"""Characters; what is longer is cut."""

_TERM = re.compile(r'(?P<excluded>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>\S+))')

_NO_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, Chinese and Japanese: an index by words knows no words in them."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is looked for."""

    text: str
    is_phrase: bool = False
    """Its words stand one after another, and the last one is complete."""
    is_excluded: bool = False

    @property
    def has_words(self) -> bool:
        """Whether an index by words can look for it."""
        return any(character.isalnum() for character in self.text)

    @property
    def is_within_words(self) -> bool:
        """Whether the text has to be read for it, because nothing separates its words."""
        return _NO_SPACES.search(self.text) is not None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, and what must not be there."""

    terms: tuple[Term, ...]

    @classmethod
    def of(cls, typed: str) -> "Wanted":
        """Read what was typed. There is no wrong syntax: what means nothing is left out."""
        readable = "".join(c if c.isprintable() else " " for c in typed[:LONGEST_SEARCH])
        found = (_term(match) for match in _TERM.finditer(readable))
        return cls(tuple(term for term in found if term.text)[:MOST_TERMS])

    @property
    def included(self) -> list[Term]:
        """What has to be there, all of it."""
        return [term for term in self.terms if not term.is_excluded]

    @property
    def excluded(self) -> list[Term]:
        """What must not be there, none of it."""
        return [term for term in self.terms if term.is_excluded]


def _term(match: re.Match[str]) -> Term:
    phrase = match["phrase"]
    text = match["word"] if phrase is None else " ".join(phrase.split())
    return Term(text, is_phrase=phrase is not None, is_excluded=bool(match["excluded"]))
