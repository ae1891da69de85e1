"""The table of malformed updates: the guard answers each row, and what it lets pass is harmless."""

import time

import pytest

from documents.protocol import crdt
from documents.protocol.errors import ProtocolError
from documents.protocol.guard import Known, glance, judge
from documents.protocol.updates import read_update

from . import wire
from .hostile import ROWS, Answer, Row

by_row = pytest.mark.parametrize("row", ROWS, ids=[f"{row.id} {row.what}" for row in ROWS])


def answer(update: bytes) -> Answer:
    try:
        verdict = judge(read_update(update), Known())
    except ProtocolError:
        return Answer.BAD
    return Answer.GAP if verdict.gap else Answer.PASS


def test_the_table_is_whole() -> None:
    assert [row.id for row in ROWS] == [f"U{number:02}" for number in range(1, 76)]


@by_row
def test_the_guard_answers_as_the_table_says(row: Row) -> None:
    assert answer(row.update) is row.answer


@by_row
def test_no_row_passes_the_fast_path(row: Row) -> None:
    assert glance(row.update, Known()) is None


@by_row
def test_no_row_takes_the_guard_long(row: Row) -> None:
    began = time.process_time()
    answer(row.update)
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.answer is Answer.PASS], ids=lambda r: r.id
)
def test_pycrdt_reads_what_passes(row: Row) -> None:
    kept = read_update(row.update).data
    merged = crdt.merge([kept, wire.OTHER, kept])
    assert crdt.mergeable(kept)
    again = judge(read_update(merged), Known())
    assert not again.gap
    assert judge(read_update(crdt.diff(merged, b"\x00")), Known()) == again


def test_the_same_id_with_other_content_is_a_repetition() -> None:
    known = Known()
    known.learn(judge(read_update(wire.typed(1, 0, "a")), known))
    verdict = judge(read_update(wire.typed(1, 0, "b")), known)
    assert not verdict.adds
    assert verdict.repeated == ((1, 0, 1),)
