"""JSON and Any values inside an update: skipped and checked, never built.

Nesting is at most `MAX_DEPTH`: deeper Any values overflow pycrdt's stack and kill the process. Some
values are legal but frail: pycrdt would change what they say. Those are sealed (`seals`).
"""

import json
import re
from typing import NoReturn

from .codec import read_var_bytes, read_var_int, read_var_string, read_var_uint
from .errors import ProtocolError

MAX_DEPTH = 100
"""Nesting of arrays and objects. serde_json stops at 128; honest attributes have about 3."""

_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a pair: kept
    rb"|(u[dD][89a-fA-F][0-9a-fA-F]{2})"  # half a pair
    rb"|.)",
    re.DOTALL,
)
_STRING = re.compile(rb'"(?:[^"\\]++|\\.?+)*+"?+', re.DOTALL)
"""Possessive, and content with an open end: what looks like many strings is still read once."""

_INEXACT = re.compile(rb"\d[.eE]|\d{16}|-0")
"""yrs rounds fractions in the last digit, holds integers in 64 bits, and knows no minus zero."""

_PLAIN = frozenset({b"true", b"false", b"null", b"{}", b'""'})


def _refuse(_: str) -> NoReturn:
    raise ProtocolError("JSON number out of range")


def _finite(text: str) -> float:
    value = float(text)
    return _refuse(text) if value in (float("inf"), float("-inf")) else value


_DECODER = json.JSONDecoder(parse_float=_finite, parse_int=_finite, parse_constant=_refuse)


def mend_surrogates(text: bytes) -> bytes:
    r"""Replace each unpaired `\ud800` to `\udfff` escape in JSON by `\ufffd`.

    Yjs does the same to every string that it encodes as UTF-8; only its JSON values (formats
    and embeds) let an unpaired surrogate through, and no UTF-8 program can read those.
    """
    if b"\\u" not in text:
        return text
    return _ESCAPE.sub(lambda match: rb"\ufffd" if match[1] else match[0], text)


def check_json(text: bytes) -> None:
    """Raise `ProtocolError` unless `text` is JSON that JavaScript reads as finite numbers."""
    if text in _PLAIN:
        return
    _check_depth(text)
    try:
        _DECODER.decode(text.decode())
    except (ValueError, OverflowError):
        raise ProtocolError("invalid JSON") from None


def _check_depth(text: bytes) -> None:
    if text.count(b"[") + text.count(b"{") <= MAX_DEPTH:
        return
    depth = 0
    for char in _STRING.sub(b"", text):
        if char in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise ProtocolError("JSON nested too deep")
        elif char in b"]}":
            depth -= 1


def frail_json(text: bytes) -> bool:
    """Whether pycrdt would change what this JSON says, or not read it."""
    if mend_surrogates(text) != text:
        return True
    return bool(_INEXACT.search(text) and _INEXACT.search(_STRING.sub(b'""', text)))


def skip_any(data: bytes, at: int, frail: list[int] | None = None, depth: int = 0) -> int:
    """The position after one lib0 Any value (types 116 to 127).

    Where pycrdt would change it (BigInt, minus zero), the position is added to `frail`. Raises
    `ProtocolError` for an unknown type, a length or count beyond the end, or deep nesting.
    """
    if at >= len(data):
        raise ProtocolError("truncated value")
    kind = data[at]
    at += 1
    if frail is not None and (kind == 122 or data[at - 1 : at + 1] == _MINUS_ZERO):
        frail.append(at - 1)
    if kind in (117, 118):
        return _skip_collection(data, at, frail, depth, keyed=kind == 118)
    return _skip_plain(data, at, kind)


_MINUS_ZERO = b"\x7d\x40"
_FIXED: dict[int, int] = {127: 0, 126: 0, 121: 0, 120: 0, 124: 4, 123: 8, 122: 8}
"""Bytes after the type: undefined, null, false, true, float32, float64, BigInt."""


def _skip_plain(data: bytes, at: int, kind: int) -> int:
    if kind in _FIXED:
        at += _FIXED[kind]
        if at > len(data):
            raise ProtocolError("truncated value")
        return at
    if kind == 125:
        return read_var_int(data, at)[1]
    if kind == 119:
        return read_var_string(data, at)[1]
    if kind == 116:
        return read_var_bytes(data, at)[1]
    raise ProtocolError("unknown value type")


def _skip_collection(
    data: bytes, at: int, frail: list[int] | None, depth: int, *, keyed: bool
) -> int:
    if depth >= MAX_DEPTH:
        raise ProtocolError("value nested too deep")
    count, at = read_var_uint(data, at)
    if count > len(data) - at:
        raise ProtocolError("count beyond the end")
    for _ in range(count):
        if keyed:
            _, at = read_var_string(data, at)
        at = skip_any(data, at, frail, depth + 1)
    return at
