"""Updates built struct by struct, as an honest client writes them and as a liar could."""

from collections.abc import Mapping, Sequence
from typing import TypedDict, Unpack

from documents.protocol.codec import var_bytes, var_string, var_uint
from documents.protocol.updates import Content, Id, Range

Deletes = Mapping[int, Sequence[tuple[int, int]]]
"""For each client clocks and lengths."""


class Where(TypedDict, total=False):
    """Where an item was put."""

    left: Id
    right: Id
    parent: str | Id
    key: str


OTHER = bytes.fromhex("0101020004010174016200")
"""Client 2 writes "b" into the root text "t": something to merge with."""


def update(*sections: bytes, deletes: Deletes | None = None) -> bytes:
    return var_uint(len(sections)) + b"".join(sections) + delete_set(deletes or {})


def delete_set(deletes: Deletes) -> bytes:
    parts = [var_uint(len(deletes))]
    for client, ranges in deletes.items():
        parts += (var_uint(client), var_uint(len(ranges)))
        parts += (var_uint(number) for span in ranges for number in span)
    return b"".join(parts)


def section(client: int, clock: int, *structs: bytes) -> bytes:
    return b"".join((var_uint(len(structs)), var_uint(client), var_uint(clock), *structs))


def item(kind: int, content: bytes, **where: Unpack[Where]) -> bytes:
    neighbours = [where[side] for side in ("left", "right") if side in where]
    info = kind | 0x80 * ("left" in where) | 0x40 * ("right" in where) | 0x20 * ("key" in where)
    parts = [bytes((info,)), *(var_uint(number) for id_ in neighbours for number in id_)]
    if not neighbours:
        parts.append(_parent(where.get("parent", "t")))
        parts += [var_string(where["key"])] if "key" in where else []
    return b"".join((*parts, content))


def _parent(parent: str | Id) -> bytes:
    if isinstance(parent, str):
        return b"\x01" + var_string(parent)
    return b"\x00" + b"".join(map(var_uint, parent))


def text(value: str, **where: Unpack[Where]) -> bytes:
    return item(Content.STRING, var_string(value), **where)


def typed(client: int, clock: int, value: str, **where: Unpack[Where]) -> bytes:
    """One string of one client; where nothing else is said, after its last operation."""
    if clock and not where:
        where = {"left": (client, clock - 1)}
    return update(section(client, clock, text(value, **where)))


def embed(json: str, **where: Unpack[Where]) -> bytes:
    return item(Content.EMBED, var_string(json), **where)


def mark(name: str, json: str, **where: Unpack[Where]) -> bytes:
    return item(Content.FORMAT, var_string(name) + var_string(json), **where)


def nested(kind: int, name: str | None = None, **where: Unpack[Where]) -> bytes:
    content = var_uint(kind) + (b"" if name is None else var_string(name))
    return item(Content.TYPE, content, **where)


def values(*encoded: bytes, **where: Unpack[Where]) -> bytes:
    return item(Content.ANY, var_uint(len(encoded)) + b"".join(encoded), **where)


def binary(raw: bytes, **where: Unpack[Where]) -> bytes:
    return item(Content.BINARY, var_bytes(raw), **where)


def deleted(length: int, **where: Unpack[Where]) -> bytes:
    return item(Content.DELETED, var_uint(length), **where)


def collected(length: int) -> bytes:
    return b"\x00" + var_uint(length)


def skip(length: int) -> bytes:
    return b"\x0a" + var_uint(length)


def erased(*ranges: Range) -> bytes:
    spans: dict[int, list[tuple[int, int]]] = {}
    for client, clock, length in ranges:
        spans.setdefault(client, []).append((clock, length))
    return update(deletes=spans)
