"""Who inserted and who deleted what, and when: ranges of ids, kept when the log is compacted.

The map is pycrdt's `IdMap`, with the attribute names of Yjs: `insert` and `delete` (an author),
`insertAt` and `deleteAt` (epoch seconds, a multiple of `STEP_SECONDS`).
"""

from collections.abc import Sequence
from typing import NamedTuple

import pycrdt

from ..protocol.crdt import DeleteSet
from ..protocol.errors import ProtocolError
from ..protocol.guard import Known, additions
from ..protocol.updates import read_update
from .errors import ContentRefused
from .replica import Replica

STEP_SECONDS = 60
"""Times are rounded down to this, so that a paragraph typed in one go is one range, not 300."""


class Written(NamedTuple):
    """One update of the log."""

    payload: bytes
    author: str
    created: int
    """Epoch seconds."""


def attribute(attribution: bytes, base: Replica, tail: Sequence[Written]) -> bytes:
    """The map with what `tail` adds to the state `base`; empty bytes are the empty map.

    Raises `ContentRefused` for a damaged map or update.
    """
    try:
        marks = pycrdt.IdMap.decode(attribution) if attribution else pycrdt.IdMap()
        known = Known(base.vector(), DeleteSet(base.deletes()))
        for written in tail:
            _mark(marks, known, written)
    except (ProtocolError, ValueError) as error:
        raise ContentRefused("The content is damaged.") from error
    return marks.encode()


def _mark(marks: pycrdt.IdMap, known: Known, written: Written) -> None:
    added = additions(read_update(written.payload), known)
    known.learn(added)
    moment = written.created - written.created % STEP_SECONDS
    for verb, spans in (("insert", added.inserted), ("delete", added.deleted)):
        attributes = [
            pycrdt.ContentAttribute(verb, written.author),
            pycrdt.ContentAttribute(f"{verb}At", moment),
        ]
        for span in spans:
            marks.insert(*span, attributes)
