"""Reader of the Yjs update format, version 1: structs and delete set, bounded and iterative.

This is the door: no byte of a peer reaches pycrdt that this module has not read to its end. The
format is that of Yjs `UpdateEncoderV1` (`src/utils/updates.js`, `src/structs/*.js`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from .codec import decode, read_var_bytes, read_var_string, read_var_uint
from .errors import ProtocolError
from .seals import Splice, seal, seal_value, sealed, sealed_value, splice
from .values import check_json, frail_json, skip_any

EMPTY = b"\x00\x00"
"""The update that adds nothing."""

MAX_CLOCK = 2**31
"""Past the last clock of a client: yrs counts in 32 bits, and half of that is 2^31 keystrokes."""

ANY_NUMBER = 2**53
"""No bound on how much an update holds: more than fits into a message."""


class LongUpdate(Exception):
    """An update holds more than its reader wants to read now."""


Id = tuple[int, int]
"""Client id and clock of one operation."""

Range = tuple[int, int, int]
"""Client id, first clock, length."""


class Content(IntEnum):
    """What a struct holds (`contentRefs` in Yjs).

    JSON (2) is read differently by yrs and written by no Yjs since 12; subdocuments (9) are not
    served: both are refused.
    """

    GC = 0
    DELETED = 1
    BINARY = 3
    STRING = 4
    EMBED = 5
    FORMAT = 6
    TYPE = 7
    ANY = 8
    SKIP = 10


class Struct(NamedTuple):
    """One run of operations of one client; offsets are into the update that was read."""

    client: int
    clock: int
    length: int
    content: Content
    origin: Id | None
    right_origin: Id | None
    parent: str | Id | None
    """Root name, id of the parent item, or None where an origin tells it."""
    parent_sub: str | None
    start: int
    """Offset of the info byte."""
    content_start: int
    """Where the content begins; of sealed content, inside the seal."""
    end: int


@dataclass(frozen=True, slots=True)
class UpdateRead:
    """An update that was read to its end."""

    data: bytes
    """The update as it is kept and merged: what pycrdt would change is sealed (`seals`)."""
    sections: list[list[Struct]]
    """One list for each client, in the update's order; clocks are contiguous within it."""
    deletes: list[Range]


def read_update(data: bytes, most: int = ANY_NUMBER) -> UpdateRead:
    """Read a whole update, as a peer sent it or as it is kept.

    Raises `ProtocolError` for anything an honest Yjs client does not write, `LongUpdate` for one
    of more than `most` structs, or than `most` deletions.
    """
    reader = _Reader(data, most)
    sections, at = reader.sections()
    deletes, end = read_deletes(data, at, most)
    if end != len(data):
        raise ProtocolError("bytes after the update")
    if reader.frail:
        return read_update(splice(data, reader.frail), most)
    return UpdateRead(data, sections, deletes)


def read_deletes(data: bytes, at: int, most: int = ANY_NUMBER) -> tuple[list[Range], int]:
    """Read a delete set at `at`: ranges of at least one operation below `MAX_CLOCK`.

    Each client comes once, its ranges ascend: Yjs writes no others, and pycrdt's merge loses some.
    Raises `LongUpdate` where there are more than `most` ranges.
    """
    ranges: list[Range] = []
    seen: set[int] = set()
    clients, at = _read_count(data, at)
    for _ in range(clients):
        client, at = read_var_uint(data, at)
        if client in seen:
            raise ProtocolError("deletions of one client twice")
        seen.add(client)
        at = _read_ranges(data, at, client, ranges, most)
    return ranges, at


def _read_ranges(data: bytes, at: int, client: int, ranges: list[Range], most: int) -> int:
    count, at = _read_count(data, at)
    if len(ranges) + count > most:
        raise LongUpdate
    last = 0
    for _ in range(count):
        clock, at = read_var_uint(data, at)
        length, at = read_var_uint(data, at)
        _check_range(clock, length)
        if clock < last:
            raise ProtocolError("deletions out of order")
        last = clock
        ranges.append((client, clock, length))
    return at


def read_state_vector(data: bytes) -> dict[int, int]:
    """Read a state vector: client id to the number of its operations that are known.

    Raises `ProtocolError` for a malformed one or one with bytes after it.
    """
    vector: dict[int, int] = {}
    count, at = _read_count(data, 0)
    for _ in range(count):
        client, at = read_var_uint(data, at)
        vector[client], at = read_var_uint(data, at)
    if at != len(data):
        raise ProtocolError("bytes after the state vector")
    return vector


def _read_count(data: bytes, at: int) -> tuple[int, int]:
    count, at = read_var_uint(data, at)
    if count > len(data) - at:
        raise ProtocolError("count beyond the end")
    return count, at


def _check_range(clock: int, length: int) -> None:
    if length == 0:
        raise ProtocolError("length of zero")
    if clock + length > MAX_CLOCK:
        raise ProtocolError("clock out of range")


