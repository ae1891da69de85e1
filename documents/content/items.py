"""Items of a replica: the linked list that Yjs keeps, with contents cut and encoded as Yjs does."""

from enum import IntEnum
from typing import Any, TypeAlias

from ..protocol.codec import (
    read_var_bytes,
    read_var_string,
    read_var_uint,
    var_bytes,
    var_string,
    var_uint,
)
from ..protocol.seals import opened_value
from ..protocol.updates import Content, Id, Struct
from ..protocol.values import skip_any

_REPLACEMENT = "\ufffd"


class Kind(IntEnum):
    """Shared types (`typeRefs` in Yjs)."""

    ARRAY = 0
    MAP = 1
    TEXT = 2
    XML_ELEMENT = 3
    XML_FRAGMENT = 4
    XML_HOOK = 5
    XML_TEXT = 6


NAMED = frozenset({Kind.XML_ELEMENT, Kind.XML_HOOK})


class Branch:
    """A shared type: a root, whose kind its clients agree on without writing it, or nested."""

    __slots__ = ("depth", "entries", "item", "kind", "name", "start")

    def __init__(self, kind: Kind | None, name: str, item: "Item | None" = None) -> None:
        self.kind = kind
        self.name = name
        """Of an element or a hook its node name, of a root its name in the document."""
        self.item = item
        """What holds it; None for a root."""
        self.start: Item | None = None
        """The first item of its sequence, deleted ones included."""
        self.entries: dict[str, Item] = {}
        """For each key the item that was set last; it may be deleted."""
        self.depth = 0
        """How many types it is nested in."""

    @property
    def deleted(self) -> bool:
        """Whether what holds it is deleted."""
        return self.item is not None and self.item.deleted


Payload: TypeAlias = str | bytes | list[bytes] | tuple[str, bytes] | Branch | None
"""Of a STRING its UTF-16 units, one character each; of ANY one encoded value for each operation;
of FORMAT its key and JSON; of EMBED JSON; of BINARY bytes; of TYPE the branch."""


class Item:
    """One run of operations of one client, integrated; GC if nothing can see it any more."""

    __slots__ = (
        "client", "clock", "content", "deleted", "left", "length", "origin", "parent", "payload",
        "right", "right_origin", "sub",
    )  # fmt: skip

    def __init__(self, client: int, clock: int, length: int, content: Content) -> None:
        self.client = client
        self.clock = clock
        self.length = length
        self.content = content
        self.payload: Payload = None
        self.origin: Id | None = None
        self.right_origin: Id | None = None
        self.left: Item | None = None
        self.right: Item | None = None
        self.parent: Branch | None = None
        self.sub: str | None = None
        self.deleted = content in (Content.GC, Content.DELETED)

    @property
    def id(self) -> Id:
        """The id of its first operation."""
        return self.client, self.clock

    @property
    def last_id(self) -> Id:
        """The id of its last operation."""
        return self.client, self.clock + self.length - 1

    @property
    def end(self) -> int:
        """The clock after its last operation."""
        return self.clock + self.length

    def cut(self, offset: int) -> "Item":
        """Split in two, `offset` operations in; the right part is returned, not yet indexed."""
        right = Item(self.client, self.clock + offset, self.length - offset, self.content)
        right.origin = (self.client, right.clock - 1)
        right.right_origin = self.right_origin
        right.parent = self.parent
        right.sub = self.sub
        right.deleted = self.deleted
        self.payload, right.payload = _cut(self.payload, offset)
        self.length = offset
        self._link(right)
        return right

    def _link(self, right: "Item") -> None:
        right.left, right.right = self, self.right
        if self.right is not None:
            self.right.left = right
        elif self.sub is not None and self.parent is not None:
            self.parent.entries[self.sub] = right
        if self.parent is not None:
            self.right = right


def _cut(payload: Payload, offset: int) -> tuple[Payload, Payload]:
    if isinstance(payload, str):
        return cut_text(payload, offset)
    if isinstance(payload, list):
        return payload[:offset], payload[offset:]
    return payload, payload


def cut_text(units: str, offset: int) -> tuple[str, str]:
    """Split UTF-16 units; both halves of a pair that is cut become U+FFFD (Yjs ContentString)."""
    left, right = units[:offset], units[offset:]
    if "\ud800" <= units[offset - 1] <= "\udbff":
        return left[:-1] + _REPLACEMENT, _REPLACEMENT + right[1:]
    return left, right


def to_units(text: str) -> str:
    """A string with one character for each UTF-16 unit, halves of pairs included."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    raw = text.encode("utf-16-le")
    return "".join(chr(raw[i] | raw[i + 1] << 8) for i in range(0, len(raw), 2))


def from_units(units: str) -> str:
    """The string that UTF-16 units spell; an unpaired half becomes U+FFFD."""
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def read_payload(data: bytes, struct: Struct) -> Payload:
    """What a struct of the update `data` holds."""
    at = struct.content_start
    match struct.content:
        case Content.STRING:
            return to_units(read_var_string(data, at)[0])
        case Content.ANY:
            return _values(data, at)
        case Content.FORMAT:
            key, at = read_var_string(data, at)
            return key, read_var_bytes(data, at)[0]
        case Content.EMBED | Content.BINARY:
            return read_var_bytes(data, at)[0]
        case Content.TYPE:
            return _branch(data, at)
        case _:
            return None


def _values(data: bytes, at: int) -> list[bytes]:
    count, at = read_var_uint(data, at)
    values = []
    for _ in range(count):
        end = skip_any(data, at)
        values.append(opened_value(data[at:end]))
        at = end
    return values


def _branch(data: bytes, at: int) -> Branch:
    kind, at = read_var_uint(data, at)
    name = read_var_string(data, at)[0] if kind in NAMED else ""
    return Branch(Kind(kind), name)


def write_payload(content: Content, payload: Payload, length: int) -> bytes:
    """The bytes of a content, without its info byte."""
    match payload:
        case str():
            return var_string(from_units(payload))
        case bytes():
            return var_bytes(payload)
        case list():
            return var_uint(len(payload)) + b"".join(payload)
        case (key, value):
            return var_string(key) + var_bytes(value)
        case Branch(kind=Kind() as kind, name=name):
            return var_uint(kind) + (var_string(name) if kind in NAMED else b"")
        case _:
            return var_uint(length)


def write_item(  # noqa: PLR0913 (the fields of the wire)
    content: Content,
    payload: Payload,
    length: int,
    *,
    origin: Id | None,
    right_origin: Id | None,
    parent: str | Id,
    sub: str | None,
) -> bytes:
    """One struct as Yjs writes it: where an origin tells the parent, the parent is left out."""
    info = content | ((origin and 0x80) or 0) | ((right_origin and 0x40) or 0)
    parts: list[Any] = [bytes((info | (0x20 if sub is not None else 0),))]
    for neighbour in (origin, right_origin):
        if neighbour is not None:
            parts += map(var_uint, neighbour)
    if origin is None and right_origin is None:
        parts += _parent(parent)
        if sub is not None:
            parts.append(var_string(sub))
    parts.append(write_payload(content, payload, length))
    return b"".join(parts)


def id_of(branch: Branch) -> str | Id:
    """How an update names a branch as a parent."""
    return branch.name if branch.item is None else branch.item.id


def _parent(parent: str | Id) -> list[bytes]:
    if isinstance(parent, str):
        return [var_uint(1), var_string(parent)]
    return [var_uint(0), *map(var_uint, parent)]
