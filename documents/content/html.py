"""A document as HTML.

Written from an allow-list, every name and value known, every text escaped; `nh3` reads the result
once more and drops what should not be there. The first line of defence has to hold alone.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import nh3

from .spans import Closing, Opening, spans
from .tree import Json

REL = "noopener noreferrer nofollow"

_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\r": "&#13;"}
)
_COLLAPSING = re.compile(r"^ | $|(?<=\s) |[\t\n]")
"""White space that a reader of HTML would drop, were they not written as references."""
_NODES: Mapping[str, str] = MappingProxyType(
    {
        "blockquote": "blockquote",
        "bulletList": "ul",
        "listItem": "li",
        "tableRow": "tr",
        "details": "details",
    }
)
MARKS: Mapping[str, str] = MappingProxyType(
    {
        "bold": "strong",
        "italic": "em",
        "strike": "s",
        "underline": "u",
        "code": "code",
        "highlight": "mark",
        "subscript": "sub",
        "superscript": "sup",
    }
)
_TAG_NAMES = (
    "p blockquote ul ol li h1 h2 h3 h4 h5 h6 pre code hr br img table tbody tr td th label input"
    " div span details summary strong em s u mark sub sup a"
)
_ALIGNED = ("p", "h1", "h2", "h3", "h4", "h5", "h6")
_ATTRIBUTES: Mapping[str, set[str]] = MappingProxyType(
    {
        "a": {"href", "title", "target"},
        "img": {"src", "alt", "title", "width", "height", "align"},
        "div": {"data-type", "data-kind", "data-latex", "role"},
        "span": {"data-type", "data-latex", "data-id", "data-label"},
        **{tag: {"align"} for tag in _ALIGNED},
        "ol": {"start", "type"},
        "ul": {"data-type"},
        "li": {"data-type", "data-checked"},
        "input": {"type", "checked", "disabled"},
        "td": {"colspan", "rowspan", "colwidth", "align"},
        "th": {"colspan", "rowspan", "colwidth", "align"},
        "code": {"class"},
    }
)


def to_html(tree: Json) -> str:
    """The HTML of a document that was made to fit the schema."""
    return nh3.clean(
        "".join(_all(tree)),
        tags=set(_TAG_NAMES.split()),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=REL,
    )


def markup(node: Json) -> str:
    """One block as HTML, in one line whatever text it holds."""
    return "".join(_block(node)).replace("\n", "&#10;")


def inline_markup(node: Json) -> str:
    """What one block of text holds, as HTML in one line."""
    return "".join(_inline(node)).replace("\n", "&#10;")


def formula(node: Json, text: str) -> str:
    """A formula as an element that keeps its TeX; `text` is what stands in it."""
    kind, name = ("span", "inline-math") if node["type"] == "inlineMath" else ("div", "block-math")
    start = tag(kind, {"data-type": name, "data-latex": node["attrs"]["latex"]})
    return f"{start}{escape(text)}</{kind}>".replace("\n", "&#10;")


def tag(name: str, attributes: Mapping[str, Any] | None = None) -> str:
    """A start tag; attributes without a value are left out."""
    spelled = "".join(
        f' {key}="{escape(str(value))}"'
        for key, value in (attributes or {}).items()
        if value is not None
    )
    return f"<{name}{spelled}>"


def escape(text: str) -> str:
    """Text that cannot be taken for markup, neither between tags nor in an attribute."""
    return text.translate(_ESCAPES)


def opening(mark: Json) -> str:
    """The start tag of a mark."""
    if mark["type"] == "link":
        held = mark["attrs"]
        return tag(
            "a",
            {"href": held["href"], "title": held["title"], "target": "_blank", "rel": REL},
        )
    return tag(MARKS[mark["type"]])


def closing(mark: Json) -> str:
    """The end tag of a mark."""
    return "</a>" if mark["type"] == "link" else f"</{MARKS[mark['type']]}>"


def _all(node: Json) -> Iterator[str]:
    for child in node.get("content", []):
        yield from _block(child)


def _block(node: Json) -> Iterable[str]:
    write = _WRITERS.get(node["type"])
    return _plain(node) if write is None else write(node)


def _plain(node: Json) -> Iterator[str]:
    name = _NODES[node["type"]]
    yield f"<{name}>"
    yield from _all(node)
    yield f"</{name}>"


def _inline(node: Json) -> Iterator[str]:
    for span in spans(node.get("content", [])):
        if isinstance(span, Opening):
            yield opening(span.mark)
        elif isinstance(span, Closing):
            yield closing(span.mark)
        else:
            yield _unit(span)


def _unit(node: Json) -> str:
    match node["type"]:
        case "hardBreak":
            return "<br>"
        case "inlineMath":
            return formula(node, node["attrs"]["latex"])
        case "mention":
            return _mention(node)
        case _:
            return _running(node["text"])


def _mention(node: Json) -> str:
    held = node["attrs"]
    attributes = {"data-type": "mention", "data-id": held["id"], "data-label": held["label"]}
    return f"{tag('span', attributes)}@{escape(held['label'])}</span>"


def _running(text: str) -> str:
    return _COLLAPSING.sub(lambda space: f"&#{ord(space[0])};", escape(text))


def _lines(node: Json) -> Iterator[str]:
    held = node["attrs"]
    name = f"h{held['level']}" if node["type"] == "heading" else "p"
    yield tag(name, {"align": held["textAlign"]})
    yield from _inline(node)
    yield f"</{name}>"


def _callout(node: Json) -> Iterator[str]:
    held = {"data-type": "callout", "data-kind": node["attrs"]["kind"], "role": "note"}
    yield tag("div", held)
    yield from _all(node)
    yield "</div>"


def _summary(node: Json) -> Iterator[str]:
    yield "<summary>"
    yield from _inline(node)
    yield "</summary>"


def _details_content(node: Json) -> Iterator[str]:
    yield tag("div", {"data-type": "detailsContent"})
    yield from _all(node)
    yield "</div>"


def _block_maths(node: Json) -> Iterator[str]:
    yield formula(node, node["attrs"]["latex"])


def _ordered_list(node: Json) -> Iterator[str]:
    held = node["attrs"]
    yield tag("ol", {"start": held["start"] if held["start"] != 1 else None, "type": held["type"]})
    yield from _all(node)
    yield "</ol>"


def _task_list(node: Json) -> Iterator[str]:
    yield tag("ul", {"data-type": "taskList"})
    yield from _all(node)
    yield "</ul>"


def _task_item(node: Json) -> Iterator[str]:
    checked = node["attrs"]["checked"]
    yield tag("li", {"data-type": "taskItem", "data-checked": "true" if checked else "false"})
    box = {"type": "checkbox", "checked": "checked" if checked else None, "disabled": "disabled"}
    yield f"<label>{tag('input', box)}</label><div>"
    yield from _all(node)
    yield "</div></li>"


def _code_block(node: Json) -> Iterator[str]:
    language = node["attrs"]["language"]
    yield "<pre>"
    yield tag("code", {"class": None if language is None else f"language-{language}"})
    yield escape("".join(child["text"] for child in node.get("content", [])))
    yield "</code></pre>"


def _image(node: Json) -> Iterator[str]:
    held = node["attrs"]
    order = ("src", "alt", "title", "width", "height", "align")
    yield tag("img", {name: held[name] for name in order})


def _rule(_: Json) -> Iterator[str]:
    yield "<hr>"


def _table(node: Json) -> Iterator[str]:
    yield "<table><tbody>"
    yield from _all(node)
    yield "</tbody></table>"


def _cell(node: Json) -> Iterator[str]:
    name = "td" if node["type"] == "tableCell" else "th"
    held = dict(node["attrs"])
    for span in ("colspan", "rowspan"):
        if held[span] == 1:
            held[span] = None
    if held["colwidth"] is not None:
        held["colwidth"] = ",".join(map(str, held["colwidth"]))
    yield tag(name, held)
    yield from _all(node)
    yield f"</{name}>"


_WRITERS: Mapping[str, Callable[[Json], Iterable[str]]] = MappingProxyType(
    {
        "paragraph": _lines,
        "heading": _lines,
        "callout": _callout,
        "detailsSummary": _summary,
        "detailsContent": _details_content,
        "blockMath": _block_maths,
        "orderedList": _ordered_list,
        "taskList": _task_list,
        "taskItem": _task_item,
        "codeBlock": _code_block,
        "image": _image,
        "horizontalRule": _rule,
        "table": _table,
        "tableCell": _cell,
        "tableHeader": _cell,
    }
)
