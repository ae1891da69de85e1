"""Frames of a websocket (RFC 6455, 5.2), as far as whole binary messages are made of one each."""

from websockets.frames import apply_mask  # type: ignore[attr-defined]  # in C where it is built

BINARY = 0x82
"""First byte of a whole binary message: final, without extension."""

REFUSED = -1
"""Instead of an end: what no client may send."""

_MASKED = 0x80
_SHORT_HEADER = 6
"""Bytes before the payload of a masked frame of less than 126 bytes."""


def frame_end(data: bytes, at: int, most: int) -> int:
    """Where the frame at `at` ends, or at least: more than there is for one that is incomplete.

    `REFUSED` for one that is not masked or larger than `most` bytes.
    """
    left = len(data) - at
    if left < _SHORT_HEADER:
        return at + _SHORT_HEADER if left < 2 or data[at + 1] & _MASKED else REFUSED
    size = data[at + 1] ^ _MASKED
    if size < 126:  # masked and short: what typing sends
        return at + _SHORT_HEADER + size
    if size & _MASKED:
        return REFUSED
    start = _header_size(size)
    if left < start:
        return at + start
    size = int.from_bytes(data[at + 2 : at + start - 4], "big")
    return REFUSED if size > most else at + start + size


def _header_size(size: int) -> int:
    """Bytes before the payload of a masked frame (RFC 6455, 5.2), by the size in its header."""
    return _SHORT_HEADER if size < 126 else 8 if size == 126 else 14


def payload(data: bytes, at: int, end: int) -> bytes:
    """What the frame from `at` to `end` says, unmasked."""
    start = at + _header_size(data[at + 1] ^ _MASKED)
    return apply_mask(data[start:end], data[start - 4 : start])


def header(size: int) -> bytes:
    """The header of a whole binary message from server to client (RFC 6455, 5.2)."""
    if size < 126:
        return bytes((BINARY, size))
    if size < 0x10000:
        return b"\x82\x7e" + size.to_bytes(2, "big")
    return b"\x82\x7f" + size.to_bytes(8, "big")
