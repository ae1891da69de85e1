from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.protocol.codec import var_uint
from documents.protocol.errors import ProtocolError
from documents.protocol.updates import (
    EMPTY,
    MAX_CLOCK,
    Content,
    Struct,
    read_deletes,
    read_state_vector,
    read_update,
    utf16_length,
)

from . import wire
from .hostile import ROWS


def only(update: bytes) -> Struct:
    [[struct]] = read_update(update).sections
    return struct


def one(struct: bytes, clock: int = 0) -> bytes:
    return wire.update(wire.section(1, clock, struct))


# --- honest updates ----------------------------------------------------------------------------


def test_the_empty_update_holds_nothing() -> None:
    read = read_update(EMPTY)
    assert (read.data, read.sections, read.deletes) == (EMPTY, [], [])


def test_an_item_is_read_with_its_place() -> None:
    update = one(wire.text("hé😀", left=(1, 4), right=(300, 5)), clock=5)
    assert only(update) == Struct(
        client=1,
        clock=5,
        length=4,
        content=Content.STRING,
        origin=(1, 4),
        right_origin=(300, 5),
        parent=None,
        parent_sub=None,
        start=4,
        content_start=10,
        end=len(update) - 1,
    )


@pytest.mark.parametrize(
    ("where", "parent", "key"),
    [
        ({"parent": "body"}, "body", None),
        ({"parent": ""}, "", None),
        ({"parent": (7, 300)}, (7, 300), None),
        ({"parent": "map", "key": "k"}, "map", "k"),
        ({"parent": (7, 3), "key": ""}, (7, 3), ""),
        ({"left": (1, 0), "key": "told by the origin"}, None, None),
    ],
)
def test_a_parent_is_named_where_no_origin_tells_it(
    where: wire.Where, parent: object, key: str | None
) -> None:
    if "left" in where:
        where = {"left": where["left"]}
    struct = only(one(wire.text("x", **where), clock=1))
    assert (struct.parent, struct.parent_sub) == (parent, key)


@pytest.mark.parametrize(
    ("struct", "content", "length"),
    [
        (wire.collected(300), Content.GC, 300),
        (wire.deleted(300), Content.DELETED, 300),
        (wire.skip(300), Content.SKIP, 300),
        (wire.binary(b"\xff" * 200), Content.BINARY, 1),
        (wire.embed('{"image":"a"}'), Content.EMBED, 1),
        (wire.mark("bold", "true"), Content.FORMAT, 1),
        (wire.nested(0), Content.TYPE, 1),
        (wire.nested(3, "paragraph"), Content.TYPE, 1),
        (wire.nested(6), Content.TYPE, 1),
        (wire.values(b"\x7e", b"\x77\x01a", b"\x7d\x05"), Content.ANY, 3),
        (wire.text("a😀"), Content.STRING, 3),
    ],
)
def test_every_content_is_read(struct: bytes, content: Content, length: int) -> None:
    read = only(one(struct))
    assert (read.content, read.length) == (content, length)
    assert read_update(one(struct)).data == one(struct)


def test_clocks_go_on_within_a_section() -> None:
    update = wire.update(
        wire.section(9, 10, wire.collected(5), wire.skip(3), wire.text("ab", left=(9, 12))),
        wire.section(2, 0, wire.text("c")),
        deletes={9: [(0, 2), (11, 1)], 2: [(0, 1)]},
    )
    read = read_update(update)
    assert [[(s.client, s.clock) for s in structs] for structs in read.sections] == [
        [(9, 10), (9, 15), (9, 18)],
        [(2, 0)],
    ]
    assert read.deletes == [(9, 0, 2), (9, 11, 1), (2, 0, 1)]


def test_the_last_clock_can_be_used() -> None:
    assert only(one(wire.collected(MAX_CLOCK))).length == MAX_CLOCK
    assert only(one(wire.collected(1), clock=MAX_CLOCK - 1)).length == 1
    assert read_deletes(wire.delete_set({1: [(0, MAX_CLOCK)]}), 0)[0] == [(1, 0, MAX_CLOCK)]


