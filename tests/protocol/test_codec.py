import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.protocol.codec import (
    MAX_SAFE_INTEGER,
    decode,
    read_var_bytes,
    read_var_int,
    read_var_string,
    read_var_uint,
    var_bytes,
    var_string,
    var_uint,
)
from documents.protocol.errors import ProtocolError

NUMBERS = {
    0: "00",
    1: "01",
    127: "7f",
    128: "8001",
    300: "ac02",
    2**14: "808001",
    2**32 - 1: "ffffffff0f",
    MAX_SAFE_INTEGER: "ffffffffffffff0f",
}


@pytest.mark.parametrize(("value", "encoded"), NUMBERS.items())
def test_numbers_are_spelled_as_lib0_spells_them(value: int, encoded: str) -> None:
    raw = bytes.fromhex(encoded)
    assert var_uint(value) == raw
    assert read_var_uint(b"?" + raw + b"!", 1) == (value, len(raw) + 1)


@pytest.mark.parametrize("value", [-1, MAX_SAFE_INTEGER + 1, 2**64])
def test_what_is_no_53_bit_number_is_not_encoded(value: int) -> None:
    with pytest.raises(ValueError, match="53-bit"):
        var_uint(value)


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param("", id="nothing"),
        pytest.param("80", id="truncated"),
        pytest.param("ffffff", id="truncated later"),
        pytest.param("8000", id="zero in two bytes"),
        pytest.param("818000", id="one in three bytes"),
        pytest.param("ffffffffffffff1f", id="2^54 - 1"),
        pytest.param("808080808080808001", id="2^56"),
        pytest.param("ffffffffffffffffff7f", id="70 bits"),
    ],
)
def test_numbers_that_nobody_writes_are_refused(encoded: str) -> None:
    with pytest.raises(ProtocolError):
        read_var_uint(bytes.fromhex(encoded), 0)


@pytest.mark.parametrize(
    ("encoded", "value"),
    [
        ("00", 0),
        ("3f", 63),
        ("41", -1),
        ("8001", 64),
        ("c001", -64),
        ("bfffffffffffff1f", MAX_SAFE_INTEGER),
        ("ffffffffffffff1f", -MAX_SAFE_INTEGER),
        ("40", 0),  # minus zero
    ],
)
def test_signed_numbers_have_their_sign_in_bit_six(encoded: str, value: int) -> None:
    raw = bytes.fromhex(encoded)
    assert read_var_int(raw, 0) == (value, len(raw))


@pytest.mark.parametrize("encoded", ["", "80", "8000", "bfffffffffffff3f", "ffffffffffffffffff7f"])
def test_signed_numbers_that_nobody_writes_are_refused(encoded: str) -> None:
    with pytest.raises(ProtocolError):
        read_var_int(bytes.fromhex(encoded), 0)


def test_a_length_is_held_against_what_is_left() -> None:
    assert read_var_bytes(b"\x02abc", 0) == (b"ab", 3)
    for declared in ("04616263", "ffffffff0f616263", "ffffffffffffff0f"):
        with pytest.raises(ProtocolError, match="beyond the end"):
            read_var_bytes(bytes.fromhex(declared), 0)


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\x80", b"\xf0\x9f\x98"])
def test_what_is_not_utf_8_is_no_string(raw: bytes) -> None:
    with pytest.raises(ProtocolError, match="UTF-8"):
        read_var_string(var_bytes(raw), 0)
    with pytest.raises(ProtocolError, match="UTF-8"):
        decode(raw)


def test_a_string_is_as_long_as_its_bytes() -> None:
    assert var_string("é😀") == bytes.fromhex("06c3a9f09f9880")


@given(st.integers(0, MAX_SAFE_INTEGER), st.binary())
def test_numbers_come_back(value: int, after: bytes) -> None:
    assert read_var_uint(var_uint(value) + after, 0) == (value, len(var_uint(value)))


@given(st.binary())
def test_byte_strings_come_back(value: bytes) -> None:
    assert read_var_bytes(var_bytes(value), 0) == (value, len(var_bytes(value)))


@given(st.text())
def test_strings_come_back(value: str) -> None:
    assert read_var_string(var_string(value), 0) == (value, len(var_string(value)))


@given(st.binary(max_size=12), st.integers(0, 14))
def test_any_bytes_are_read_or_refused(data: bytes, at: int) -> None:
    for read in (read_var_uint, read_var_int, read_var_bytes, read_var_string):
        try:
            value, end = read(data, at)
        except ProtocolError:
            continue
        assert at < end <= len(data)
        if read is read_var_uint:
            assert isinstance(value, int)
            assert var_uint(value) == data[at:end]
