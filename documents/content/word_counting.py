"""The numbers of a Word document's list items, which mammoth leaves out.

Each item of an ordered list gets a bookmark that names its number before mammoth reads the
document; its HTML has the bookmarks as anchors, and what they say becomes the `start` and `type` of
lists. Where numbers do not go on, mammoth's one list becomes two.

Word counts per abstract list: a number (`w:num`) that overrides a level's start begins anew where
it is first used, and an item of a higher level begins those below anew.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Self

from lxml import etree

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ANCHOR = r'<a id="collab-item-(\d{1,9})-(\w{0,20})(-apart)?"></a>'
_FIRST = re.compile(f"<ol><li>{_ANCHOR}")
_APART = re.compile(r"</li><li>(?=<a id=\"collab-item-[\w-]*-apart\">)")
_ANY = re.compile(_ANCHOR)
_TYPES: Mapping[str, str] = MappingProxyType(
    {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
)


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    """Word's name for how numbers are written; `bullet` for none."""


@dataclass(frozen=True, slots=True)
class _List:
    """A `w:num`: what paragraphs name."""

    counted_with: str
    """The abstract list, whose count all its lists share."""
    levels: Mapping[int, _Level]
    begins_anew: frozenset[int]


def mark_items(document: bytes, numbering: bytes) -> bytes:
    """The main part of a file, in which each item of an ordered list names its number.

    Raises `ValueError` for what is no XML.
    """
    root = _parsed(document)
    numbers = _Numbers.of(_parsed(numbering))
    for paragraph in root.iter(f"{_WORD}p"):
        mark = numbers.next(paragraph)
        if mark is not None:
            named = etree.Element(f"{_WORD}bookmarkStart", {f"{_WORD}name": mark})
            paragraph.find(f"{_WORD}pPr").addnext(named)
    marked: bytes = etree.tostring(root)
    return marked


def number_lists(html: str) -> str:
    """What mammoth makes of a marked document, with lists that begin where they should."""
    split = _APART.sub("</li></ol><ol><li>", html)
    return _ANY.sub("", _FIRST.sub(_started, split))


def _started(first: re.Match[str]) -> str:
    number, form, _ = first.groups()
    kind = f' type="{_TYPES[form]}"' if form in _TYPES else ""
    return f'<ol start="{number}"{kind}><li>'


class _Numbers:
    """Counts the paragraphs of a document, from the first to the last."""

    def __init__(self, lists: Mapping[str, _List], by_style: Mapping[str, tuple[str, int]]) -> None:
        self._lists = lists
        self._by_style = by_style
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._before: dict[int, tuple[str, int]] = {}
        """Of the items that the next one may go on from: abstract list and number by level."""

    @classmethod
    def of(cls, numbering: Any) -> Self:
        """From the part of the file that describes lists."""
        abstract = {
            _value(held, "abstractNumId"): held for held in numbering.iter(f"{_WORD}abstractNum")
        }
        lists = {
            _value(held, "numId"): _list(held, abstract) for held in numbering.iter(f"{_WORD}num")
        }
        return cls(lists, dict(_styles(numbering, lists)))

    def next(self, paragraph: Any) -> str | None:
        """What to call the paragraph's number; None for one that has none."""
        name, depth = self._place(paragraph)
        listed = self._lists.get(name)
        if listed is None or depth not in listed.levels:
            self._before.clear()
            return None
        number = self._count(name, listed, depth)
        apart = self._is_apart(listed, depth, number)
        form = listed.levels[depth].form
        return None if form == "bullet" else f"collab-item-{number}-{form}{'-apart' * apart}"

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The list and the level, in the order in which mammoth asks for them."""
        properties = paragraph.find(f"{_WORD}pPr")
        if properties is None:
            return "", 0
        name = _child(properties, "numPr/numId")
        level = _child(properties, "numPr/ilvl")
        if name and level:
            return name, _whole(level, 0)
        return self._by_style.get(_child(properties, "pStyle"), (name, 0))

    def _count(self, name: str, listed: _List, depth: int) -> int:
        counts = self._counts.setdefault(listed.counted_with, {})
        starts = depth in listed.begins_anew and (name, depth) not in self._begun
        self._begun.add((name, depth))
        if starts or depth not in counts:
            counts[depth] = listed.levels[depth].start
        else:
            counts[depth] += 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        return counts[depth]

    def _is_apart(self, listed: _List, depth: int, number: int) -> bool:
        """Does the number not follow from that of the item before it at its level."""
        before = self._before.get(depth)
        self._before = {level: held for level, held in self._before.items() if level < depth}
        self._before[depth] = (listed.counted_with, number)
        return before is not None and before != (listed.counted_with, number - 1)


def _list(held: Any, abstract: Mapping[str, Any]) -> _List:
    counted_with = _child(held, "abstractNumId")
    described = abstract.get(counted_with)
    levels = {} if described is None else dict(_levels(described))
    overrides = held.findall(f"{_WORD}lvlOverride")
    begins_anew = set()
    for override in overrides:
        levels |= dict(_levels(override))
        depth = _whole(_value(override, "ilvl"), 0)
        start = _child(override, "startOverride")
        if start and depth in levels:
            levels[depth] = _Level(_whole(start, 1), levels[depth].form)
            begins_anew.add(depth)
    return _List(counted_with, levels, frozenset(begins_anew))


def _levels(described: Any) -> Iterator[tuple[int, _Level]]:
    for level in described.findall(f"{_WORD}lvl"):
        held = _Level(_whole(_child(level, "start"), 1), _child(level, "numFmt"))
        yield _whole(_value(level, "ilvl"), 0), held


def _styles(numbering: Any, lists: Mapping[str, _List]) -> Iterator[tuple[str, tuple[str, int]]]:
    """Styles of paragraphs that are items, with the first list whose level names them."""
    first: dict[str, str] = {}
    for name, listed in lists.items():
        first.setdefault(listed.counted_with, name)
    for held in numbering.iter(f"{_WORD}abstractNum"):
        for level in held.findall(f"{_WORD}lvl"):
            style, list_name = _child(level, "pStyle"), first.get(_value(held, "abstractNumId"))
            if style and list_name:
                yield style, (list_name, _whole(_value(level, "ilvl"), 0))


def _child(held: Any, path: str) -> str:
    """The value of an element below; empty without it."""
    found = held.find("/".join(f"{_WORD}{name}" for name in path.split("/")))
    return "" if found is None else _value(found, "val")


def _value(held: Any, name: str) -> str:
    value: str = held.get(f"{_WORD}{name}", "")
    return value


def _whole(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else otherwise


def _parsed(part: bytes) -> Any:
    """Without entities, which a Word document has none of, and however large."""
    try:
        return etree.fromstring(part, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
