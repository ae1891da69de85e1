"""One in-memory copy of a document, integrated as Yjs integrates: the same items in the same order.

Written out here rather than left to yrs, because four things that honest editors do are read
differently there: an edit between the halves of a surrogate pair, an item whose parent is no type,
`Y.XmlHook`, and a root read as another type than its items. Nothing recurses, so that no nesting
can exhaust the stack. The integration is that of Yjs 13.6, `Item.integrate` and `Item.getMissing`.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from ..protocol.errors import ProtocolError
from ..protocol.updates import MAX_CLOCK, Content, Id, Range, Struct, read_update
from .errors import ContentRefused
from .items import Branch, Item, read_payload

_ALL = MAX_CLOCK
"""No operation has this clock: to bring in up to it means to bring in everything."""

MAX_DEPTH = 256
"""Nesting of types that is still read. Editors stay under 20; browsers recurse and break at some
thousands."""


def open_replica(*updates: bytes) -> "Replica":
    """The replica that has applied `updates`, in this order.

    Raises `ContentRefused` if they are no updates, are incomplete, or nest deeper than `MAX_DEPTH`.
    """
    replica = Replica()
    for update in updates:
        replica.apply(update)
    if replica.depth() > MAX_DEPTH:
        raise ContentRefused("The content is nested too deep.")
    return replica


class Replica:
    """Items by client and clock, and the roots they hang from. Deleted content is kept."""

    def __init__(self) -> None:
        self.roots: dict[str, Branch] = {}
        self.items: dict[int, list[Item]] = {}
        """For each client its items, contiguous from clock zero."""
        self._starts: dict[int, list[int]] = {}

    def apply(self, update: bytes) -> None:
        """Add what an update adds. Raises `ContentRefused`; the replica is unusable then."""
        try:
            read = read_update(update)
        except ProtocolError as error:
            raise ContentRefused(f"The content is damaged: {error}.") from error
        _Integration(self, read.data, read.sections).run()
        for span in read.deletes:
            self._delete(span)

    def clock(self, client: int) -> int:
        """How many operations of a client are known."""
        items = self.items.get(client)
        return items[-1].end if items else 0

    def vector(self) -> dict[int, int]:
        """The state vector."""
        return {client: items[-1].end for client, items in self.items.items()}

    def deletes(self) -> Iterator[Range]:
        """What is deleted, as Yjs records it: adjacent ranges joined, clients descending."""
        for client in sorted(self.items, reverse=True):
            first = end = 0
            for item in self.items[client]:
                if not item.deleted:
                    continue
                if item.clock != end:
                    if end > first:
                        yield client, first, end - first
                    first = item.clock
                end = item.end
            if end > first:
                yield client, first, end - first

    def depth(self) -> int:
        """How deep the types nest that are not deleted; a root's items are at depth one."""
        return max((branch.depth for branch in self._branches()), default=0)

    def _branches(self) -> Iterator[Branch]:
        for items in self.items.values():
            for item in items:
                if isinstance(item.payload, Branch) and not item.deleted:
                    yield item.payload

    def find(self, sought: Id) -> Item | None:
        """The item that covers an id, or None if it is not known."""
        client, clock = sought
        starts = self._starts.get(client)
        if not starts or clock >= self.items[client][-1].end:
            return None
        return self.items[client][bisect_right(starts, clock) - 1]

    def known(self, sought: Id) -> Item:
        """As `find`, for an id that is known."""
        client, clock = sought
        return self.items[client][bisect_right(self._starts[client], clock) - 1]

    def starting(self, sought: Id) -> Item:
        """The item that starts with a known id; one that covers it is cut unless collected."""
        item = self.known(sought)
        if item.clock == sought[1] or item.content is Content.GC:
            return item
        return self._cut(item, sought[1])

    def ending(self, sought: Id) -> Item:
        """The item that ends with a known id; one that covers it is cut unless collected."""
        item = self.known(sought)
        if item.end != sought[1] + 1 and item.content is not Content.GC:
            self._cut(item, sought[1] + 1)
        return item

    def _cut(self, item: Item, clock: int) -> Item:
        right = item.cut(clock - item.clock)
        at = bisect_right(self._starts[item.client], item.clock)
        self.items[item.client].insert(at, right)
        self._starts[item.client].insert(at, clock)
        return right

    def add(self, item: Item) -> None:
        """Index an item that continues its client's clock."""
        self.items.setdefault(item.client, []).append(item)
        self._starts.setdefault(item.client, []).append(item.clock)

    def _delete(self, span: Range) -> None:
        client, clock, length = span
        end = clock + length
        if self.clock(client) < end:
            raise ContentRefused("The content is incomplete.")
        while clock < end:
            item = self.known((client, clock))
            if not item.deleted:
                item = self.starting((client, clock))
                if item.end > end:
                    self._cut(item, end)
                delete(item)
            clock = item.end


def delete(item: Item) -> None:
    """Mark an item as deleted, and what it holds."""
    stack = [item]
    while stack:
        item = stack.pop()
        if item.deleted:
            continue
        item.deleted = True
        if isinstance(item.payload, Branch):
            stack += sequence(item.payload)
            stack += item.payload.entries.values()


def sequence(branch: Branch) -> Iterator[Item]:
    """All items of a branch's sequence in order, deleted ones included."""
    item = branch.start
    while item is not None:
        yield item
        item = item.right


def history(item: Item) -> list[Item]:
    """All that was ever set at a key, the oldest first; `item` is the key's entry."""
    found = [item]
    while (before := found[-1].left) is not None:
        found.append(before)
    return found[::-1]


