"""Lists of a Word document: each has a number of its own, or it would go on where another ended."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

DEEPEST = 8
"""The last level that Word has, from 0."""

_INDENT = 360
"""Of each level, in twentieths of a point."""

_BULLETS, _NUMBERS = 9001, 9002
"""Ids of abstract lists that no template has."""
_SIGNS = ("•", "◦", "▪")
_FORMATS: Mapping[str | None, str] = MappingProxyType(
    {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
)


class Numbering:
    """Gives lists their numbers."""

    def __init__(self, document: Any) -> None:
        """Describes both kinds of lists in the document."""
        self._lists = document.part.numbering_part.element
        first = self._lists.find(qn("w:num"))
        for number, levels in ((_BULLETS, _bullets()), (_NUMBERS, _numbers())):
            described = parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
                f'<w:multiLevelType w:val="hybridMultilevel"/>{levels}</w:abstractNum>'
            )
            if first is None:
                self._lists.append(described)
            else:
                first.addprevious(described)

    def bullets(self) -> int:
        """A list of points."""
        number: int = self._lists.add_num(_BULLETS).numId
        return number

    def numbers(self, depth: int, start: int, kind: str | None) -> int:
        """A list that counts from `start` at its level."""
        made = self._lists.add_num(_NUMBERS)
        override = made.add_lvlOverride(ilvl=depth)
        override.add_startOverride(start)
        if kind in _FORMATS:
            override.append(
                parse_xml(_level(depth, _FORMATS[kind], f"%{depth + 1}.", nsdecls("w")))
            )
        number: int = made.numId
        return number


def place(paragraph: Any, number: int, depth: int) -> None:
    """Make a paragraph an item of a list."""
    held = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 (no public way)
    held.get_or_add_ilvl().val = depth
    held.get_or_add_numId().val = number


def indent_of(depth: int) -> int:
    """Where the text of an item begins, in twentieths of a point."""
    return _INDENT * (depth + 1)


def _bullets() -> str:
    return "".join(_level(n, "bullet", _SIGNS[n % len(_SIGNS)]) for n in range(DEEPEST + 1))


def _numbers() -> str:
    return "".join(_level(n, "decimal", f"%{n + 1}.") for n in range(DEEPEST + 1))


def _level(depth: int, form: str, sign: str, names: str = "") -> str:
    return (
        f'<w:lvl {names} w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{indent_of(depth)}" w:hanging="{_INDENT}"/></w:pPr></w:lvl>'
    )
