"""HTML as ProseMirror JSON: known tags become nodes and marks, others leave their text.

What comes out is a tree of any shape; `fitting.fit` makes a document of it.
"""

import re
from collections.abc import Mapping
from html import unescape
from html.parser import HTMLParser
from types import MappingProxyType

from .tree import Json

_DIVISIONS = (
    *("div", "section", "article", "main", "header", "footer", "aside", "nav", "address"),
    *("figure", "figcaption", "dl", "dt", "dd", "center", "form", "fieldset"),
)
_NODES: Mapping[str, str] = MappingProxyType(
    {
        **{f"h{level}": "heading" for level in range(1, 7)},
        "p": "paragraph",
        **dict.fromkeys(_DIVISIONS, "paragraph"),
        "blockquote": "blockquote",
        "ul": "bulletList",
        "ol": "orderedList",
        "li": "listItem",
        "pre": "codeBlock",
        "table": "table",
        "tr": "tableRow",
        "td": "tableCell",
        "th": "tableHeader",
        "details": "details",
        "summary": "detailsSummary",
    }
)
_LEAVES: Mapping[str, str] = MappingProxyType(
    {"hr": "horizontalRule", "br": "hardBreak", "img": "image"}
)
MARKS: Mapping[str, str] = MappingProxyType(
    {
        "strong": "bold",
        "b": "bold",
        "em": "italic",
        "i": "italic",
        "s": "strike",
        "del": "strike",
        "strike": "strike",
        "u": "underline",
        "ins": "underline",
        "code": "code",
        "mark": "highlight",
        "sub": "subscript",
        "sup": "superscript",
        "kbd": "code",
        "samp": "code",
        "tt": "code",
        "a": "link",
    }
)
_UNITS: Mapping[str, str] = MappingProxyType(
    {"inline-math": "inlineMath", "block-math": "blockMath", "mention": "mention"}
)
"""Elements with a `data-type` that are one node, whatever stands in them."""
_BOXES: Mapping[str, str] = MappingProxyType(
    {"callout": "callout", "detailsContent": "detailsContent"}
)
"""Of a `div` with a `data-type`."""
_UNALIGNED: Json = {"textAlign": ""}
_SILENT = frozenset({"script", "style", "template", "title", "textarea", "iframe", "noscript"})

_SPACE = re.compile(r"[ \t\r\n\f]+")
_ALIGN = re.compile(r"(?:^|;)\s*text-align:\s*([a-z]+)")
_LANGUAGE = re.compile(r"(?:^|\s)language-(\S+)")
_TITLE = re.compile(r"<title[^<>]*>([^<]*)</title\s*>", re.IGNORECASE)
_MAX_OPEN = 200
"""Tags open at once that are still followed; deeper ones leave their text."""


def read_html(text: str) -> Json:
    """The tree that HTML describes."""
    reader = _Reader()
    reader.feed(_finished(text))
    reader.close()
    return reader.finish()


def _finished(text: str) -> str:
    """The text with what opens behind its last tag as signs that people see.

    Python's parser searches the rest of the text for the end of each tag: minutes for a megabyte of
    tags that have none.
    """
    whole, end, rest = text.rpartition(">")
    return whole + end + rest.replace("<", "&lt;")


def title_of(text: str) -> str:
    """What a page of HTML calls itself; empty if it does not."""
    found = _TITLE.search(text)
    return " ".join(unescape(found[1]).split()) if found else ""


_CLOSES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "p": frozenset({"p"}),
        "li": frozenset({"li", "p"}),
        "tr": frozenset({"tr"}),
        "td": frozenset({"td", "th"}),
        "th": frozenset({"td", "th"}),
    }
)
"""What a start tag ends that was left open."""
_BARRIERS = frozenset({"ul", "ol", "table", "blockquote", "div"})
"""What an implied end does not reach across."""


