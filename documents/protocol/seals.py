"""Seals: content that pycrdt does not keep as it is, inside a byte string that it carries unread.

Its bytes functions read `Y.XmlHook` without the name, and then every byte after it as something
else; refuse JSON with unpaired surrogates or some large integers; change the last digit of
fractions in JSON; make BigInt a number. So the reader of updates seals such content at the door,
the log keeps and merges it sealed, readers look through the seal, and `outgoing` breaks it.
"""

from collections.abc import Iterable

from .codec import read_var_uint, var_bytes

SEAL = b"\xffsealed\xfe"
"""What a sealed byte string begins with. No UTF-8 text holds these bytes."""

Splice = tuple[int, int, bytes]
"""Where bytes that are replaced begin and end, and what replaces them."""

_BUFFER = b"\x74"
"""The Any type of byte strings."""


def seal(kind: int, content: bytes) -> bytes:
    """The content of a struct, with its kind, as binary content."""
    return var_bytes(SEAL + bytes((kind,)) + content)


def seal_value(value: bytes) -> bytes:
    """An Any value as an Any byte string."""
    return _BUFFER + var_bytes(SEAL + value)


def sealed(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the inside of the byte string at `at` begins and ends; None if it has no seal."""
    size, start = read_var_uint(data, at)
    return (start + len(SEAL), start + size) if data.startswith(SEAL, start) else None


def sealed_value(data: bytes, at: int) -> tuple[int, int] | None:
    """As `sealed`, for the Any value at `at`."""
    return sealed(data, at + 1) if data.startswith(_BUFFER, at) else None


def opened_value(value: bytes) -> bytes:
    """An Any value without its seal, if it has one."""
    inside = sealed_value(value, 0)
    return value if inside is None else value[inside[0] :]


def splice(data: bytes, parts: Iterable[Splice]) -> bytes:
    """`data` with `parts` replaced, which come in order."""
    done = 0
    out: list[bytes] = []
    for start, end, new in parts:
        out += (data[done:start], new)
        done = end
    return b"".join([*out, data[done:]])
