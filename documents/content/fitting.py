"""Any tree made a valid document: what the schema does not know goes, its text stays.

Children that a node may not hold are wrapped, or moved out beside it; what a node must hold is
added. Marks are of text alone, as y-tiptap stores them. The result holds only allowed names,
attributes and addresses, whoever wrote the tree.
"""

from collections.abc import Iterable
from typing import Any

from prosemirror.model import Fragment, Mark, Node, NodeType

from .attributes import CONTROL, mark_attributes, node_attributes
from .schema import SCHEMA
from .tree import Json


def fit(tree: Json) -> Json:
    """The document, as ProseMirror JSON with every attribute spelled out."""
    box = _Box(SCHEMA.top_node_type, {})
    for child in _fit_all(tree.get("content")):
        box.add(child)
    return dict(box.close().to_json())


def _fit_all(content: Any) -> list[Node]:
    found: list[Node] = []
    for child in content if isinstance(content, list) else ():
        if isinstance(child, dict):
            found += _fit(child)
    return found


def _fit(node: Json) -> list[Node]:
    name = node.get("type")
    if name == "text":
        return _text(node)
    children = _fit_all(node.get("content"))
    kind = SCHEMA.nodes.get(name) if isinstance(name, str) else None
    if kind is None or kind is SCHEMA.top_node_type:
        return children
    attributes = node_attributes(kind.name, node.get("attrs"))
    if attributes is None:
        return children
    if kind.is_leaf:
        return [kind.create(attributes), *children]
    return _assemble(kind, attributes, children)


def _text(node: Json) -> list[Node]:
    text = node.get("text")
    text = CONTROL.sub("", text) if isinstance(text, str) else ""
    return [SCHEMA.text(text, _marks(node))] if text else []


def _marks(node: Json) -> list[Mark]:
    marks: list[Mark] = Mark.none
    given = node.get("marks")
    for mark in given if isinstance(given, list) else ():
        name = mark.get("type") if isinstance(mark, dict) else None
        kind = SCHEMA.marks.get(name) if isinstance(name, str) else None
        if kind is None:
            continue
        attributes = mark_attributes(kind.name, mark.get("attrs"))
        if attributes is not None:
            marks = kind.create(attributes).add_to_set(marks)
    return marks


def _assemble(kind: NodeType, attributes: Json, children: Iterable[Node]) -> list[Node]:
    """The node; where a child neither fits nor can be wrapped, it stands between two halves."""
    nodes: list[Node] = []
    box = _Box(kind, attributes)
    for child in children:
        if box.add(child):
            continue
        if not box.empty:
            nodes.append(box.close())
        nodes.append(child)
        box = _Box(kind, attributes)
    return nodes if nodes and box.empty else [*nodes, box.close()]


class _Box:
    """A node that is being filled."""

    def __init__(self, kind: NodeType, attributes: Json) -> None:
        self._kind = kind
        self._attributes = attributes
        self._held: list[Node] = []
        self._match = kind.content_match
        self._wrapper: _Box | None = None
        """Is being filled with a run of children that need it around them."""
        self._wrapped: Node | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was added yet."""
        return not self._held and self._wrapper is None

    def add(self, child: Node) -> bool:
        """Add a child; False if it has no place here."""
        if self._wrapper is not None and self._wrapped is not None:
            if _alike(child, self._wrapped) and self._wrapper.add(child):
                return True
            self._settle()
        return self._hold(child) or self._wrap(child)

    def close(self) -> Node:
        """The node, with what it has to hold besides."""
        self._settle()
        missing = self._match.fill_before(Fragment.empty, to_end=True)
        content = Fragment.from_array(self._held)
        return self._kind.create(
            self._attributes, content if missing is None else content.append(missing)
        )

    def _hold(self, child: Node) -> bool:
        missing = self._match.fill_before(Fragment.from_(child))
        if missing is None:
            return False
        child = child.mark(self._kind.allowed_marks(child.marks))
        for node in (*missing.content, child):
            following = self._match.match_type(node.type)
            if following is None:
                return False
            self._held.append(node)
            self._match = following
        return True

    def _wrap(self, child: Node) -> bool:
        wrapping = self._match.find_wrapping(child.type)
        if not wrapping:
            return False
        self._wrapper, self._wrapped = _Box(wrapping[0], {}), child
        return self._wrapper.add(child)

    def _settle(self) -> None:
        if self._wrapper is not None:
            node = self._wrapper.close()
            self._wrapper = None
            self._hold(node)


def _alike(one: Node, other: Node) -> bool:
    return one.type is other.type or (one.is_inline and other.is_inline)
