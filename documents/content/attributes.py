"""Which values the attributes of nodes and marks may have; everything else becomes the default."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from .addresses import image_address, link_address

CONTROL = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]")
"""Characters that show nothing and that neither HTML nor Markdown can carry."""

_DIGITS = re.compile(r"[0-9]{1,9}")
_LANGUAGE = re.compile(r"[\w+#.-]{1,40}", re.ASCII)
_PERSON = re.compile(r"[\w:@.+-]{1,64}", re.ASCII)
_MAX_LABEL = 200
_MAX_LATEX = 10_000
_MAX_START = 999_999_999
"""The largest number that CommonMark lets a list start with."""
_MAX_SPAN = 1000
_MAX_PIXELS = 10_000
_REL = "noopener noreferrer nofollow"

Check = Callable[[Any], Any]
"""Answers the value, in its one spelling, or None if the attribute may not have it."""


def _whole(low: int, high: int) -> Check:
    def check(value: Any) -> int | None:
        if isinstance(value, str) and _DIGITS.fullmatch(value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            return None
        return value if low <= value <= high else None

    return check


def _one_of(*values: str) -> Check:
    return lambda value: value if isinstance(value, str) and value in values else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _language(value: Any) -> str | None:
    return value if isinstance(value, str) and _LANGUAGE.fullmatch(value) else None


def _latex(value: Any) -> str | None:
    if not isinstance(value, str) or len(value) > _MAX_LATEX:
        return None
    latex = CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return latex if latex.strip() else None


def _person(value: Any) -> str | None:
    return value if isinstance(value, str) and _PERSON.fullmatch(value) else None


def _label(value: Any) -> str | None:
    label = " ".join(value.split()) if isinstance(value, str) else ""
    return label if 0 < len(label) <= _MAX_LABEL else None


def _widths(value: Any) -> list[int] | None:
    pixels = _whole(0, _MAX_PIXELS)
    if not isinstance(value, list) or not 0 < len(value) <= _MAX_SPAN:
        return None
    return value if all(pixels(width) is not None for width in value) else None


_span = _whole(1, _MAX_SPAN)
_pixels = _whole(1, _MAX_PIXELS)
_beside = _one_of("left", "center", "right")
_aligned = _one_of("left", "center", "right", "justify")
_CELL: Mapping[str, Check] = MappingProxyType(
    {"colspan": _span, "rowspan": _span, "colwidth": _widths, "align": _beside}
)

_NODES: Mapping[str, Mapping[str, Check]] = MappingProxyType(
    {
        "paragraph": {"textAlign": _aligned},
        "heading": {"level": _whole(1, 6), "textAlign": _aligned},
        "orderedList": {
            "start": _whole(0, _MAX_START),
            "type": _one_of("1", "a", "A", "i", "I"),
        },
        "codeBlock": {"language": _language},
        "callout": {"kind": _one_of("note", "tip", "warning", "danger")},
        "inlineMath": {"latex": _latex},
        "blockMath": {"latex": _latex},
        "mention": {"id": _person, "label": _label},
        "taskItem": {"checked": _flag},
        "tableCell": _CELL,
        "tableHeader": _CELL,
        "image": {
            "src": image_address,
            "alt": _text,
            "title": _text,
            "width": _pixels,
            "height": _pixels,
            "align": _beside,
        },
    }
)

_MARKS: Mapping[str, Mapping[str, Check]] = MappingProxyType(
    {
        "link": {
            "href": link_address,
            "title": _text,
            "target": _one_of("_blank"),
            "rel": _one_of(_REL),
        }
    }
)

_REQUIRED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "image": frozenset({"src"}),
        "link": frozenset({"href"}),
        "inlineMath": frozenset({"latex"}),
        "blockMath": frozenset({"latex"}),
        "mention": frozenset({"id", "label"}),
    }
)
"""Without a value for these there is nothing to show."""


def node_attributes(name: str, given: Any) -> dict[str, Any] | None:
    """A node's attributes that are allowed; None if it cannot be without one that is not."""
    return _allowed(name, given, _NODES)


def mark_attributes(name: str, given: Any) -> dict[str, Any] | None:
    """As `node_attributes`, for a mark."""
    return _allowed(name, given, _MARKS)


def _allowed(
    name: str, given: Any, table: Mapping[str, Mapping[str, Check]]
) -> dict[str, Any] | None:
    values = given if isinstance(given, dict) else {}
    allowed = {
        key: value
        for key, check in table.get(name, {}).items()
        if (value := check(values.get(key))) is not None
    }
    return allowed if _REQUIRED.get(name, frozenset()) <= allowed.keys() else None
