"""The one document schema, made by the frontend, in the shape of ProseMirror."""

import json
from pathlib import Path
from typing import Any

from prosemirror.model import Node, Schema

from .errors import ContentRefused

_FILE = Path(__file__).parent.parent / "static" / "collab_documents" / "schema.json"


_DESCRIBED: Any = json.loads(_FILE.read_text())


def _load() -> "Schema[str, str]":
    spec: Any = {key: _DESCRIBED[key] for key in ("topNode", "nodes", "marks")}
    return Schema(spec)


SCHEMA = _load()
VERSION: int = _DESCRIBED["version"]
"""Grows with every change: an editor that does not know a node deletes it for everyone."""


def check(tree: dict[str, Any]) -> None:
    """Raise `ContentRefused` unless `tree` is a whole document of the schema."""
    try:
        node = Node.from_json(SCHEMA, tree)
        node.check()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ContentRefused(f"Not a document of the schema: {error}") from error
    if node.type is not SCHEMA.top_node_type:
        raise ContentRefused("Not a document of the schema: its top node is no doc.")
