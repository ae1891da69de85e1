"""Bounded reading and writing of lib0's primitive encodings (PROTOCOLS: y-protocols, lib0).

Readers take `(data, at)` and return `(value, next position)`. Every length is held against the
bytes that are left before anything is allocated, and only minimal varints are read: lib0 and yrs
write no others, and one spelling per value lets bytes be compared.
"""

from .errors import ProtocolError

MAX_SAFE_INTEGER = 2**53 - 1
"""The largest integer that a JavaScript client can count (also the largest client id)."""


def read_var_uint(data: bytes, at: int) -> tuple[int, int]:
    """Read an unsigned integer of at most 53 bits.

    Raises `ProtocolError` for a truncated, oversized or non-minimal one.
    """
    try:
        byte = data[at]
        if byte < 0x80:
            return byte, at + 1
        value = byte & 0x7F
        shift = 7
        while shift < 56:
            at += 1
            byte = data[at]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
            shift += 7
    except IndexError:
        raise ProtocolError("truncated number") from None
    if byte == 0 or byte >= 0x80 or value > MAX_SAFE_INTEGER:
        raise ProtocolError("number out of range")
    return value, at + 1


def read_var_int(data: bytes, at: int) -> tuple[int, int]:
    """Read a signed integer of at most 53 bits; the sign is bit 6 of the first byte.

    Raises `ProtocolError` for a truncated, oversized or non-minimal one. Minus zero is 0.
    """
    if at >= len(data):
        raise ProtocolError("truncated number")
    first = data[at]
    value = first & 0x3F
    if first & 0x80:
        rest, at = read_var_uint(data, at + 1)
        if rest == 0:
            raise ProtocolError("number out of range")
        value |= rest << 6
    else:
        at += 1
    if value > MAX_SAFE_INTEGER:
        raise ProtocolError("number out of range")
    return (-value if first & 0x40 else value), at


def read_var_bytes(data: bytes, at: int) -> tuple[bytes, int]:
    """Read a length-prefixed byte string.

    Raises `ProtocolError` if its length is more than what is left.
    """
    length, at = read_var_uint(data, at)
    end = at + length
    if end > len(data):
        raise ProtocolError("length beyond the end")
    return data[at:end], end


def read_var_string(data: bytes, at: int) -> tuple[str, int]:
    """Read a length-prefixed UTF-8 string.

    Raises `ProtocolError` if it is too long or not UTF-8 (unpaired surrogates are not).
    """
    raw, at = read_var_bytes(data, at)
    return decode(raw), at


def decode(raw: bytes) -> str:
    """The text that UTF-8 bytes spell. Raises `ProtocolError` if they are not UTF-8."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise ProtocolError("string is not UTF-8") from None


def var_uint(value: int) -> bytes:
    """Encode an unsigned integer.

    Raises `ValueError` outside 0 to 2^53 - 1.
    """
    if 0 <= value < 0x80:
        return bytes((value,))
    if not 0 <= value <= MAX_SAFE_INTEGER:
        raise ValueError(f"not a 53-bit unsigned integer: {value}")
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def var_bytes(value: bytes) -> bytes:
    """Encode a byte string with its length before it."""
    return var_uint(len(value)) + value


def var_string(value: str) -> bytes:
    """Encode a string as UTF-8 with its length in bytes before it."""
    return var_bytes(value.encode())
