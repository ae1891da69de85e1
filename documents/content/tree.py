"""The ProseMirror tree of a document, as y-tiptap and y-prosemirror keep it in a Yjs fragment.

An element is a node, its entries are the node's attributes; a text's formats are marks, named
`mark` or, for marks that may overlap themselves, `mark--` and a hash of eight characters.
"""

import re
from typing import Any

from .items import Branch, Kind
from .reading import delta, entries, visible
from .replica import Replica

ROOT = "default"
"""The root that editors write to."""

_HASHED = re.compile(r"(.*)--[a-zA-Z0-9+/=]{8}", re.DOTALL)
"""A mark's key with a hash, as `yattr2markname` of y-tiptap 3.0 reads it."""

Json = dict[str, Any]


def is_tree(replica: Replica) -> bool:
    """Whether a document is a ProseMirror tree: its root `default` has children."""
    root = replica.roots.get(ROOT)
    return root is not None and bool(_children(root))


def read_tree(replica: Replica) -> Json:
    """The tree as ProseMirror JSON, with whatever node, mark and attribute names it holds.

    Attributes that are not JSON are left out. A document without a tree is an empty `doc`.
    """
    root = replica.roots.get(ROOT)
    return {"type": "doc", "content": [] if root is None else _content(root)}


def _children(branch: Branch) -> list[Branch]:
    held = (item.payload for item in visible(branch))
    return [one for one in held if isinstance(one, Branch) and one.kind in _NODES]


_NODES = frozenset({Kind.XML_ELEMENT, Kind.XML_TEXT})


def _content(branch: Branch) -> list[Json]:
    nodes: list[Json] = []
    for child in _children(branch):
        if child.kind is Kind.XML_ELEMENT:
            nodes.append(_element(child))
        else:
            _add_text(child, nodes)
    return nodes


def _element(branch: Branch) -> Json:
    node: Json = {"type": branch.name}
    attributes = {key: value for key, value in entries(branch).items() if _is_json(value)}
    if attributes:
        node["attrs"] = attributes
    content = _content(branch)
    if content:
        node["content"] = content
    return node


def _is_json(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_json, value))
    if isinstance(value, dict):
        return all(map(_is_json, value.values()))
    return value is None or isinstance(value, str | int | float)


def _add_text(branch: Branch, nodes: list[Json]) -> None:
    """Add a text's runs; those of two texts side by side with the same marks become one node."""
    for run in delta(branch):
        if not isinstance(run.insert, str):
            continue
        node: Json = {"type": "text", "text": run.insert}
        if run.attributes:
            node["marks"] = [_mark(key, value) for key, value in sorted(run.attributes.items())]
        last = nodes[-1] if nodes else {}
        if last.get("type") == "text" and last.get("marks") == node.get("marks"):
            last["text"] += run.insert
        else:
            nodes.append(node)


def _mark(key: str, value: Any) -> Json:
    hashed = _HASHED.fullmatch(key)
    mark: Json = {"type": key if hashed is None else hashed[1]}
    if isinstance(value, dict) and value:
        mark["attrs"] = value
    return mark
