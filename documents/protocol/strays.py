"""Strays: what is typed into things that a restore has removed, by people who had not heard of it.

Such text is in the log and is seen nowhere: its paragraph is deleted. It is told by what it builds
on, since in Yjs an item has the parent of its neighbours.
"""

from collections.abc import Iterable

from .crdt import DeleteSet
from .updates import Content, Range, Struct, UpdateRead, read_deletes

_PASSES = 4
"""How often an update is walked for structs that build on later ones; typing needs one."""


class Removed:
    """Ids of what a restore has removed, and of the strays that have come since."""

    __slots__ = ("lists", "strays", "types")

    def __init__(
        self, lists: Iterable[Range] = (), types: Iterable[Range] = (), strays: Iterable[Range] = ()
    ) -> None:
        """`types` are removed shared types, `lists` what was in them, deleted or not."""
        self.lists = DeleteSet(lists)
        self.types = DeleteSet(types)
        self.strays = DeleteSet(strays)

    @classmethod
    def decode(cls, encoded: bytes) -> "Removed":
        """Read what `encode` wrote."""
        lists, at = read_deletes(encoded, 0)
        types, at = read_deletes(encoded, at)
        strays, _ = read_deletes(encoded, at)
        return cls(lists, types, strays)

    def encode(self) -> bytes:
        """Three delete sets in v1 encoding, one after the other."""
        return self.lists.encode() + self.types.encode() + self.strays.encode()

    def learn(self, update: UpdateRead) -> list[Range]:
        """Find the strays of an update and remember them."""
        found: list[Range] = []
        structs = [one for section in update.sections for one in section if _is_item(one)]
        for _ in range(_PASSES):
            rest = [struct for struct in structs if not self._take(struct, found)]
            if len(rest) == len(structs):
                break
            structs = rest
        return found

    def corrections(self, update: UpdateRead) -> list[Range]:
        """What an update deletes, unless its author has heard of the restore.

        A replica that has heard of it has deleted its own strays with what they stood in, and
        says so in its whole delete set.
        """
        return [] if _meet(self.types, update.deletes) else update.deletes

    def corrects(self, update: UpdateRead) -> bool:
        """Whether an update takes a stray back."""
        return _meet(self.strays, self.corrections(update))

    def _take(self, struct: Struct, found: list[Range]) -> bool:
        if not self._holds(struct):
            return False
        span = struct.client, struct.clock, struct.length
        self.strays.add(*span)
        found.append(span)
        return True

    def _holds(self, struct: Struct) -> bool:
        for neighbour in (struct.origin, struct.right_origin):
            if neighbour is not None and (
                self.lists.covers(*neighbour, 1) or self.strays.covers(*neighbour, 1)
            ):
                return True
        parent = struct.parent
        return isinstance(parent, tuple) and (
            self.types.covers(*parent, 1) or self.strays.covers(*parent, 1)
        )


def _meet(known: DeleteSet, ranges: list[Range]) -> bool:
    return sum(one[2] for one in known.unknown(ranges)) < sum(one[2] for one in ranges)


def _is_item(struct: Struct) -> bool:
    return struct.content not in (Content.GC, Content.SKIP)
