import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.content.values import number, read_any, read_json, write_any, write_json

_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.binary()
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(_VALUES)
def test_a_value_reads_back_as_it_was_written(value: Any) -> None:
    encoded = write_any(value)
    assert read_any(encoded) == (value, len(encoded))


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        (None, "7e"),
        (True, "78"),
        (False, "79"),
        (7, "7d07"),
        (-7, "7d47"),
        (64, "7d8001"),
        (2**31 - 1, "7dbfffffff0f"),
        (2**31, "7c4f000000"),
        (2.0, "7d02"),
        (2.5, "7c40200000"),
        (0.1, "7b3fb999999999999a"),
        (1e300, "7b7e37e43c8800759c"),
        ("é", "7702c3a9"),
        (b"\x01", "740101"),
        ([1], "75017d01"),
        ({"k": None}, "7601016b7e"),
    ],
)
def test_values_are_spelled_as_lib0_spells_them(value: Any, encoded: str) -> None:
    assert write_any(value).hex() == encoded


@pytest.mark.parametrize(
    ("encoded", "value"),
    [
        ("7f", None),
        ("7a0000000000000009", 9),
        ("7b7ff8000000000000", None),
        ("7b7ff0000000000000", None),
        ("7b4000000000000000", 2),
    ],
)
def test_what_json_cannot_say_becomes_what_javascript_makes_of_it(encoded: str, value: Any) -> None:
    assert read_any(bytes.fromhex(encoded))[0] == value


def test_whole_floats_are_integers() -> None:
    assert [type(number(value)) for value in (2.0, 2.5, 2.0**60)] == [int, float, float]
    assert number(math.nan) is None
    assert number(-math.inf) is None
    assert read_json(b'{"level":2.0,"deep":[1.0]}') == {"level": 2, "deep": [1]}
    assert str(read_json(b'{"level":2.0,"deep":[1.0]}')) == "{'level': 2, 'deep': [1]}"


def test_json_is_written_as_javascript_writes_it() -> None:
    assert write_json({"a": [1, None, "é"]}) == '{"a":[1,null,"é"]}'.encode()


def test_an_unpaired_surrogate_in_json_becomes_the_replacement_character() -> None:
    assert read_json(rb'"a\ud83d"') == "a\ufffd"


def test_other_objects_are_refused() -> None:
    with pytest.raises(TypeError):
        write_any(object())
