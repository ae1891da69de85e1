"""The y-websocket dialect: one document on a socket, one message in a frame.

Types 0, 1 and 3 are those of y-protocols and y-websocket; 2 goes only to the client; 102 is
y-sweet's; 100, 101 and 103 are ours. Bytes after a complete message are ignored: release
candidates of y-websocket send them.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .codec import decode, read_var_bytes, read_var_uint, var_bytes, var_string, var_uint
from .errors import ProtocolError, TooLargeError
from .limits import Limits
from .messages import (
    Ask,
    AwarenessEntry,
    AwarenessUpdate,
    Message,
    Nothing,
    QueryAwareness,
    SyncStep1,
    Write,
)
from .outgoing import unsealed
from .updates import EMPTY, read_state_vector

SYNC, AWARENESS, AUTH, QUERY_AWARENESS = 0, 1, 2, 3
SAVED, REFUSAL, SWEET_STATUS, NOTICE = 100, 101, 102, 103

_TRUNCATED = b"\x00\x00"
_UPDATE = b"\x00\x02"


def parse(frame: bytes, limits: Limits) -> Message:
    """Read one frame.

    Raises `ProtocolError` for a malformed one, `TooLargeError` for one over `limits`.
    """
    if len(frame) > limits.message_bytes:
        raise TooLargeError("message too large")
    size = len(frame) - 3
    if 0 <= size < 0x80 and frame[2] == size and frame.startswith(_UPDATE):
        return Write(frame[3:], answer=False)  # what typing sends, in one step
    return _parse(frame, limits)


def _parse(frame: bytes, limits: Limits) -> Message:
    kind, at = read_var_uint(frame, 0)
    match kind:
        case 0:
            return _parse_sync(frame, at, limits)
        case 1:
            return AwarenessUpdate(_parse_awareness(frame, at, limits))
        case 3:
            return QueryAwareness()
        case 100:
            _, end = read_var_uint(frame, at)
            return Ask(frame[:end])
        case 102:
            version, end = read_var_bytes(frame, at)
            if read_var_uint(version, 0)[1] != len(version):
                raise ProtocolError("bytes after the version")
            return Ask(frame[:end])
        case _:
            raise ProtocolError("unknown message type")


def _parse_sync(frame: bytes, at: int, limits: Limits) -> Message:
    if frame == _TRUNCATED:
        return Nothing()
    kind, at = read_var_uint(frame, at)
    body, _ = read_var_bytes(frame, at)
    match kind:
        case 0:
            if len(body) > limits.vector_bytes:
                raise ProtocolError("state vector too large")
            read_state_vector(body)
            return SyncStep1(body)
        case 1 | 2:
            return Write(body, answer=kind == 1)
        case _:
            raise ProtocolError("unknown sync message")


def _parse_awareness(frame: bytes, at: int, limits: Limits) -> tuple[AwarenessEntry, ...]:
    body, _ = read_var_bytes(frame, at)
    count, at = read_var_uint(body, 0)
    if count > len(body):
        raise ProtocolError("count beyond the end")
    if count > limits.awareness_entries:
        raise TooLargeError("too many awareness entries")
    entries = []
    for _ in range(count):
        client, at = read_var_uint(body, at)
        clock, at = read_var_uint(body, at)
        raw, at = read_var_bytes(body, at)
        if len(raw) > limits.awareness_bytes:
            raise TooLargeError("awareness state too large")
        entries.append(AwarenessEntry(client, clock, None if raw == b"null" else decode(raw)))
    return tuple(entries)


def sync_step_1(vector: bytes) -> bytes:
    """Encode the question "what do I lack?"."""
    return b"\x00\x00" + var_bytes(vector)


def sync_step_2(update: bytes) -> bytes:
    """Encode the answer to a sync step 1; `update` is one of the log."""
    return b"\x00\x01" + var_bytes(unsealed(update))


def update_message(update: bytes) -> bytes:
    """One update of the log, unasked."""
    return b"\x00\x02" + var_bytes(unsealed(update))


def awareness_message(entries: Iterable[AwarenessEntry]) -> bytes:
    """Rows of the awareness table."""
    rows = [
        var_uint(e.client) + var_uint(e.clock) + var_string("null" if e.state is None else e.state)
        for e in entries
    ]
    return b"\x01" + var_bytes(var_uint(len(rows)) + b"".join(rows))


def permission_denied(reason: str) -> bytes:
    """The only thing that a stock client can be told in words."""
    return b"\x02\x00" + var_string(reason)


def refusal(reason: str) -> bytes:
    """Something that this peer sent was not taken."""
    return var_uint(REFUSAL) + var_string(reason)


def notice(content: Mapping[str, Any]) -> bytes:
    """News about the document that is not content: restored, renamed, role changed."""
    return var_uint(NOTICE) + var_string(json.dumps(content, ensure_ascii=False))


KEEP_ALIVE = update_message(EMPTY)
"""Data that says nothing: browsers hide websocket pings from the watchdogs of the clients."""
