"""Structs taken apart into single operations, so that differently cut runs can be compared.

Yjs cuts and joins runs as it likes; what stays the same for an id is what it holds and where it
was put. Two updates speak of the same operation if and only if their units are equal.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .codec import read_var_bytes, read_var_string, read_var_uint
from .spelling import canonical_any, canonical_json
from .updates import Content, Id, Range, Struct, UpdateRead
from .values import skip_any


class Unit(NamedTuple):
    """One operation: where it was put, and what it holds."""

    origin: Id | None
    right_origin: Id | None
    parent: str | Id | None
    parent_sub: str | None
    content: Content
    value: bytes


Units = dict[Id, Unit]

_HALF = b"\xff\xfd"
"""Half of a surrogate pair, or the U+FFFD that Yjs makes of it: the same operation either way."""


def units(update: UpdateRead, ranges: Iterable[Range]) -> Units:
    """The operations of `update` within `ranges`; deleted runs hold nothing to compare."""
    wanted: dict[int, list[tuple[int, int]]] = {}
    for client, clock, length in ranges:
        wanted.setdefault(client, []).append((clock, clock + length))
    found: Units = {}
    for structs in update.sections:
        spans = wanted.get(structs[0].client)
        if spans:
            for struct in structs:
                found.update(_within(update.data, struct, spans))
    return found


def _within(data: bytes, struct: Struct, spans: list[tuple[int, int]]) -> Iterator[tuple[Id, Unit]]:
    end = struct.clock + struct.length
    if struct.content <= Content.DELETED or struct.content is Content.SKIP:
        return
    if not any(start < end and struct.clock < stop for start, stop in spans):
        return
    origin, parent, sub = struct.origin, struct.parent, struct.parent_sub
    for clock, value in enumerate(_values(data, struct), struct.clock):
        if any(start <= clock < stop for start, stop in spans):
            unit = Unit(origin, struct.right_origin, parent, sub, struct.content, value)
            yield (struct.client, clock), unit
        origin, parent, sub = (struct.client, clock), None, None


def _values(data: bytes, struct: Struct) -> Iterator[bytes]:
    at = struct.content_start
    match struct.content:
        case Content.STRING:
            yield from _utf16(data, at)
        case Content.ANY:
            yield from _elements(data, at)
        case Content.EMBED:
            yield canonical_json(read_var_bytes(data, at)[0])
        case Content.FORMAT:
            key, at = read_var_bytes(data, at)
            yield key + b"=" + canonical_json(read_var_bytes(data, at)[0])
        case _:
            yield data[at : struct.end]


def _utf16(data: bytes, at: int) -> Iterator[bytes]:
    text, _ = read_var_string(data, at)
    encoded = text.encode("utf-16-be")
    for i in range(0, len(encoded), 2):
        unit = encoded[i : i + 2]
        yield _HALF if 0xD8 <= unit[0] <= 0xDF else unit


def _elements(data: bytes, at: int) -> Iterator[bytes]:
    count, at = read_var_uint(data, at)
    for _ in range(count):
        end = skip_any(data, at)
        yield canonical_any(data[at:end])
        at = end


def parts_pair(data: bytes, struct: Struct, clock: int) -> bool:
    """Whether the operation at `clock` is the second half of a surrogate pair in a string."""
    offset = clock - struct.clock
    if struct.content is not Content.STRING or not 0 < offset < struct.length:
        return False
    text, _ = read_var_string(data, struct.content_start)
    return 0xDC <= text.encode("utf-16-be")[2 * offset] <= 0xDF
