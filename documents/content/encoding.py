"""A replica as one update: what is deleted without its content, neighbours joined."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from ..protocol.codec import var_uint
from ..protocol.updates import Content, Range
from .items import Item, Payload, id_of, write_item
from .replica import Replica

JOINABLE = frozenset({Content.GC, Content.DELETED, Content.STRING, Content.ANY})
"""Contents that one struct can hold many operations of."""


def encode_replica(replica: Replica) -> bytes:
    """The update that gives an empty replica all of this one, as small as it gets.

    What Yjs may forget is forgotten: content that is deleted, and every trace but the length of
    what was in a deleted type.
    """
    sections = [_section(client, replica) for client in sorted(replica.items, reverse=True)]
    return b"".join([var_uint(len(sections)), *sections, encode_deletes(replica.deletes())])


def encode_deletes(ranges: Iterable[Range]) -> bytes:
    """A delete set; the ranges of a client follow each other, clients come in any order."""
    clients = [
        [var_uint(client), _ranges(list(group))]
        for client, group in groupby(ranges, key=lambda span: span[0])
    ]
    return b"".join([var_uint(len(clients)), *(part for parts in clients for part in parts)])


def _ranges(ranges: list[Range]) -> bytes:
    spans = (var_uint(clock) + var_uint(length) for _, clock, length in ranges)
    return var_uint(len(ranges)) + b"".join(spans)


def _section(client: int, replica: Replica) -> bytes:
    structs = [piece.encode() for piece in _joined(replica.items[client])]
    return b"".join([var_uint(len(structs)), var_uint(client), var_uint(0), *structs])


def _joined(items: Iterable[Item]) -> Iterator["_Piece"]:
    piece = None
    for item in items:
        content = remains(item)
        if piece is not None and piece.continues(item, content):
            piece.take(item)
            continue
        if piece is not None:
            yield piece
        piece = _Piece(item, content, item.length, [item.payload])
    if piece is not None:
        yield piece


def remains(item: Item) -> Content:
    """What Yjs keeps of an item when it collects garbage."""
    if item.parent is None or item.parent.deleted:
        return Content.GC
    return Content.DELETED if item.deleted else item.content


@dataclass(slots=True)
class _Piece:
    """Items of one client that are written as one struct."""

    first: Item
    content: Content
    length: int
    payloads: list[Payload] = field(default_factory=list)

    def continues(self, item: Item, content: Content) -> bool:
        if content is not self.content or content not in JOINABLE:
            return False
        return content is Content.GC or follows(self.first, item)

    def take(self, item: Item) -> None:
        self.length += item.length
        self.payloads.append(item.payload)

    def encode(self) -> bytes:
        parent = self.first.parent
        if self.content is Content.GC or parent is None:
            return bytes((Content.GC,)) + var_uint(self.length)
        return write_item(
            self.content,
            self._payload(),
            self.length,
            origin=self.first.origin,
            right_origin=self.first.right_origin,
            parent=id_of(parent),
            sub=self.first.sub,
        )

    def _payload(self) -> Payload:
        if self.content is Content.DELETED:
            return None
        if self.content is Content.STRING:
            return "".join(text for text in self.payloads if isinstance(text, str))
        if self.content is Content.ANY:
            return [value for part in self.payloads if isinstance(part, list) for value in part]
        return self.payloads[0]


def follows(first: Item, item: Item) -> bool:
    """Whether an item continues the run of operations that `first` began, as if typed in one go."""
    return item.origin == (item.client, item.clock - 1) and item.right_origin == first.right_origin