class _Reader:
    """One pass over the structs; notes what is to be sealed."""

    __slots__ = ("_client", "_data", "_frail", "_most", "_own", "frail")

    def __init__(self, data: bytes, most: int) -> None:
        self._data = data
        self._most = most
        self._client = 0
        self._own = b""
        """The client id of the section as it is spelled: most ids in a section begin with it."""
        self._frail = False
        self.frail: list[Splice] = []
        """What pycrdt would change, and what it becomes under seal."""

    def sections(self) -> tuple[list[list[Struct]], int]:
        clients, at = _read_count(self._data, 0)
        sections: list[list[Struct]] = []
        seen: set[int] = set()
        for _ in range(clients):
            structs, at = self._section(at)
            if self._client in seen:
                raise ProtocolError("two sections of one client")
            seen.add(self._client)
            sections.append(structs)
        return sections, at

    def _section(self, at: int) -> tuple[list[Struct], int]:
        data = self._data
        count, start = _read_count(data, at)
        if count == 0:
            raise ProtocolError("section without structs")
        self._most -= count
        if self._most < 0:
            raise LongUpdate
        self._client, at = read_var_uint(data, start)
        self._own = data[start:at]
        clock, at = read_var_uint(data, at)
        structs: list[Struct] = []
        for _ in range(count):
            struct = self._struct(clock, at)
            structs.append(struct)
            clock += struct.length
            at = struct.end
        return structs, at

    def _struct(self, clock: int, start: int) -> Struct:
        data = self._data
        if start >= len(data):
            raise ProtocolError("truncated struct")
        info = data[start]
        if info in (0, 10):
            return self._gap(clock, start, Content(info))
        at = start + 1
        origin = right = parent = sub = None
        if info & 0x80:
            origin, at = self._id(at)
        if info & 0x40:
            right, at = self._id(at)
        if not info & 0xC0:
            parent, at = _read_parent(data, at)
            if info & 0x20:
                sub, at = read_var_string(data, at)
        content, length, at, end = self._content(start, info, at)
        _check_range(clock, length)
        return Struct(
            self._client, clock, length, content, origin, right, parent, sub, start, at, end
        )

    def _gap(self, clock: int, start: int, content: Content) -> Struct:
        length, end = read_var_uint(self._data, start + 1)
        if content is Content.GC:
            _check_range(clock, length)
        return Struct(
            self._client, clock, length, content, None, None, None, None, start, start + 1, end
        )

    def _id(self, at: int) -> tuple[Id, int]:
        data, own = self._data, self._own
        if data.startswith(own, at):
            clock, at = read_var_uint(data, at + len(own))
            return (self._client, clock), at
        return _read_id(data, at)

    def _content(self, start: int, info: int, at: int) -> tuple[Content, int, int, int]:
        """What an item holds, how many operations, where that begins and ends."""
        content, skip = _content_of(info & 0x1F)
        if content is Content.BINARY and (inside := sealed(self._data, at)):
            return self._sealed(*inside)
        length, end = skip(self, at)
        if self._frail:
            self._frail = False
            self.frail += (
                (start, start + 1, bytes((info & 0xE0 | Content.BINARY,))),
                (at, end, seal(content, self._data[at:end])),
            )
        return content, length, at, end

    def _sealed(self, at: int, stop: int) -> tuple[Content, int, int, int]:
        if not at < stop <= len(self._data):
            raise ProtocolError("broken seal")
        content, skip = _content_of(self._data[at])
        length, end = skip(self, at + 1)
        if content not in _SEALABLE or end != stop:
            raise ProtocolError("broken seal")
        self._frail = False
        return content, length, at + 1, end

    def deleted(self, at: int) -> tuple[int, int]:
        return read_var_uint(self._data, at)

    def binary(self, at: int) -> tuple[int, int]:
        return 1, read_var_bytes(self._data, at)[1]

    def string(self, at: int) -> tuple[int, int]:
        raw, end = read_var_bytes(self._data, at)
        return len(raw) if raw.isascii() else utf16_length(decode(raw)), end

    def json(self, at: int) -> tuple[int, int]:
        text, end = read_var_bytes(self._data, at)
        check_json(text)
        self._frail = frail_json(text)
        return 1, end

    def format(self, at: int) -> tuple[int, int]:
        _, at = read_var_string(self._data, at)
        return self.json(at)

    def type(self, at: int) -> tuple[int, int]:
        kind, at = read_var_uint(self._data, at)
        if kind > 6:
            raise ProtocolError("unknown type")
        if kind in (3, 5):  # XmlElement and XmlHook have a name
            _, at = read_var_string(self._data, at)
        self._frail = kind == 5
        return 1, at

    def any(self, at: int) -> tuple[int, int]:
        count, at = _read_count(self._data, at)
        for _ in range(count):
            at = self._value(at)
        return count, at

    def _value(self, at: int) -> int:
        data = self._data
        inside = sealed_value(data, at)
        if inside is not None:
            if skip_any(data, inside[0]) != inside[1]:
                raise ProtocolError("broken seal")
            return inside[1]
        frail: list[int] = []
        end = skip_any(data, at, frail)
        if frail:
            self.frail.append((at, end, seal_value(data[at:end])))
        return end


_Skip = Callable[[_Reader, int], tuple[int, int]]
"""Answers how many operations a content is, and where it ends."""

_CONTENTS: dict[int, tuple[Content, _Skip]] = {
    content.value: (content, skip)
    for content, skip in {
        Content.DELETED: _Reader.deleted,
        Content.BINARY: _Reader.binary,
        Content.STRING: _Reader.string,
        Content.EMBED: _Reader.json,
        Content.FORMAT: _Reader.format,
        Content.TYPE: _Reader.type,
        Content.ANY: _Reader.any,
    }.items()
}
_SEALABLE = (Content.EMBED, Content.FORMAT, Content.TYPE)


def _content_of(kind: int) -> tuple[Content, _Skip]:
    try:
        return _CONTENTS[kind]
    except KeyError:
        raise ProtocolError("unknown content") from None


def utf16_length(text: str) -> int:
    """How many operations a string is: Yjs counts UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) >> 1


def _read_id(data: bytes, at: int) -> tuple[Id, int]:
    client, at = read_var_uint(data, at)
    clock, at = read_var_uint(data, at)
    return (client, clock), at


def _read_parent(data: bytes, at: int) -> tuple[str | Id, int]:
    kind, at = read_var_uint(data, at)
    if kind == 1:
        return read_var_string(data, at)
    if kind == 0:
        return _read_id(data, at)
    raise ProtocolError("unknown parent")
