"""Values inside an update, lib0 Any and JSON, as Python values and back.

Numbers follow JavaScript: an integral float is an integer. What JSON cannot say becomes what
`JSON.stringify` makes of it (null), except byte strings, which stay bytes.
"""

import json
import struct
from typing import Any

from ..protocol.codec import (
    read_var_bytes,
    read_var_int,
    read_var_string,
    read_var_uint,
    var_bytes,
    var_string,
    var_uint,
)
from ..protocol.values import mend_surrogates

_MAX_SAFE = 2**53
_MAX_VAR_INT = 2**31 - 1
"""lib0 writes larger integers as floats."""

_FIRST_BITS = 0x3F
"""What the first byte of a signed integer holds beside its sign and its continuation."""

_NULL, _BYTES, _ARRAY, _OBJECT, _STRING = 126, 116, 117, 118, 119
_TRUE, _FALSE = 120, 121
_BIGINT, _FLOAT64, _FLOAT32, _INTEGER = 122, 123, 124, 125


def read_json(text: bytes) -> Any:
    """A format's or an embed's value; the text has passed the reader of updates."""
    return _natural(json.loads(mend_surrogates(text)))


def write_json(value: Any) -> bytes:
    """JSON as `JSON.stringify` spells it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _natural(value: Any) -> Any:
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return [_natural(item) for item in value]
    if isinstance(value, dict):
        return {key: _natural(item) for key, item in value.items()}
    return value


def number(value: float) -> int | float | None:
    """A number as JavaScript prints it in JSON: integers without a fraction, no NaN or infinity."""
    if value == value // 1:
        return int(value) if abs(value) < _MAX_SAFE else value
    return value if value - value == 0 else None


def read_any(data: bytes, at: int = 0) -> tuple[Any, int]:
    """One Any value and the position after it; the bytes have passed the reader of updates."""
    kind = data[at]
    at += 1
    if kind == _INTEGER:
        return read_var_int(data, at)
    if kind == _STRING:
        return read_var_string(data, at)
    if kind == _BYTES:
        return read_var_bytes(data, at)
    if kind == _ARRAY:
        return _read_array(data, at)
    if kind == _OBJECT:
        return _read_object(data, at)
    return _read_fixed(kind, data, at)


def _read_array(data: bytes, at: int) -> tuple[list[Any], int]:
    count, at = read_var_uint(data, at)
    values = []
    for _ in range(count):
        value, at = read_any(data, at)
        values.append(value)
    return values, at


def _read_object(data: bytes, at: int) -> tuple[dict[str, Any], int]:
    count, at = read_var_uint(data, at)
    values = {}
    for _ in range(count):
        key, at = read_var_string(data, at)
        values[key], at = read_any(data, at)
    return values, at


def _read_fixed(kind: int, data: bytes, at: int) -> tuple[Any, int]:
    if kind == _FLOAT64:
        return number(struct.unpack_from(">d", data, at)[0]), at + 8
    if kind == _FLOAT32:
        return number(struct.unpack_from(">f", data, at)[0]), at + 4
    if kind == _BIGINT:
        return struct.unpack_from(">q", data, at)[0], at + 8
    return {_TRUE: True, _FALSE: False}.get(kind), at


def write_any(value: Any) -> bytes:
    """One Any value as lib0 writes it.

    Raises `TypeError` for a value that JSON does not have, bytes excepted.
    """
    if value is None:
        return bytes((_NULL,))
    if isinstance(value, bool):
        return bytes((_TRUE if value else _FALSE,))
    if isinstance(value, int | float):
        return _write_number(value)
    if isinstance(value, str):
        return bytes((_STRING,)) + var_string(value)
    if isinstance(value, bytes):
        return bytes((_BYTES,)) + var_bytes(value)
    return _write_collection(value)


def _write_number(value: float) -> bytes:
    whole = number(value)
    if isinstance(whole, int) and abs(whole) <= _MAX_VAR_INT:
        return bytes((_INTEGER,)) + _var_int(whole)
    try:
        single = struct.pack(">f", value)
    except OverflowError:
        single = b""
    if single and struct.unpack(">f", single)[0] == value:
        return bytes((_FLOAT32,)) + single
    return bytes((_FLOAT64,)) + struct.pack(">d", value)


def _var_int(value: int) -> bytes:
    sign, rest = (0x40, -value) if value < 0 else (0, value)
    if rest <= _FIRST_BITS:
        return bytes((sign | rest,))
    return bytes((0x80 | sign | rest & _FIRST_BITS,)) + var_uint(rest >> 6)


def _write_collection(value: Any) -> bytes:
    if isinstance(value, list):
        parts = [bytes((_ARRAY,)), var_uint(len(value)), *map(write_any, value)]
    elif isinstance(value, dict):
        parts = [bytes((_OBJECT,)), var_uint(len(value))]
        for key, item in value.items():
            parts += (var_string(key), write_any(item))
    else:
        raise TypeError(f"not a value of a document: {type(value).__name__}")
    return b"".join(parts)