# --- what nobody writes ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "update",
    [
        pytest.param(one(wire.collected(1), clock=MAX_CLOCK), id="a clock out of range"),
        pytest.param(one(wire.collected(2), clock=MAX_CLOCK - 1), id="a run out of range"),
        pytest.param(wire.update(wire.section(1, 0)), id="a section without structs"),
        pytest.param(one(wire.text("")), id="an empty string"),
        pytest.param(one(wire.values()), id="no values"),
        pytest.param(wire.update(deletes={1: [(MAX_CLOCK, 1)]}), id="a delete out of range"),
        pytest.param(one(b"\x80"), id="GC with an origin"),
        pytest.param(one(b"\x20\x05"), id="GC with a key"),
        pytest.param(one(b"\x8a\x01\x00\x01"), id="Skip with an origin"),
        pytest.param(one(b"\x14\x01\x01t\x01a"), id="content 20"),
        pytest.param(one(b"\x04\x02\x01t\x01a"), id="a parent of kind 2"),
        pytest.param(one(wire.nested(7)), id="a type of kind 7"),
        pytest.param(one(wire.item(7, b"\x80\x00")), id="a type spelled long"),
        pytest.param(b"\x01\x01\x01\x00", id="a struct that is not there"),
        pytest.param(b"\x01\x01\x01\x00\x00", id="a length that is not there"),
        pytest.param(b"\x01\x01\x01\x00\x84\x01", id="half an origin"),
        pytest.param(b"\x01\x01\x01\x00\x44\x01", id="half a right origin"),
        pytest.param(wire.typed(1, 0, "a") + b"\x00", id="a byte too many"),
    ],
)
def test_what_nobody_writes_is_refused(update: bytes) -> None:
    with pytest.raises(ProtocolError):
        read_update(update)


def test_an_update_cut_off_anywhere_is_refused() -> None:
    update = wire.update(
        wire.section(1, 0, wire.text("a😀"), wire.embed("{}"), wire.mark("b", "1.5")),
        wire.section(3, 0, wire.values(b"\x7e"), wire.nested(3, "p"), wire.binary(b"\x00")),
        deletes={1: [(0, 1)]},
    )
    read_update(update)
    for cut in range(len(update)):
        with pytest.raises(ProtocolError):
            read_update(update[:cut])


# --- state vectors -----------------------------------------------------------------------------


def test_a_state_vector_is_read() -> None:
    assert read_state_vector(b"\x00") == {}
    assert read_state_vector(b"\x02\x01\x05\xac\x02\x80\x01") == {1: 5, 300: 128}


@pytest.mark.parametrize("encoded", ["", "01", "0101", "0001", "010102ff", "02010102", "ffffff0f"])
def test_what_is_no_state_vector_is_refused(encoded: str) -> None:
    with pytest.raises(ProtocolError):
        read_state_vector(bytes.fromhex(encoded))


@given(st.dictionaries(st.integers(0, 2**53 - 1), st.integers(0, 2**31)))
def test_state_vectors_come_back(clocks: dict[int, int]) -> None:
    parts = [var_uint(number) for entry in clocks.items() for number in entry]
    assert read_state_vector(var_uint(len(clocks)) + b"".join(parts)) == clocks


# --- any bytes ---------------------------------------------------------------------------------

BEGINNINGS = st.sampled_from(
    [b"", b"\x01\x01\x01\x00", b"\x01\x02\x01\x00\x04\x01\x01t", b"\x01\x01\x01\x00\x08\x01\x01t"]
    + [row.update[:20] for row in ROWS]
)


@given(BEGINNINGS, st.binary(max_size=60))
def test_any_bytes_are_an_update_or_refused(begin: bytes, rest: bytes) -> None:
    for data in (rest, begin + rest, begin + rest + EMPTY):
        with suppress(ProtocolError):
            kept = read_update(data).data
            assert read_update(kept).data == kept
        with suppress(ProtocolError):
            read_state_vector(data)
        with suppress(ProtocolError):
            assert read_deletes(data, 0)[1] <= len(data)


@given(st.text())
def test_the_length_of_a_string_is_in_utf_16_units(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le")) // 2