class _Integration:
    """Brings the structs of one update in, each after what it builds on."""

    def __init__(self, replica: Replica, data: bytes, sections: Iterable[list[Struct]]) -> None:
        self._replica = replica
        self._data = data
        self._queues = {structs[0].client: iter(structs) for structs in sections}
        self._heads = {client: next(queue) for client, queue in self._queues.items()}

    def run(self) -> None:
        for client in self._queues:
            self._bring((client, _ALL))

    def _bring(self, wanted: Id) -> None:
        """Integrate a client's structs up to a clock, and first what they need of others."""
        stack = [wanted]
        waiting = {wanted[0]}
        while stack:
            missing = self._advance(*stack[-1])
            if missing is None:
                waiting.discard(stack.pop()[0])
            elif missing[0] in waiting or missing[0] not in self._heads:
                raise ContentRefused("The content is incomplete.")
            else:
                stack.append(missing)
                waiting.add(missing[0])

    def _advance(self, client: int, clock: int) -> Id | None:
        """Integrate until `clock` is known; the id that is missing to get there, if one is."""
        replica = self._replica
        state = replica.clock(client)
        while state <= clock:
            struct = self._heads.get(client)
            if struct is None:
                return None if clock == _ALL else (client, clock)
            missing = self._missing(struct, state)
            if missing is not None:
                return missing
            end = struct.clock + struct.length
            if end > state:
                self._integrate(struct, state - struct.clock)
                state = end
            self._next(client)
        return None

    def _next(self, client: int) -> None:
        following = next(self._queues[client], None)
        if following is None:
            del self._heads[client]
        else:
            self._heads[client] = following

    def _missing(self, struct: Struct, state: int) -> Id | None:
        if struct.content is Content.SKIP or struct.clock > state:
            raise ContentRefused("The content is incomplete.")
        for needed in (struct.origin, struct.right_origin, struct.parent):
            if isinstance(needed, tuple) and self._replica.clock(needed[0]) <= needed[1]:
                return needed
        return None

    def _integrate(self, struct: Struct, offset: int) -> None:
        item = Item(struct.client, struct.clock, struct.length, struct.content)
        item.payload = read_payload(self._data, struct)
        item.origin, item.right_origin = struct.origin, struct.right_origin
        item.sub = struct.parent_sub
        if offset:
            item = item.cut(offset)
        left = None if item.origin is None else self._replica.ending(item.origin)
        right = None if item.right_origin is None else self._replica.starting(item.right_origin)
        item.parent = self._parent(struct, item, left, right)
        if item.parent is None:
            self._replica.add(_collected(item))
        else:
            self._place(item, item.parent, left, right)

    def _parent(
        self, struct: Struct, item: Item, left: Item | None, right: Item | None
    ) -> Branch | None:
        for neighbour in (left, right):
            if neighbour is not None and neighbour.content is Content.GC:
                return None
        neighbour = left or right
        if neighbour is not None:
            item.sub = neighbour.sub
            return neighbour.parent
        if isinstance(struct.parent, str):
            return self._root(struct.parent)
        return None if struct.parent is None else self._nested(struct.parent)

    def _root(self, name: str) -> Branch:
        root = self._replica.roots.get(name)
        if root is None:
            root = self._replica.roots[name] = Branch(None, name)
        return root

    def _nested(self, parent: Id) -> Branch | None:
        payload = self._replica.known(parent).payload
        return payload if isinstance(payload, Branch) else None

    def _place(self, item: Item, parent: Branch, left: Item | None, right: Item | None) -> None:
        if _contested(left, right):
            rival = left.right if left is not None else _first(parent, item.sub)
            left = self._among_rivals(item, rival, left, right)
        _link(item, parent, left)
        self._replica.add(item)
        if isinstance(item.payload, Branch):
            item.payload.item = item
            item.payload.depth = parent.depth + 1
        if parent.deleted or (item.sub is not None and item.right is not None):
            delete(item)

    def _among_rivals(
        self, item: Item, rival: Item | None, left: Item | None, right: Item | None
    ) -> Item | None:
        """The left neighbour among items that were inserted at the same place at the same time."""
        before_origin: set[Item] = set()
        conflicting: set[Item] = set()
        while rival is not None and rival is not right:
            before_origin.add(rival)
            conflicting.add(rival)
            if rival.origin == item.origin:
                if rival.client < item.client:
                    left = rival
                    conflicting.clear()
                elif rival.right_origin == item.right_origin:
                    break
            elif rival.origin is None:
                break
            else:
                origin = self._replica.known(rival.origin)
                if origin not in before_origin:
                    break
                if origin not in conflicting:
                    left = rival
                    conflicting.clear()
            rival = rival.right
        return left


def _collected(item: Item) -> Item:
    return Item(item.client, item.clock, item.length, Content.GC)


def _contested(left: Item | None, right: Item | None) -> bool:
    if left is None:
        return right is None or right.left is not None
    return left.right is not right


def _first(parent: Branch, sub: str | None) -> Item | None:
    """The first item of a sequence, or of what was set at a key."""
    if sub is None:
        return parent.start
    first = parent.entries.get(sub)
    while first is not None and first.left is not None:
        first = first.left
    return first


def _link(item: Item, parent: Branch, left: Item | None) -> None:
    if left is None:
        right = _first(parent, item.sub)
        if item.sub is None:
            parent.start = item
    else:
        right = left.right
        left.right = item
    item.left, item.right = left, right
    if right is not None:
        right.left = item
    elif item.sub is not None:
        parent.entries[item.sub] = item
        if left is not None:
            delete(left)
