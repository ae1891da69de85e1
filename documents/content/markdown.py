"""A document as Markdown that reads back as the same document.

Each block of text is written plainly first, with as few escapes as it seems to need, and read back;
where that gives something else, it is written again with every sign escaped and marks as tags. What
Markdown cannot say at all (a table with spans, an image's size) is one line of HTML.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from types import MappingProxyType

from .fitting import fit
from .html import inline_markup, markup
from .markdown_inline import (
    BREAK,
    ITALIC_BESIDE_BOLD,
    PUNCTUATION,
    address_of,
    backslash,
    escaped,
    plainly,
    title_of,
)
from .markdown_reading import ALERTS, EMPTY_PARAGRAPH, read_markdown
from .tree import Json

_LINE_START = re.compile(r"^(?:[#>+=|:-]|~(?=~~)|\$(?=\$)|\d{1,9}(?=[.)]))", re.MULTILINE)
_PLAIN = re.compile(
    r"""(?:[^\W_]|[-,;:.!?'"()/%@^+ \u2010-\u2027\u20ac\u00a3\u00a7\u00ab\u00b0\u00bb])*"""
)
"""Signs that mean nothing within a line, whatever stands beside them."""
_BACK_QUOTES = re.compile(r"`+")
_CLOSING_NUMBER_SIGNS = re.compile(r"(?<!\S)#(?=#*$)")
_ALIGNMENTS: Mapping[str | None, str] = MappingProxyType(
    {None: "---", "left": ":--", "center": ":-:", "right": "--:"}
)
_MAX_NUMBER = 999_999_999
_ALERT_NAMES: Mapping[str, str] = MappingProxyType({kind: name for name, kind in ALERTS.items()})
_TAG = ("<", EMPTY_PARAGRAPH)
"""How a text begins that is a block of its own under an empty line alone."""


def to_markdown(tree: Json) -> str:
    """The Markdown of a document that was made to fit the schema."""
    text = _blocks(tree["content"])
    return text + "\n" if text else ""


def _blocks(nodes: list[Json], between: str = "\n\n") -> str:
    if len(nodes) == 1 and _is_blank(nodes[0]):
        return ""
    blocks = (_block(node, alternate=other) for node, other in _alternating(nodes))
    return between.join(blocks)


def _is_blank(node: Json) -> bool:
    return node["type"] == "paragraph" and "content" not in node and not _alignment(node)


def _alignment(node: Json) -> str | None:
    alignment: str | None = node["attrs"]["textAlign"]
    return alignment


def _alternating(nodes: list[Json]) -> Iterator[tuple[Json, bool]]:
    """Of lists next to each other every other one, which would be one list otherwise."""
    family, alternate = "", False
    for node in nodes:
        following = _FAMILIES.get(node["type"], "")
        alternate = not alternate if following and following == family else False
        family = following
        yield node, alternate


_FAMILIES: Mapping[str, str] = MappingProxyType(
    {"bulletList": "bullet", "taskList": "bullet", "orderedList": "ordered"}
)


def _block(node: Json, *, alternate: bool) -> str:
    kind = node["type"]
    if kind in _FAMILIES:
        return _list(node, alternate=alternate)
    return _WRITERS[kind](node)


def _proven(node: Json, *spellings: Callable[[], str]) -> str:
    """The first spelling that reads back as the node; the last one if none does."""
    text = ""
    for spell in spellings:
        text = spell()
        if fit(read_markdown(text))["content"] == [node]:
            break
    return text


# --- text ---------------------------------------------------------------------------------------


def _paragraph(node: Json) -> str:
    if _alignment(node):
        return markup(node)
    if not node.get("content"):
        return EMPTY_PARAGRAPH
    if _is_plain(node):
        text: str = node["content"][0]["text"]
        return text
    return _proven(
        node,
        lambda: _line_starts(plainly(node)),
        lambda: _line_starts(plainly(node, italic=ITALIC_BESIDE_BOLD)),
        lambda: escaped(node),
    )


def _is_plain(node: Json) -> bool:
    """Whether a paragraph is one text in which no character means anything."""
    content = node["content"]
    text = content[0].get("text", " ")
    return (
        len(content) == 1
        and "marks" not in content[0]
        and _PLAIN.fullmatch(text) is not None
        and text[0].isalpha()
        and not text[-1].isspace()
    )


def _heading(node: Json) -> str:
    if _alignment(node):
        return markup(node)
    signs: str = "#" * node["attrs"]["level"]
    if not node.get("content"):
        return signs
    return _proven(
        node,
        lambda: f"{signs} {_CLOSING_NUMBER_SIGNS.sub(backslash, plainly(node, BREAK))}",
        lambda: f"{signs} {escaped(node)}",
    )


def _line_starts(text: str) -> str:
    return _LINE_START.sub(_not_a_block, text)


def _not_a_block(start: re.Match[str]) -> str:
    return f"{start[0]}\\" if start[0].isdigit() else f"\\{start[0]}"


# --- blocks -------------------------------------------------------------------------------------


def _code_block(node: Json) -> str:
    text = "".join(child["text"] for child in node.get("content", []))
    longest = max((len(run) for run in _BACK_QUOTES.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    language = node["attrs"]["language"] or ""
    fenced = f"{fence}{language}\n{text}\n{fence}" if text else f"{fence}{language}\n{fence}"
    return _proven(node, lambda: fenced, lambda: markup(node))


def _image(node: Json) -> str:
    held = node["attrs"]
    alt = PUNCTUATION.sub(backslash, held["alt"] or "")
    plain = f"![{alt}]({address_of(held['src'])}{title_of(held['title'])})"
    return _proven(node, lambda: plain, lambda: markup(node))


def _rule(_: Json) -> str:
    return "---"


def _quote(node: Json) -> str:
    return _prefixed(_blocks(node["content"]), "> ", "> ")


def _callout(node: Json) -> str:
    """An alert as GitHub writes it; a paragraph stands right below its name."""
    first, *_ = node["content"]
    name = f"[!{_ALERT_NAMES[node['attrs']['kind']]}]"
    text = _blocks(node["content"])
    between = "\n" if first["type"] == "paragraph" and not text.startswith(_TAG) else "\n\n"
    return _prefixed(f"{name}{between}{text}" if text else name, "> ", "> ")


def _details(node: Json) -> str:
    """The element of HTML, its content as Markdown: an empty line ends a block of HTML."""
    summary, content = node["content"]
    text = _blocks(content["content"])
    parts = [f"<details>\n<summary>{inline_markup(summary)}</summary>", text, "</details>"]
    return "\n\n".join(part for part in parts if part)


def _block_maths(node: Json) -> str:
    return _proven(node, lambda: f"$$\n{node['attrs']['latex']}\n$$", lambda: markup(node))


def _list(node: Json, *, alternate: bool) -> str:
    if node["type"] == "taskList" and any(
        _alignment(item["content"][0]) for item in node["content"]
    ):
        return markup(node)  # a box belongs to plain text
    between = "\n" if all(_is_tight(item) for item in node["content"]) else "\n\n"
    numbers = count(node["attrs"]["start"]) if node["type"] == "orderedList" else None
    items = []
    for item in node["content"]:
        marker = "*" if alternate else "-"
        if numbers is not None:
            marker = f"{min(next(numbers), _MAX_NUMBER)}{')' if alternate else '.'}"
        items.append(_item(item, marker, between))
    return between.join(items)


def _is_tight(item: Json) -> bool:
    """Whether an item is a paragraph, with at most one list that may stand right below it."""
    first, *others = item["content"]
    if not others:
        return True
    nested = others[0]
    return (
        len(others) == 1
        and _begins_with_text(first)
        and nested["type"] in _FAMILIES
        and nested.get("attrs", {}).get("start", 1) == 1
        and _begins_with_text(nested["content"][0]["content"][0])
    )


def _begins_with_text(paragraph: Json) -> bool:
    """Not with a tag: alone in its line, that would begin a block up to the next empty line."""
    first = [node["type"] for node in paragraph.get("content", [])][:1]
    return first in (["text"], ["inlineMath"], ["mention"]) and not _alignment(paragraph)


def _item(item: Json, marker: str, between: str) -> str:
    text = _blocks(item["content"], between)
    if item["type"] == "taskItem":
        box = "[x]" if item["attrs"]["checked"] else "[ ]"
        text = f"{box} {text}" if text else box
    if not text:
        return marker
    return _prefixed(text, f"{marker} ", " " * (len(marker) + 1))


def _prefixed(text: str, first: str, others: str) -> str:
    head, *tail = text.split("\n")
    lines = [first + head, *(others + line if line else others.rstrip() for line in tail)]
    return "\n".join(lines)


def _table(node: Json) -> str:
    return _proven(
        node,
        lambda: _pipes(node, _plain_cell),
        lambda: _pipes(node, _cell),
        lambda: markup(node),
    )


def _pipes(node: Json, write: Callable[[Json], str]) -> str:
    """A table of plain rows; one that is more than that reads back as something else."""
    rows = [row.get("content", []) for row in node["content"]]
    lines = [_row([write(cell) for cell in row]) for row in rows]
    rule = _row([_ALIGNMENTS[cell["attrs"]["align"]] for cell in rows[0]])
    return "\n".join([lines[0], rule, *lines[1:]])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain_cell(cell: Json) -> str:
    """Not proven by itself: the whole table is."""
    paragraph = _only_text(cell)
    return "" if paragraph is None else _in_cell(_spelled_plainly(paragraph))


def _cell(cell: Json) -> str:
    paragraph = _only_text(cell)
    if paragraph is None:
        return ""
    return _in_cell(
        _proven(paragraph, lambda: _spelled_plainly(paragraph), lambda: escaped(paragraph))
    )


def _only_text(cell: Json) -> Json | None:
    content: list[Json] = cell["content"]
    has_text = all(node["type"] == "paragraph" for node in content) and content[0].get("content")
    return content[0] if has_text else None


def _spelled_plainly(paragraph: Json) -> str:
    return _line_starts(plainly(paragraph, BREAK))


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|")


_WRITERS: Mapping[str, Callable[[Json], str]] = MappingProxyType(
    {
        "paragraph": _paragraph,
        "heading": _heading,
        "codeBlock": _code_block,
        "image": _image,
        "horizontalRule": _rule,
        "blockquote": _quote,
        "callout": _callout,
        "details": _details,
        "blockMath": _block_maths,
        "table": _table,
    }
)
