"""Inline content as Markdown: in its own signs with few escapes, or so that nothing changes it."""

import re
from collections.abc import Mapping
from itertools import count
from types import MappingProxyType

from .html import MARKS, formula
from .spans import Closing, Opening, spans
from .tree import Json

BREAK = "<br>"
MENTION = "mention:"
"""How the address of a link begins that is a mention."""

_SIGNS: Mapping[str, str] = MappingProxyType({"bold": "**", "italic": "*", "strike": "~~"})
ITALIC_BESIDE_BOLD = "_"
"""For italic text where `*` and `**` would run into each other."""
PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_INLINE_SIGN = re.compile(
    r"[\\`*\[\]]|(?<!\w)_|_(?!\w)|<(?=[a-zA-Z/!?])|&(?=#?\w+;)|~(?=~)|(?<=~)~|!$"
    r"|\$(?=\S)(?=[^$]*[^$\s]\$(?!\d))|\$$"
)
_EDGES = re.compile(r"^[^\S\n]+|[^\S\n]+$", re.MULTILINE)
_ODD_SPACES = re.compile(r"[^\S ]+")
_SPACES = re.compile(r"^\s+|\s+$|[^\S ]+")
_PLAIN_ADDRESS = re.compile(r"[\w/:?=#@%+,;.~!$-]+")
_ADDRESS_SIGN = re.compile(r"[\\<>&]")
_TITLE_SIGN = re.compile(r'[\\"&]')
_PLAIN_LATEX = re.compile(r"[^\s$`](?:[^$`\n]*[^\s$`\\])?")
_BACK_QUOTES = re.compile(r"`+")


def plainly(node: Json, line_break: str = "\\\n", italic: str = _SIGNS["italic"]) -> str:
    """Inline content in Markdown's own signs; escapes where they are usually needed."""
    signs = {**_SIGNS, "italic": italic}
    parts: list[str] = []
    for span in spans(node["content"]):
        if isinstance(span, Opening):
            parts.append(_opening(span.mark, signs))
        elif isinstance(span, Closing):
            parts.append(_closing(span.mark, signs))
        elif span["type"] == "hardBreak":
            parts.append(line_break)
        elif span["type"] != "text":
            parts.append(_unit(span))
        elif _is_code(span):
            parts.append(_code_span(span["text"]))
        else:
            parts.append(_INLINE_SIGN.sub(backslash, span["text"]).replace("\n", "&#10;"))
    return _EDGES.sub(_references, "".join(parts))


def escaped(node: Json) -> str:
    """Inline content that nothing around it can change."""
    parts: list[str] = []
    for span in spans(node["content"]):
        if isinstance(span, Opening):
            parts.append("[" if span.mark["type"] == "link" else f"<{MARKS[span.mark['type']]}>")
        elif isinstance(span, Closing):
            link = span.mark["type"] == "link"
            parts.append(_target(span.mark) if link else f"</{MARKS[span.mark['type']]}>")
        elif span["type"] == "hardBreak":
            parts.append(BREAK)
        elif span["type"] != "text":
            parts.append(_mention(span) if span["type"] == "mention" else formula(span, ""))
        else:
            parts.append(_ODD_SPACES.sub(_references, PUNCTUATION.sub(backslash, span["text"])))
    return _EDGES.sub(_references, "".join(parts))


def _opening(mark: Json, signs: Mapping[str, str]) -> str:
    kind = mark["type"]
    if kind in {"code", "link"}:
        return "[" if kind == "link" else ""
    return signs.get(kind) or f"<{MARKS[kind]}>"


def _closing(mark: Json, signs: Mapping[str, str]) -> str:
    kind = mark["type"]
    if kind in {"code", "link"}:
        return _target(mark) if kind == "link" else ""
    return signs.get(kind) or f"</{MARKS[kind]}>"


def _unit(node: Json) -> str:
    """A mention, or a formula between dollar signs if that can hold it."""
    if node["type"] == "mention":
        return _mention(node)
    latex = node["attrs"]["latex"]
    return f"${latex}$" if _PLAIN_LATEX.fullmatch(latex) else formula(node, "")


def _mention(node: Json) -> str:
    label = PUNCTUATION.sub(backslash, node["attrs"]["label"])
    return f"[@{label}]({MENTION}{node['attrs']['id']})"


def _target(mark: Json) -> str:
    return f"]({address_of(mark['attrs']['href'])}{title_of(mark['attrs']['title'])})"


def address_of(address: str) -> str:
    """The target of a link or an image."""
    if _PLAIN_ADDRESS.fullmatch(address):
        return address
    return f"<{_SPACES.sub(_references, _ADDRESS_SIGN.sub(backslash, address))}>"


def title_of(title: str | None) -> str:
    """What follows the target, if there is a title."""
    if title is None:
        return ""
    return f' "{_SPACES.sub(_references, _TITLE_SIGN.sub(backslash, title))}"'


def _is_code(node: Json) -> bool:
    return any(mark["type"] == "code" for mark in node.get("marks", []))


def _code_span(text: str) -> str:
    fence = "`" * _unused_run(text, 1)
    pad = " " if text[0] in " `" or text[-1] in " `" else ""
    if not text.strip(" "):
        pad = ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _unused_run(text: str, least: int) -> int:
    """The shortest run of back quotes, of at least so many, that a text does not have."""
    runs = {len(run) for run in _BACK_QUOTES.findall(text)}
    return next(length for length in count(least) if length not in runs)


def backslash(sign: re.Match[str]) -> str:
    """The sign so that it means nothing."""
    return f"\\{sign[0]}"


def _references(text: re.Match[str]) -> str:
    return "".join(f"&#{ord(char)};" for char in text[0])
