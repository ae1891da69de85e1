"""A repetition says the same of an id, however it is cut and spelled; a twin does not."""

import struct
from itertools import pairwise

import pycrdt
import pytest

from documents.protocol import crdt
from documents.protocol.guard import Known, judge
from documents.protocol.spelling import canonical_any, canonical_json
from documents.protocol.twins import repeats
from documents.protocol.units import Unit, parts_pair, units
from documents.protocol.updates import Content, read_update

from . import wire


def same(stored: list[bytes], update: bytes) -> bool:
    """Whether everything that `update` repeats of `stored` is the same."""
    known = Known()
    for one in stored:
        known.learn(judge(read_update(one), known))
    read = read_update(update)
    verdict = judge(read, known)
    assert verdict.repeated
    return repeats([read_update(one).data for one in stored], known.clocks, read, verdict.repeated)


def one(struct_: bytes, client: int = 1) -> bytes:
    return wire.update(wire.section(client, 0, struct_))


def number(kind: int, form: str, value: float) -> bytes:
    return bytes((kind,)) + struct.pack(form, value)


# --- the same ----------------------------------------------------------------------------------

REPETITIONS = {
    "the same bytes": ([wire.typed(1, 0, "abc")], wire.typed(1, 0, "abc")),
    "runs joined": ([wire.typed(1, 0, "ab"), wire.typed(1, 2, "c")], wire.typed(1, 0, "abc")),
    "a run cut": (
        [wire.typed(1, 0, "abc")],
        wire.update(wire.section(1, 0, wire.text("a"), wire.text("bc", left=(1, 0)))),
    ),
    "a part, with more after it": ([wire.typed(1, 0, "ab")], wire.typed(1, 0, "abc")),
    "only the end": ([wire.typed(1, 0, "abc")], wire.typed(1, 1, "bc")),
    "a pair cut in half": (
        [wire.typed(1, 0, "a😀")],
        wire.update(wire.section(1, 0, wire.text("a\ufffd"), wire.text("\ufffd", left=(1, 1)))),
    ),
    "halves joined to a pair": (
        [wire.typed(1, 0, "a\ufffd"), wire.typed(1, 2, "\ufffd")],
        wire.typed(1, 0, "a😀"),
    ),
    "two clients": (
        [wire.typed(1, 0, "a"), wire.typed(2, 0, "b")],
        wire.update(wire.section(2, 0, wire.text("b")), wire.section(1, 0, wire.text("a"))),
    ),
    "values cut": (
        [one(wire.values(b"\x7e", b"\x78"))],
        wire.update(wire.section(1, 0, wire.values(b"\x7e"), wire.values(b"\x78", left=(1, 0)))),
    ),
    "a hook": ([one(wire.nested(5, "h"))], one(wire.nested(5, "h"))),
    "a fraction": ([one(wire.mark("m", "0.1"))], one(wire.mark("m", "0.1"))),
    "a BigInt": (
        [one(wire.values(number(0x7A, ">q", 5)))],
        one(wire.values(number(0x7A, ">q", 5))),
    ),
    "what is deleted now": (
        [wire.typed(1, 0, "ab"), wire.erased((1, 0, 1))],
        wire.typed(1, 0, "xb"),
    ),
    "what was compacted away": (
        [wire.update(wire.section(1, 0, wire.collected(1), wire.text("b", left=(1, 0))))],
        wire.typed(1, 0, "xb"),
    ),
}


@pytest.mark.parametrize(("stored", "update"), REPETITIONS.values(), ids=REPETITIONS)
def test_a_repetition_is_known(stored: list[bytes], update: bytes) -> None:
    assert same(stored, update)


@pytest.mark.parametrize(
    "struct_",
    [
        wire.values(b"\x76\x04" + b"".join(b"\x01" + bytes((key,)) + b"\x7e" for key in b"abcd")),
        wire.values(b"\x75\x01\x76\x02\x01x\x78\x01y\x79"),
        wire.values(number(0x7B, ">d", 2.0**40), number(0x7B, ">d", 1.5), number(0x7C, ">f", 2)),
        wire.values(b"\x7d\xbf\xff\xff\xff\xff\xff\xff\x1f", number(0x7B, ">d", float("nan"))),
        wire.embed(' {"b" : 1.0, "a" : {"d":"\\u00e9", "c":"\\/"} } '),
        wire.mark("link", '{"href":"x","target":null,"rel":"y","class":"z"}'),
    ],
)
def test_what_pycrdt_spelled_anew_is_still_the_same(struct_: bytes) -> None:
    kept = read_update(one(struct_)).data
    for other in range(2, 12):  # pycrdt orders keys at random
        merged = crdt.merge([kept, wire.update(wire.section(other, 0, wire.text("b")))])
        assert same([merged], one(struct_))


# --- twins -------------------------------------------------------------------------------------

