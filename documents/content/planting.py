"""A ProseMirror tree as the first update of a document, as y-tiptap writes one."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from ..protocol.updates import Content, Id
from .drafts import Draft
from .items import Branch, Kind, to_units
from .schema import SCHEMA
from .tree import ROOT, Json
from .values import write_any, write_json


def plant(tree: Json, client: int) -> bytes:
    """The update by `client`, from its clock zero, that makes an empty document show `tree`.

    The same tree and client give the same bytes. The tree has been made to fit the schema.
    """
    draft = Draft(client)
    _plant_all(draft, tree["content"], ROOT)
    return draft.encode()


def _plant_all(draft: Draft, nodes: list[Json], parent: str | Id) -> None:
    left: Id | None = None
    for is_text, group in groupby(nodes, key=lambda node: node["type"] == "text"):
        if is_text:
            branch = Branch(Kind.XML_TEXT, "")
            left = draft.insert(Content.TYPE, branch, parent=parent, origin=left)
            _plant_text(draft, list(group), left)
            continue
        for node in group:
            branch = Branch(Kind.XML_ELEMENT, node["type"])
            left = draft.insert(Content.TYPE, branch, parent=parent, origin=left)
            _plant_attributes(draft, node.get("attrs", {}), left)
            _plant_all(draft, node.get("content", []), left)
            if not node.get("content") and SCHEMA.nodes[node["type"]].is_textblock:
                # Two people who begin an empty line at one moment write into the same text: with
                # none there, y-tiptap makes two of them and doubles what is in one.
                draft.insert(Content.TYPE, Branch(Kind.XML_TEXT, ""), parent=left)


def _plant_attributes(draft: Draft, attributes: Json, parent: Id) -> None:
    for key, value in attributes.items():
        if value is not None:
            draft.insert(Content.ANY, [write_any(value)], parent=parent, sub=key)


def _plant_text(draft: Draft, runs: list[Json], parent: Id) -> None:
    left: Id | None = None
    held: Json = {}
    for run in [*runs, {"text": ""}]:
        wanted = {mark["type"]: mark.get("attrs", {}) for mark in run.get("marks", [])}
        for key, value in _changes(held, wanted):
            payload = key, write_json(value)
            left = draft.insert(Content.FORMAT, payload, parent=parent, origin=left)
        held = wanted
        if run["text"]:
            text = to_units(run["text"])
            left = draft.insert(Content.STRING, text, parent=parent, origin=left)


def _changes(held: Json, wanted: Json) -> Iterator[tuple[str, Any]]:
    """The formats between two runs; null ends one."""
    yield from ((key, None) for key in held if key not in wanted)
    yield from ((key, value) for key, value in wanted.items() if held.get(key) != value)
