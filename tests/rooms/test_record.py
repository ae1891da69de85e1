"""What a room has read: each id once, whatever way it came."""

from typing import Any

from pycrdt import Doc, Text

from documents.protocol import crdt
from documents.protocol.updates import read_update
from documents.rooms.record import Record
from documents.store.bases import Base
from documents.store.rows import Head, Row

from .bench import MemoryLog


def typed(client_id: int, *texts: str) -> list[bytes]:
    """Updates of somebody who types `texts` one after the other."""
    doc = Doc[Any](client_id=client_id)
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(event.update))
    text = doc.get("t", type=Text)
    for part in texts:
        text += part
    return updates


def record(*payloads: bytes) -> Record:
    """A record that has absorbed rows."""
    made = Record(MemoryLog().load())
    made.absorb(Row(seq, payload, "user:1") for seq, payload in enumerate(payloads, 1))
    return made


def text_of(payload: bytes) -> str:
    doc = Doc[Any]()
    doc.apply_update(payload)
    return str(doc.get("t", type=Text))


def test_rows_that_were_read_are_not_taken_in_again() -> None:
    one, two = typed(1, "a", "b")
    made = record(one)
    assert made.absorb([Row(1, one, "user:1"), Row(2, two, "user:1")]) == [Row(2, two, "user:1")]
    assert (text_of(made.merged()), made.saved, made.seq) == ("ab", {1: 2}, 2)


def test_a_checkpoint_that_comes_as_a_row_brings_each_id_once() -> None:
    updates = typed(1, "a😀", "b", "c😀", "d")
    made = record(*updates[:2])
    checkpoint = crdt.merge(updates)
    (shown,) = made.absorb([Row(4, checkpoint, "system")])
    assert [structs[0].clock for structs in read_update(shown.payload).sections] == [4]
    assert (text_of(made.merged()), made.saved) == ("a😀bc😀d", {1: 8})


def test_what_somebody_lacks_is_cut_at_what_they_have() -> None:
    made = record(*typed(1, "abc", "def"))
    assert made.diff(b"\x00") == made.merged()
    (structs,) = read_update(made.diff(b"\x01\x01\x04")).sections
    assert [(struct.clock, struct.length) for struct in structs] == [(4, 2)]


def test_after_a_compaction_the_tail_is_what_came_since() -> None:
    updates = typed(1, "a", "b", "c")
    made = record(*updates)
    made.rebase(Base(2, crdt.merge(updates[:2]), b"\x01\x01\x02", b"\x00", b""))
    assert [row.seq for row in made.tail] == [3]
    assert made.tail_bytes == len(updates[2])
    assert text_of(made.merged()) == "abc"


def test_the_head_of_a_draft_is_what_was_taken_in() -> None:
    made = record(*typed(1, "a"))
    made.head = Head(9, 4, 1, trashed=False)
    assert made.read_head() == Head(1, 4, 1, trashed=False)
