import json
import struct
import time
from contextlib import suppress

import pycrdt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.protocol.codec import read_var_bytes
from documents.protocol.errors import ProtocolError
from documents.protocol.updates import read_update
from documents.protocol.values import (
    MAX_DEPTH,
    check_json,
    frail_json,
    mend_surrogates,
    skip_any,
)

from . import wire

PLAIN = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats() | st.text()
JSON = st.recursive(
    PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)

VALUES = {
    "undefined": b"\x7f",
    "null": b"\x7e",
    "integer": b"\x7d\x05",
    "large integer": b"\x7d\xbf\xff\xff\xff\x0f",
    "float32": b"\x7c" + struct.pack(">f", 1.5),
    "float64": b"\x7b" + struct.pack(">d", 0.1),
    "BigInt": b"\x7a" + struct.pack(">q", 5),
    "false": b"\x79",
    "true": b"\x78",
    "string": b"\x77\x02hi",
    "object": b"\x76\x02\x01a\x7e\x01b\x78",
    "array": b"\x75\x03\x7e\x78\x75\x00",
    "bytes": b"\x74\x02\xff\x00",
}


# --- JSON --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["true", "{}", '""', "0", "-1.5e3", ' {"a" : [1, "b", null]} ', '"\\ud800"', '"é😀"', "[[]]"],
)
def test_json_passes(text: str) -> None:
    check_json(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{nope",
        b"undefined",
        b"NaN",
        b"-Infinity",
        b"1e999",
        b"-1e999",
        b"9" * 400,
        b"01",
        b"[1,]",
        b"'a'",
        b'"a',
        b'"\x01"',
        b'"\xff"',
        b"{} {}",
        b"\xef\xbb\xbf1",
    ],
)
def test_what_is_not_json_is_refused(text: bytes) -> None:
    with pytest.raises(ProtocolError):
        check_json(text)


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_json_nests_only_so_deep(opening: str) -> None:
    closing = "]" if opening == "[" else "}"
    check_json((opening * MAX_DEPTH + "1" + closing * MAX_DEPTH).encode())
    for depth in (MAX_DEPTH + 1, 100_000):
        with pytest.raises(ProtocolError, match="too deep"):
            check_json((opening * depth + "1" + closing * depth).encode())


def test_brackets_side_by_side_or_in_strings_are_not_nesting() -> None:
    check_json(b"[" + b",".join([b"[]"] * 1000) + b"]")
    check_json(json.dumps(["[" * 1000, '"[\\"[' * 1000]).encode())


@pytest.mark.parametrize("filling", [b'\\"', b'"', b"\\", b'"\\'])
def test_strings_with_an_open_end_are_read_once(filling: bytes) -> None:
    hostile = b"[" * (MAX_DEPTH + 1) + b'"' + filling * 300_000
    began = time.process_time()
    with pytest.raises(ProtocolError):
        check_json(hostile)
    assert time.process_time() - began < 2  # a search that starts again at each quote takes an hour


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        (r'"\ud83d\ude00"', r'"\ud83d\ude00"'),
        (r'"\ud83d"', r'"\ufffd"'),
        (r'"\ude00\ud83d"', r'"\ufffd\ufffd"'),
        (r'"\ud83d\ud83d\ude00"', r'"\ufffd\ud83d\ude00"'),
        (r'"\uD83D\uDE00 \uDBFFx"', r'"\uD83D\uDE00 \ufffdx"'),
        (r'"\\ud83d"', r'"\\ud83d"'),
        (r'"\\\ud83d"', r'"\\\ufffd"'),
        (r'"\u00e9"', r'"\u00e9"'),
        ('"a"', '"a"'),
    ],
)
def test_half_a_pair_in_json_becomes_the_replacement_character(text: str, mended: str) -> None:
    assert mend_surrogates(text.encode()) == mended.encode()


@pytest.mark.parametrize("text", ["1", "-12", '"1.5"', '{"1e5":"0.1"}', '"' + "1" * 30 + '"', "[]"])
def test_json_that_pycrdt_keeps_is_not_frail(text: str) -> None:
    assert not frail_json(text.encode())


@pytest.mark.parametrize("text", ["0.1", "1e5", "-0", "9" * 16, '{"a":[1.5]}', r'"\ud800"'])
def test_json_that_pycrdt_changes_is_frail(text: str) -> None:
    assert frail_json(text.encode())


@given(JSON)
def test_what_is_not_frail_comes_back_from_pycrdt(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, allow_nan=True).encode("utf-8", "replace")
    try:
        check_json(text)
    except ProtocolError:
        return
    if not frail_json(text):
        merged = pycrdt.merge_updates(
            wire.update(wire.section(1, 0, wire.embed(text.decode()))), wire.OTHER
        )
        read = read_update(merged)
        struct_ = next(s[0] for s in read.sections if s[0].client == 1)
        assert json.loads(read_var_bytes(read.data, struct_.content_start)[0]) == json.loads(text)


# --- Any ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_every_kind_of_value_is_skipped_exactly(value: bytes) -> None:
    assert skip_any(b"?" + value + b"?", 1) == len(value) + 1
    for cut in range(len(value)):
        with pytest.raises(ProtocolError):
            skip_any(value[:cut], 0)


@pytest.mark.parametrize("kind", [0, 1, 115, 128, 255])
def test_unknown_kinds_of_value_are_refused(kind: int) -> None:
    with pytest.raises(ProtocolError, match="unknown value"):
        skip_any(bytes((kind, 0, 0)), 0)


@pytest.mark.parametrize("level", [b"\x75\x01", b"\x76\x01\x00"])
def test_values_nest_only_so_deep(level: bytes) -> None:
    deepest = level * MAX_DEPTH + b"\x7e"
    assert skip_any(deepest, 0) == len(deepest)
    for depth in (MAX_DEPTH + 1, 100_000):
        with pytest.raises(ProtocolError, match="too deep"):
            skip_any(level * depth + b"\x7e", 0)


@pytest.mark.parametrize("kind", [b"\x75", b"\x76"])
def test_a_count_is_held_against_what_is_left(kind: bytes) -> None:
    with pytest.raises(ProtocolError, match="count"):
        skip_any(kind + b"\xff\xff\xff\xff\x07\x7e", 0)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (b"\x7a" + bytes(8), [0]),
        (b"\x7d\x40", [0]),
        (b"\x75\x02\x7a" + bytes(8) + b"\x76\x01\x01z\x7d\x40", [2, 15]),
        (b"\x75\x03\x7d\x41\x77\x02\x7d\x40\x77\x09\x7a" + bytes(8), []),
    ],
)
def test_bigint_and_minus_zero_are_found_wherever_they_are(value: bytes, found: list[int]) -> None:
    frail: list[int] = []
    assert skip_any(value, 0, frail) == len(value)
    assert frail == found


@given(st.binary(max_size=40), st.sampled_from([*VALUES.values(), b"\x75\x02", b"\x76\x02\x00"]))
def test_any_bytes_are_skipped_or_refused(data: bytes, begin: bytes) -> None:
    for candidate in (data, begin + data):
        with suppress(ProtocolError):
            assert 0 < skip_any(candidate, 0, []) <= len(candidate)


@given(
    st.binary(max_size=60) | st.text(alphabet='{}[]",:\\u0123d8e.-+', max_size=60).map(str.encode)
)
def test_any_bytes_are_json_or_refused(text: bytes) -> None:
    for candidate in (text, b'"' + text + b'"'):
        with suppress(ProtocolError):
            check_json(candidate)
            json.loads(mend_surrogates(candidate))
