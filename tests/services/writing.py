"""Writing into a document, and reading it, as an editor with its own replica would."""

from typing import Any
from uuid import UUID

import pycrdt
from django.db import transaction

from documents.store import log
from documents.store.state import read_state


def write(document_id: UUID, *paragraphs: str, author: str = "user:1") -> int:
    """Add paragraphs at the end; answers the sequence number."""
    replica = _replica(read_state(document_id).payload)
    before = replica.get_state()
    body: Any = replica.get("default", type=pycrdt.XmlFragment)
    for text in paragraphs:
        body.children.append(pycrdt.XmlElement("paragraph", contents=[pycrdt.XmlText(text)]))
    with transaction.atomic():
        return log.append(document_id, replica.get_update(before), author)


def write_code(document_id: UUID, text: str, author: str = "user:1") -> int:
    """Write into a root that is plain text, as a code editor does."""
    replica = _replica(read_state(document_id).payload)
    before = replica.get_state()
    replica.get("code", type=pycrdt.Text).insert(0, text)
    with transaction.atomic():
        return log.append(document_id, replica.get_update(before), author)


def written(state: bytes) -> list[str]:
    """The paragraphs of a state."""
    body: Any = _replica(state).get("default", type=pycrdt.XmlFragment)
    return ["".join(str(text) for text in node.children) for node in body.children]


def _replica(state: bytes) -> "pycrdt.Doc[Any]":
    replica: pycrdt.Doc[Any] = pycrdt.Doc()
    replica.apply_update(state)
    return replica