class _Reader(HTMLParser):
    """Builds nodes as tags open and close; white space collapses as browsers show it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._open: list[tuple[str, Json]] = [("", {"type": "doc", "content": []})]
        self._marks: list[tuple[str, Json]] = []
        self._silent = ""
        self._silent_depth = 0
        """How many elements of that name are open inside the silent one."""
        self._unit: Json | None = None
        """The formula whose TeX is what stands in the silent element."""
        self._spaced = True
        """Whether white space that comes now is dropped."""
        self._tail: Json | None = None
        """The last text, if it ends with white space that a block's end would drop."""

    def finish(self) -> Json:
        """The tree, whatever was left open."""
        self._boundary()
        return self._open[0][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a node or a mark, or add a leaf."""
        if self._silent:
            self._silent_depth += tag == self._silent
            return
        held = {key: value or "" for key, value in attrs}
        if tag in _SILENT:
            self._silent = tag
        elif self._in_code:
            self._start_in_code(tag, held)
        elif held.get("data-type") in _UNITS:
            self._add_unit(tag, held)
        else:
            self._start(tag, held)

    def _start(self, tag: str, held: dict[str, str]) -> None:
        if tag in MARKS:
            self._marks.append((tag, _mark(tag, held)))
        elif tag in _LEAVES:
            self._add_leaf(tag, held)
        elif tag == "input":
            self._tick(held)
        elif tag in _NODES and len(self._open) < _MAX_OPEN:
            self._boundary()
            self._imply_end(_CLOSES.get(tag, frozenset()))
            node = _node(tag, held)
            self._content.append(node)
            self._open.append((tag, node))

    def handle_endtag(self, tag: str) -> None:
        """Close the last node or mark of that name."""
        if self._silent:
            self._end_silence(tag)
        elif tag in MARKS and not self._in_code:
            self._end_mark(tag)
        elif any(name == tag for name, _ in self._open):
            self._boundary()
            name = ""
            while name != tag:
                name, node = self._open.pop()
                self._forget_empty(name, node)

    def _forget_empty(self, tag: str, node: Json) -> None:
        """A division shows nothing by itself; an empty paragraph is an empty line."""
        if tag in _DIVISIONS and node == {"type": "paragraph", "content": [], "attrs": _UNALIGNED}:
            self._content.pop()

    def handle_data(self, data: str) -> None:
        """Add text."""
        if self._silent:
            self._hear(data)
            return
        if self._in_code:
            self._add_text(data)
            return
        text = _SPACE.sub(" ", data)
        if self._spaced:
            text = text.removeprefix(" ")
        if text:
            self._add_text(text)
            self._spaced = text.endswith(" ")
            self._tail = self._content[-1] if self._spaced else None

    def handle_entityref(self, name: str) -> None:
        """Add a character written as a reference: white space written so is kept."""
        self._add_literal(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Add a character written as a number."""
        self._add_literal(f"&#{name};")

    @property
    def _content(self) -> list[Json]:
        content: list[Json] = self._open[-1][1]["content"]
        return content

    @property
    def _in_code(self) -> bool:
        return self._open[-1][0] == "pre"

    def _add_literal(self, reference: str) -> None:
        if self._silent:
            self._hear(unescape(reference))
            return
        self._add_text(unescape(reference))
        self._spaced, self._tail = False, None

    def _add_text(self, text: str) -> None:
        marks = [] if self._in_code else [mark for _, mark in self._marks]
        self._content.append({"type": "text", "text": text, "marks": marks})

    def _add_leaf(self, tag: str, held: dict[str, str]) -> None:
        self._boundary()
        node: Json = {"type": _LEAVES[tag]}
        if tag == "img":
            node["attrs"] = held
        elif tag == "br":
            node["marks"] = [mark for _, mark in self._marks]
        self._content.append(node)

    def _add_unit(self, tag: str, held: dict[str, str]) -> None:
        """Add a node that stands for its whole element."""
        name = _UNITS[held["data-type"]]
        attributes = {"latex": held.get("data-latex"), "id": held.get("data-id")}
        node: Json = {"type": name, "attrs": {**attributes, "label": held.get("data-label")}}
        if name != "mention" and "data-latex" not in held:
            node["attrs"]["latex"], self._unit = "", node
        if name == "blockMath":
            self._boundary()
        else:
            self._spaced, self._tail = False, None
        self._content.append(node)
        self._silent = tag

    def _hear(self, text: str) -> None:
        """Take what stands in the element of a formula for its TeX, if it does not keep that."""
        if self._unit is not None:
            self._unit["attrs"]["latex"] += text

    def _end_silence(self, tag: str) -> None:
        if tag != self._silent:
            return
        if self._silent_depth:
            self._silent_depth -= 1
        else:
            self._silent, self._unit = "", None

    def _start_in_code(self, tag: str, held: dict[str, str]) -> None:
        if tag == "br":
            self._add_text("\n")
        found = _LANGUAGE.search(held.get("class", ""))
        if found is not None:
            self._open[-1][1]["attrs"] = {"language": found[1]}

    def _tick(self, held: dict[str, str]) -> None:
        """A check box makes its list item a task, and the list a task list."""
        for index in range(len(self._open) - 1, 0, -1):
            tag, node = self._open[index]
            if tag == "li" and held.get("type") == "checkbox":
                if node["type"] != "taskItem":
                    node["type"], node["attrs"] = "taskItem", {"checked": "checked" in held}
                    self._open[index - 1][1]["type"] = "taskList"
                return

    def _end_mark(self, tag: str) -> None:
        for index in range(len(self._marks) - 1, -1, -1):
            if self._marks[index][0] == tag:
                del self._marks[index]
                return

    def _imply_end(self, names: frozenset[str]) -> None:
        for index in range(len(self._open) - 1, 0, -1):
            tag = self._open[index][0]
            if tag in names:
                del self._open[index:]
                self._imply_end(names)
                return
            if tag in _BARRIERS:
                return

    def _boundary(self) -> None:
        """A block begins or ends: white space around it shows nowhere."""
        if self._tail is not None:
            self._tail["text"] = self._tail["text"].removesuffix(" ")
        self._spaced, self._tail = True, None


def _mark(tag: str, held: dict[str, str]) -> Json:
    return {"type": MARKS[tag], "attrs": held} if tag == "a" else {"type": MARKS[tag]}


def _node(tag: str, held: dict[str, str]) -> Json:
    node: Json = {"type": _NODES[tag], "content": []}
    if node["type"] in {"heading", "paragraph"}:
        _describe_lines(node, tag, held)
    elif tag == "ol":
        node["attrs"] = held
    elif held.get("data-type") == "taskList":
        node["type"] = "taskList"
    elif held.get("data-type") == "taskItem":
        node["type"] = "taskItem"
        node["attrs"] = {"checked": held.get("data-checked") in {"", "true"}}
    elif tag in {"td", "th"}:
        node["attrs"] = _cell(held)
    return node


def _describe_lines(node: Json, tag: str, held: dict[str, str]) -> None:
    """Set the attributes of a heading or a paragraph, or make the box that a `div` may be."""
    kind = _BOXES.get(held.get("data-type", "")) if tag == "div" else None
    if kind is not None:
        node["type"], node["attrs"] = kind, {"kind": held.get("data-kind")}
        return
    node["attrs"] = {"textAlign": _alignment(held)}
    if node["type"] == "heading":
        node["attrs"]["level"] = int(tag[1])


def _alignment(held: dict[str, str]) -> str | None:
    found = _ALIGN.search(held.get("style", "").lower())
    return held.get("align", "").lower() if found is None else found[1]


def _cell(held: dict[str, str]) -> Json:
    widths = held.get("colwidth", "").split(",")
    colwidth = [int(w) for w in widths if w.isascii() and w.isdigit() and len(w) < _MAX_DIGITS]
    return {**held, "colwidth": colwidth}


_MAX_DIGITS = 6
