"""Markdown as ProseMirror JSON: CommonMark with GitHub's extensions.

Those are tables, task lists, strikethrough, alerts, details and formulas between dollar signs. Tags
that Markdown has no signs for are read too (`<u>`, `<mark>`, `<br>`, a table with spans), as
`markdown` writes them. What comes out is a tree of any shape; `fitting.fit` makes a document of it.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from .fitting import fit
from .html_reading import MARKS, read_html
from .markdown_inline import MENTION
from .markdown_maths import FORMULA, block_maths
from .replica import MAX_DEPTH
from .tree import Json

EMPTY_PARAGRAPH = "&nbsp;"
"""A paragraph of nothing else is an empty one: Markdown has no sign for it."""

ALERTS: Mapping[str, str] = MappingProxyType(
    {
        "IMPORTANT": "note",
        "NOTE": "note",
        "TIP": "tip",
        "WARNING": "warning",
        "CAUTION": "danger",
    }
)
"""Callouts by the names that GitHub gives them; of two, the last is the one that is written."""
_ALERT = re.compile(r"\[!(\w+)\](?:\n|$)")
_DETAILS = re.compile(r"<details(?: open)?>\s*<summary>(.*?)</summary>", re.DOTALL | re.IGNORECASE)
_NODES: Mapping[str, str] = MappingProxyType(
    {
        "paragraph": "paragraph",
        "heading": "heading",
        "blockquote": "blockquote",
        "bullet_list": "bulletList",
        "ordered_list": "orderedList",
        "list_item": "listItem",
        "table": "table",
        "tr": "tableRow",
        "th": "tableHeader",
        "td": "tableCell",
    }
)
_SPANS: Mapping[str, str] = MappingProxyType(
    {"strong": "bold", "em": "italic", "s": "strike", "link": "link"}
)
_TASK = re.compile(r"\[([ xX])\](?:\s+|$)")
_TAG = re.compile(r"<(/?)([a-z]+)\s*/?>", re.IGNORECASE)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 2 * MAX_DEPTH})
    parser.enable(["table", "strikethrough"])
    parser.use(
        dollarmath_plugin,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        double_inline=True,
    )
    parser.disable("math_block")
    block_maths(parser)
    # Addresses are judged where every tree is, and stay as they were written.
    parser.normalizeLink = _as_written  # type: ignore[method-assign]
    parser.validateLink = _anything  # type: ignore[method-assign]
    return parser


def _as_written(url: str) -> str:
    return url


def _anything(url: str) -> bool:
    return True


_PARSER = _parser()


def read_markdown(text: str) -> Json:
    """The tree that Markdown describes."""
    reader = _Reader()
    for token in _PARSER.parse(text):
        reader.take(token)
    return reader.document


class _Reader:
    """Builds nodes from the stream of block tokens."""

    def __init__(self) -> None:
        self.document: Json = {"type": "doc", "content": []}
        self._open = [self.document]
        self._tasks: dict[int, str] = {}
        """By the identity of a list item, the box that its text began with."""

    def take(self, token: Token) -> None:
        """Take the next token."""
        name = _NODES.get(token.type.removesuffix("_open").removesuffix("_close"))
        if token.type == "inline":
            self._inline(token)
        elif name is not None and token.nesting > 0:
            node: Json = {"type": name, "content": [], "attrs": _attributes(token)}
            self._add(node)
            self._open.append(node)
        elif name is not None:
            self._end_details(len(self._open))
            self._close(self._open.pop())
        elif token.type in {"fence", "code_block"}:
            self._add(_code(token))
        elif token.type == "hr":
            self._add({"type": "horizontalRule"})
        elif token.type == FORMULA:
            self._add({"type": "blockMath", "attrs": {"latex": token.content}})
        elif token.type == "html_block":
            self._html(token.content)

    def _add(self, node: Json) -> None:
        self._open[-1]["content"].append(node)

    def _html(self, text: str) -> None:
        found = _DETAILS.fullmatch(text.strip())
        if found is not None and len(self._open) < _MAX_OPEN:
            content: Json = {"type": "detailsContent", "content": []}
            summary = {"type": "detailsSummary", "content": read_html(found[1])["content"]}
            self._add({"type": "details", "content": [summary, content]})
            self._open.append(content)
        elif text.strip().lower() == "</details>":
            self._end_details(1)
        else:
            self._open[-1]["content"] += _html(text)

    def _end_details(self, most: int) -> None:
        """Close what stands open of them inside of the innermost other node."""
        while most and self._open[-1]["type"] == "detailsContent":
            self._open.pop()
            most -= 1

    def _inline(self, token: Token) -> None:
        content = token.content
        tokens = list(token.children or [])
        alert = _ALERT.match(content) if self._begins_quote() else None
        if alert is not None and alert[1].upper() in ALERTS:
            self._open[-2].update(type="callout", attrs={"kind": ALERTS[alert[1].upper()]})
            content, tokens = content[alert.end() :], tokens[2:]
            if not tokens:
                self._open[-2]["content"].pop()
        box = _TASK.match(content) if self._begins_item() else None
        if box is not None and tokens and tokens[0].type == "text":
            content = content[box.end() :]
            self._tasks[id(self._open[-2])] = box[0].strip()
            tokens[0] = tokens[0].copy(content=tokens[0].content[len(box[0]) :])
        if content != EMPTY_PARAGRAPH:
            self._open[-1]["content"] += read_inline(tokens)

    def _begins_quote(self) -> bool:
        around = self._open[-2] if len(self._open) > 1 else self.document
        return around["type"] == "blockquote" and len(around["content"]) == 1

    def _begins_item(self) -> bool:
        if len(self._open) <= _ITEM_DEPTH or self._open[-3]["type"] != "bulletList":
            return False
        return self._open[-2]["type"] == "listItem" and len(self._open[-2]["content"]) == 1

    def _close(self, node: Json) -> None:
        if node["type"] == "bulletList":
            self._close_list(node)

    def _close_list(self, node: Json) -> None:
        """Boxes make a task list only where every item has one."""
        items = node["content"]
        boxes = [self._tasks.pop(id(item), None) for item in items]
        if items and None not in boxes:
            node["type"] = "taskList"
        for item, box in zip(items, boxes, strict=True):
            if node["type"] == "taskList" and box is not None:
                item.update(type="taskItem", attrs={"checked": box != "[ ]"})
            elif box is not None:
                item["content"][0]["content"].insert(0, {"type": "text", "text": f"{box} "})


_MAX_OPEN = 100
"""Nodes open at once in which details may begin."""
_ITEM_DEPTH = 3
"""A document, a list and an item are open around a paragraph that begins an item."""


def _html(text: str) -> list[Json]:
    """A block of HTML, as whole blocks: what stands open in two of them is not one paragraph."""
    tree = read_html(text)
    content: list[Json] = fit(tree)["content"] if tree["content"] else []
    return content


def _attributes(token: Token) -> Json:
    if token.type == "heading_open":
        return {"level": int(token.tag[1])}
    if token.type == "ordered_list_open":
        return {
            "start": int(token.attrGet("start") or 0) if token.attrGet("start") is not None else 1
        }
    style = token.attrGet("style")
    return {"align": str(style).removeprefix("text-align:")} if style else {}


def _code(token: Token) -> Json:
    language = token.info.split()[0] if token.info.split() else None
    text = token.content.removesuffix("\n")
    return {
        "type": "codeBlock",
        "attrs": {"language": language},
        "content": [{"type": "text", "text": text}],
    }


def read_inline(tokens: Iterable[Token]) -> list[Json]:
    """Inline tokens as text, breaks and images with their marks."""
    marks: list[Json] = []
    nodes: list[Json] = []
    for token in tokens:
        if token.type == "link_close" and _is_mention(marks):
            nodes = _mentioned(nodes, marks.pop())
        elif not _span(token, marks):
            nodes += _leaf(token, list(marks))
    return nodes


def _is_mention(marks: list[Json]) -> bool:
    return bool(marks) and str(marks[-1].get("attrs", {}).get("href", "")).startswith(MENTION)


def _mentioned(nodes: list[Json], link: Json) -> list[Json]:
    """The nodes, those under the link as one that mentions somebody."""
    before = [node for node in nodes if link not in node.get("marks", [])]
    label = "".join(node.get("text", "") for node in nodes[len(before) :]).removeprefix("@")
    person = link["attrs"]["href"].removeprefix(MENTION)
    return [*before, {"type": "mention", "attrs": {"id": person, "label": label}}]


def _span(token: Token, marks: list[Json]) -> bool:
    """Whether a token opens or closes a mark; `marks` are those that are open."""
    if token.type == "html_inline":
        return _tagged(token.content, marks)
    name = _SPANS.get(token.type.removesuffix("_open").removesuffix("_close"))
    if name is None:
        return False
    if token.nesting > 0:
        marks.append({"type": name, "attrs": dict(token.attrs)})
    else:
        _end(name, marks)
    return True


def _tagged(text: str, marks: list[Json]) -> bool:
    found = _TAG.fullmatch(text)
    name = MARKS.get(found[2].lower()) if found is not None else None
    if found is None or name is None or name == "link":
        return False
    if found[1]:
        _end(name, marks)
    else:
        marks.append({"type": name})
    return True


def _end(name: str, marks: list[Json]) -> None:
    for index in range(len(marks) - 1, -1, -1):
        if marks[index]["type"] == name:
            del marks[index]
            return


def _leaf(token: Token, marks: list[Json]) -> list[Json]:
    match token.type:
        case "text":
            return [_text(token.content, marks)]
        case "softbreak":
            return [_text(" ", marks)]
        case "code_inline":
            return [_text(token.content, [*marks, {"type": "code"}])]
        case "html_inline" if token.content.startswith("<span "):
            unit: list[Json] = read_html(token.content)["content"]
            return unit
        case _:
            return _unit(token, marks)


def _unit(token: Token, marks: list[Json]) -> list[Json]:
    if token.type == "hardbreak" or _is_break(token):
        return [{"type": "hardBreak", "marks": marks}]
    if token.type == "image":
        return [{"type": "image", "attrs": {**token.attrs, "alt": _alt(token)}}]
    if token.type in {"math_inline", "math_inline_double"}:
        return [{"type": "inlineMath", "attrs": {"latex": token.content}}]
    return []


def _is_break(token: Token) -> bool:
    found = _TAG.fullmatch(token.content) if token.type == "html_inline" else None
    return found is not None and found[2].lower() == "br"


def _alt(token: Token) -> str:
    return "".join(child.content for child in token.children or [])


def _text(text: str, marks: list[Json]) -> Json:
    return {"type": "text", "text": text, "marks": marks}