TWINS = {
    "other text": (wire.typed(1, 0, "abc"), wire.typed(1, 0, "axc")),
    "other case": (wire.typed(1, 0, "a"), wire.typed(1, 0, "A")),
    "another kind": (one(wire.text("a")), one(wire.values(b"\x77\x01a"))),
    "another root": (one(wire.text("a")), one(wire.text("a", parent="u"))),
    "another key": (one(wire.text("a", key="k")), one(wire.text("a", key="l"))),
    "another value": (one(wire.values(b"\x78")), one(wire.values(b"\x79"))),
    "true is not one": (one(wire.embed("[true]")), one(wire.embed("[1]"))),
    "null is not undefined": (one(wire.values(b"\x7e")), one(wire.values(b"\x7f"))),
    "a BigInt is no number": (
        one(wire.values(number(0x7A, ">q", 5))),
        one(wire.values(b"\x7d\x05")),
    ),
    "another format": (one(wire.mark("m", "1")), one(wire.mark("m", "2"))),
    "another name": (one(wire.mark("m", "1")), one(wire.mark("n", "1"))),
    "another type": (one(wire.nested(1)), one(wire.nested(0))),
    "another bytes": (one(wire.binary(b"a")), one(wire.binary(b"b"))),
    "an emoji with another half": (wire.typed(1, 0, "😀x"), wire.typed(1, 0, "x\ufffdx")),
}


@pytest.mark.parametrize(("stored", "update"), TWINS.values(), ids=TWINS)
def test_a_twin_is_found(stored: bytes, update: bytes) -> None:
    assert not same([stored], update)
    assert not same([update], stored)


@pytest.mark.parametrize(
    "where",
    [{"left": (2, 0)}, {"left": (1, 0), "right": (2, 0)}, {"right": (1, 0)}, {"parent": "t"}],
)
def test_the_same_text_elsewhere_is_a_twin(where: wire.Where) -> None:
    stored = [wire.OTHER, wire.typed(1, 0, "ab")]
    assert not same(stored, wire.update(wire.section(1, 1, wire.text("b", **where))))


def test_a_part_that_differs_is_found_between_parts_that_do_not() -> None:
    stored = [wire.typed(1, 0, "abcdef"), wire.erased((1, 1, 1), (1, 4, 1))]
    assert same(stored, wire.typed(1, 0, "aXcdXf"))
    for position in (0, 2, 3, 5):
        text = "aXcdXf"[:position] + "?" + "aXcdXf"[position + 1 :]
        assert not same(stored, wire.typed(1, 0, text))


# --- units -------------------------------------------------------------------------------------


def test_a_run_falls_apart_into_units_that_follow_each_other() -> None:
    read = read_update(one(wire.text("ab", parent=(7, 1), key="k", right=(8, 0))))
    found = units(read, [(1, 0, 2)])
    assert found == {
        (1, 0): Unit(None, (8, 0), None, None, Content.STRING, b"\x00a"),
        (1, 1): Unit((1, 0), (8, 0), None, None, Content.STRING, b"\x00b"),
    }


def test_only_what_is_asked_for_is_taken_apart() -> None:
    read = read_update(
        wire.update(
            wire.section(1, 0, wire.text("abcd"), wire.skip(2), wire.collected(2), wire.deleted(2)),
            wire.section(2, 0, wire.text("x")),
        )
    )
    assert list(units(read, [(1, 1, 2)])) == [(1, 1), (1, 2)]
    assert list(units(read, [(1, 1, 1), (1, 3, 9)])) == [(1, 1), (1, 3)]
    assert units(read, []) == {}
    assert units(read, [(3, 0, 5), (1, 4, 1)]) == {}


def test_values_have_one_spelling() -> None:
    assert canonical_json(b'{"b":1,"a":[1.0,true]}') == canonical_json(
        b' {"a":[1e0,true],"b":1.0} '
    )
    assert canonical_json(b"[1]") != canonical_json(b"[true]")
    five = [b"\x7d\x05", number(0x7B, ">d", 5), number(0x7C, ">f", 5)]
    assert all(canonical_any(a) == canonical_any(b) for a, b in pairwise(five))
    assert canonical_any(b"\x76\x02\x01b\x7e\x01a\x78") == canonical_any(
        b"\x76\x02\x01a\x78\x01b\x7e"
    )
    assert canonical_any(b"\x75\x02\x7e\x78") != canonical_any(b"\x75\x02\x78\x7e")


def test_the_second_half_of_a_pair_is_found() -> None:
    read = read_update(wire.typed(1, 0, "a😀b"))
    [[text]] = read.sections
    assert [parts_pair(read.data, text, clock) for clock in range(6)] == [
        False, False, True, False, False, False,
    ]  # fmt: skip
    [[value]] = read_update(one(wire.values(b"\x7e", b"\x7e"))).sections
    assert not parts_pair(read.data, value, 1)


# --- each id is kept once ----------------------------------------------------------------------


def test_pycrdt_loses_operations_where_a_cut_parts_a_pair() -> None:
    """Why repetitions are cut off: should this fail, pycrdt has learned it, and they may stay."""
    pieces = [wire.typed(1, 0, "a\ufffd"), wire.typed(1, 2, "\ufffdb")]
    whole = wire.typed(1, 0, "a😀bX")
    assert pycrdt.get_state(crdt.merge([*pieces, whole])) != crdt.encode_state_vector({1: 5})
