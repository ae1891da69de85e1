"""Restore as a forward edit: new operations that make the content equal to a past state.

What both states show is left alone, with its identity, so that carets and comments stay and what
others type meanwhile stays too. What only the past shows is inserted again, what only the present
shows is deleted. The place of a deleted thing is still known: its item is in the list, without its
content once the log is compacted, and the past state has the content. (`UndoManager` of yrs finds
the same edits only as far as yrs reads a document as Yjs does; see `replica`.)
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ..protocol.strays import Removed
from ..protocol.updates import EMPTY, Content, Id
from .drafts import Draft
from .items import Branch, Item, Payload, id_of
from .reading import portrait, visible
from .replica import Replica, history, open_replica, sequence


@dataclass(frozen=True, slots=True)
class Restoration:
    """How a past state comes back."""

    update: bytes
    """The forward edit; `EMPTY` where nothing differs."""
    removed: bytes
    """Shared types that it deletes with all that is in them (`protocol.strays.Removed`)."""


def restore(snapshot: bytes, current: bytes, client: int) -> Restoration:
    """What `client` has to add to `current` so that it shows what `snapshot` shows.

    Raises `ContentRefused` for bytes that are no complete state
    or nest too deep.
    """
    past, present = open_replica(snapshot), open_replica(current)
    if portrait(past) == portrait(present):
        return Restoration(EMPTY, Removed().encode())
    union = open_replica(snapshot, current)
    draft = Draft(client, present.clock(client))
    restoring = _Restoring(past, present, union, draft)
    restoring.run()
    return Restoration(draft.encode(), restoring.removed.encode())


@dataclass(frozen=True, slots=True)
class _Shown:
    """Something that a state shows."""

    content: Content
    payload: Payload


class _Restoring:
    """Walks the lists of the union of both states, in which everything has its place."""

    def __init__(self, past: Replica, present: Replica, union: Replica, draft: Draft) -> None:
        self._past = past
        self._present = present
        self._union = union
        self._draft = draft
        self.removed = Removed()
        self._alive: list[tuple[Branch, Branch]] = []
        """Branches that both states show: as the past holds them, as the union does."""
        self._lost: list[tuple[Branch, Id]] = []
        """Branches that only the past shows, and under which id each comes back."""

    def run(self) -> None:
        nothing = Branch(None, "")
        for name, root in self._union.roots.items():
            self._alive.append((self._past.roots.get(name, nothing), root))
        while self._alive:
            past, union = self._alive.pop()
            self._restore_sequence(union)
            self._restore_entries(past, union)
        while self._lost:
            self._copy(*self._lost.pop())

    def _restore_sequence(self, union: Branch) -> None:
        left: Id | None = None
        missing: list[_Shown] = []
        for item in sequence(union):
            wanted = _at(self._past, item)
            if wanted is not None and self._kept(wanted, item):
                self._insert(missing, union, left, item.id)
                missing = []
            else:
                self._erase(item)
                missing += [] if wanted is None else [wanted]
            if self._knows(item):
                left = item.last_id
        self._insert(missing, union, left, None)

    def _restore_entries(self, past: Branch, union: Branch) -> None:
        for key in sorted(past.entries.keys() | union.entries.keys()):
            known = [item for item in history(union.entries[key]) if self._knows(item)]
            latest = known[-1] if known else None
            entry = past.entries.get(key)
            if entry is None or entry.deleted:
                self._erase(latest)
            elif latest is None or latest.last_id != entry.last_id or latest.deleted:
                self._erase(latest)
                self._set(entry, id_of(union), key, None if latest is None else latest.last_id)
            elif isinstance(entry.payload, Branch) and isinstance(latest.payload, Branch):
                self._alive.append((entry.payload, latest.payload))

    def _kept(self, wanted: _Shown, item: Item) -> bool:
        shown = _at(self._present, item)
        if shown is None:
            return False
        if isinstance(wanted.payload, Branch) and isinstance(item.payload, Branch):
            self._alive.append((wanted.payload, item.payload))
            return True
        return wanted == shown

    def _knows(self, item: Item) -> bool:
        return item.clock < self._present.clock(item.client)

    def _shows(self, item: Item) -> bool:
        return not item.deleted and self._knows(item)

    def _erase(self, item: Item | None) -> None:
        """Delete an item, and what it holds, as far as the present shows it."""
        stack = [] if item is None else [item]
        while stack:
            found = stack.pop()
            if not self._shows(found):
                continue
            self._draft.delete((found.client, found.clock, found.length))
            if isinstance(found.payload, Branch):
                self._remove(found)
                stack += sequence(found.payload)
                stack += found.payload.entries.values()

    def _remove(self, item: Item) -> None:
        """Note a branch and what was ever in it: what is typed next to that is seen nowhere."""
        branch = item.payload
        if isinstance(branch, Branch):
            self.removed.types.add(item.client, item.clock, 1)
            entries = (one for last in branch.entries.values() for one in history(last))
            for inside in (*sequence(branch), *entries):
                self.removed.lists.add(inside.client, inside.clock, inside.length)

    def _insert(
        self, missing: list[_Shown], parent: Branch, left: Id | None, right: Id | None
    ) -> None:
        for wanted in _joined(missing):
            left = self._draft.insert(
                wanted.content,
                wanted.payload,
                parent=id_of(parent),
                origin=left,
                right_origin=right,
            )
            self._follow(wanted.payload, left)

    def _set(self, entry: Item, parent: str | Id, key: str, origin: Id | None) -> None:
        payload = entry.payload[-1:] if isinstance(entry.payload, str | list) else entry.payload
        at = self._draft.insert(entry.content, payload, parent=parent, sub=key, origin=origin)
        self._follow(payload, at)

    def _follow(self, payload: Payload, at: Id) -> None:
        if isinstance(payload, Branch):
            self._lost.append((payload, at))

    def _copy(self, past: Branch, at: Id) -> None:
        left: Id | None = None
        for wanted in _joined(_Shown(item.content, item.payload) for item in visible(past)):
            left = self._draft.insert(wanted.content, wanted.payload, parent=at, origin=left)
            self._follow(wanted.payload, left)
        for key, entry in sorted(past.entries.items()):
            if not entry.deleted:
                self._set(entry, at, key, None)


def _at(replica: Replica, item: Item) -> _Shown | None:
    """What a replica shows in place of an item of the union, which is cut finer than its own."""
    found = replica.find(item.id)
    if found is None or found.deleted:
        return None
    if not isinstance(found.payload, str | list):
        return _Shown(found.content, found.payload)
    start = item.clock - found.clock
    return _Shown(found.content, found.payload[start : start + item.length])


def _joined(wanted: Iterable[_Shown]) -> Iterator[_Shown]:
    """Strings that follow each other in one, and so the values of arrays."""
    for content, group in groupby(wanted, key=lambda one: one.content):
        payloads = [one.payload for one in group]
        if content is Content.STRING:
            yield _Shown(content, "".join(part for part in payloads if isinstance(part, str)))
        elif content is Content.ANY:
            values = [value for part in payloads if isinstance(part, list) for value in part]
            yield _Shown(content, values)
        else:
            yield from (_Shown(content, payload) for payload in payloads)
