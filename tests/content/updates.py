"""Updates made by hand, struct by struct."""

from collections.abc import Mapping, Sequence
from typing import Any

from documents.content.encoding import encode_deletes
from documents.content.items import Branch, Kind, Payload, write_item
from documents.protocol.codec import var_uint
from documents.protocol.updates import Content, Range


def item(content: Content, payload: Payload, parent: Any = "t", **place: Any) -> bytes:
    length = len(payload) if isinstance(payload, str | list) else 1
    place = {"origin": None, "right_origin": None, "sub": None, **place}
    return write_item(content, payload, length, parent=parent, **place)


def string(text: str, parent: Any = "t", **place: Any) -> bytes:
    return item(Content.STRING, text, parent, **place)


def element(name: str, parent: Any = "default", **place: Any) -> bytes:
    return item(Content.TYPE, Branch(Kind.XML_ELEMENT, name), parent, **place)


def update(sections: Mapping[int, Sequence[bytes]], deletes: Sequence[Range] = ()) -> bytes:
    """One update; each client's structs start at its clock zero."""
    parts = [var_uint(len(sections))]
    for client, structs in sections.items():
        parts += [var_uint(len(structs)), var_uint(client), var_uint(0), *structs]
    return b"".join([*parts, encode_deletes(deletes)])


def text_update(text: str, root: str = "t", client: int = 1) -> bytes:
    return update({client: [string(text, root)]})


def nested(depth: int, root: str = "default") -> bytes:
    """Elements one in another."""
    structs = [element("a", root)]
    structs += [element("a", (1, clock)) for clock in range(depth - 1)]
    return update({1: structs})
