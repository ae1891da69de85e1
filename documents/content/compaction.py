"""One checkpoint for a prefix of the log, proven to show and to hold the same.

The proof reads the new bytes back and compares every list item by item: ids, order, origins,
content and what is deleted. Only where it fails are the merged updates kept as they are.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ..protocol import crdt
from ..protocol.updates import Content, read_update
from .attribution import Written, attribute
from .encoding import JOINABLE, encode_deletes, encode_replica, remains
from .items import Branch, Item
from .replica import MAX_DEPTH, Replica, history, sequence
from .text import plain_text


@dataclass(frozen=True, slots=True)
class Compacted:
    """What stands for a checkpoint and the updates after it."""

    state: bytes
    """One update, v1 encoding."""
    vector: bytes
    """Its state vector."""
    deletes: bytes
    """Its delete set."""
    attribution: bytes
    text: str
    """Plain text, for search; empty if the content is nested too deep to be read."""
    depth: int
    """How deep types nest; more than `replica.MAX_DEPTH` is read by no conversion."""
    canonical: bool
    """False: `state` holds the updates as they came, because a proof failed."""


def compact(checkpoint: bytes, tail: Sequence[Written], attribution: bytes = b"") -> Compacted:
    """Compact a checkpoint and the updates after it, in the order of the log.

    Raises `ContentRefused` for bytes that are no complete state.
    """
    base = Replica()
    base.apply(checkpoint)
    attributed = attribute(attribution, base, tail)
    for written in tail:
        base.apply(written.payload)
    state = read_update(encode_replica(base)).data
    again = Replica()
    again.apply(state)
    canonical = equal(base, again)
    if not canonical:
        state = crdt.merge([checkpoint, *(written.payload for written in tail)])
    depth = again.depth()
    return Compacted(
        state=state,
        vector=crdt.encode_state_vector(base.vector()),
        deletes=encode_deletes(base.deletes()),
        attribution=attributed,
        text=plain_text(again) if depth <= MAX_DEPTH else "",
        depth=depth,
        canonical=canonical,
    )


def equal(one: Replica, other: Replica) -> bool:
    """Whether two replicas hold the same, up to what garbage collection may forget."""
    if one.vector() != other.vector() or list(one.deletes()) != list(other.deletes()):
        return False
    if one.roots.keys() != other.roots.keys():
        return False
    pairs = [(root, other.roots[name]) for name, root in one.roots.items()]
    while pairs:
        here, there = map(_lists, pairs.pop())
        if here.keys() != there.keys():
            return False
        for key, items in here.items():
            if not _alike(items, there[key]):
                return False
            pairs += zip(_branches(items), _branches(there[key]), strict=True)
    return True


def _lists(branch: Branch) -> dict[str | None, list[Item]]:
    """The sequence of a branch (under None) and, for each key, all that was ever set there."""
    return {
        None: list(sequence(branch)),
        **{key: history(item) for key, item in branch.entries.items()},
    }


def _branches(items: Iterable[Item]) -> list[Branch]:
    return [i.payload for i in items if isinstance(i.payload, Branch) and not i.deleted]


def _alike(one: Iterable[Item], other: Iterable[Item]) -> bool:
    return all(here == there for here, there in zip_longest(_stretches(one), _stretches(other)))


class _Stretch:
    """Operations of one client that stand next to each other, however their items are cut."""

    def __init__(self, item: Item) -> None:
        self.content = remains(item)
        self.client, self.clock, self.end = item.client, item.clock, item.end
        self.origins = item.origin, item.right_origin
        self._held = [_held(item, self.content)]

    def joins(self, item: Item) -> bool:
        """Take the next item in, if it continues this one."""
        if item.client != self.client or item.clock != self.end or self.content not in JOINABLE:
            return False
        if remains(item) is not self.content:
            return False
        if item.origin != (self.client, self.end - 1) or item.right_origin != self.origins[1]:
            return False
        self.end = item.end
        self._held.append(_held(item, self.content))
        return True

    def shown(self) -> tuple[object, ...]:
        held: object = self._held[0]
        if isinstance(held, str):
            held = "".join(part for part in self._held if isinstance(part, str))
        elif isinstance(held, list):
            held = [value for part in self._held if isinstance(part, list) for value in part]
        return self.content, self.client, self.clock, self.end, self.origins, held


def _held(item: Item, content: Content) -> object:
    if content is Content.DELETED:
        return None
    if isinstance(item.payload, Branch):
        return item.payload.kind, item.payload.name
    return item.payload


def _stretches(items: Iterable[Item]) -> Iterator[tuple[object, ...]]:
    stretch: _Stretch | None = None
    for item in items:
        if stretch is not None and stretch.joins(item):
            continue
        if stretch is not None:
            yield stretch.shown()
        stretch = _Stretch(item)
    if stretch is not None:
        yield stretch.shown()
