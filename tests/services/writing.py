"""Writing into a document, and reading it, as an editor with its own replica would."""

from typing import Any
from uuid import UUID

import pycrdt
from django.db import transaction

from documents.protocol import crdt
from documents.protocol.guard import Known, new_part
from documents.protocol.updates import read_state_vector
from documents.store import log, rows
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


class Writer:
    """Somebody with a replica of their own, who hears of the others only when told to."""

    def __init__(self, document_id: UUID, author: str) -> None:
        self._document_id = document_id
        self._author = author
        self._doc = _replica(read_state(document_id).payload)
        self._sent = self._doc.get_state()

    def type(self, paragraph: int, text: str) -> None:
        """Type at the end of a paragraph and send it."""
        self.write(paragraph, text)
        self.send()

    def write(self, paragraph: int, text: str) -> None:
        """Type at the end of a paragraph."""
        line = self._line(paragraph)
        line.insert(len(line), text)

    def erase(self, paragraph: int, length: int) -> None:
        """Take the last characters of a paragraph back and send that."""
        line = self._line(paragraph)
        del line[len(line) - length : len(line)]
        self.send()

    def _line(self, paragraph: int) -> Any:
        body = self._doc.get("default", type=pycrdt.XmlFragment)
        return body.children[paragraph].children[0]

    def unsent(self) -> bytes:
        """What the others do not have yet."""
        return self._doc.get_update(self._sent)

    def send(self, *earlier: bytes) -> None:
        """Append what was not sent to the log as a room would, merged with what `unsent` gave."""
        update = crdt.merge([*earlier, self.unsent()])
        self._sent = self._doc.get_state()
        head = rows.heads([self._document_id])[self._document_id]
        known = Known(read_state_vector(crdt.state_vector(read_state(self._document_id).payload)))
        addition = log.Addition(self._author, new_part(update, known), [])
        (outcome,) = log.commit([log.Draft(self._document_id, head, [addition], {})])
        assert outcome.appended

    def hear(self) -> None:
        """Take in everything that is in the log."""
        self._doc.apply_update(read_state(self._document_id).payload)
        self._sent = self._doc.get_state()
