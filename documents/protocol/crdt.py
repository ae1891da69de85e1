"""The only module that calls pycrdt on bytes of the log: merging, diffing, delete sets.

Everything given to it has passed the guard: unread bytes can crash the process in each of these
functions. No replica (`pycrdt.Doc`) is made here; see `documents.content`.
"""

from collections.abc import Iterable, Sequence
from typing import Self

import pycrdt

from .codec import var_uint
from .updates import EMPTY, Range

_FAN_IN = 100
"""Updates merged at once: `merge_updates` is quadratic (50,000 at once 11.7 s, as a tree 0.1 s)."""

_MARK = [pycrdt.ContentAttribute("deleted", value=True)]


def merge(updates: Sequence[bytes]) -> bytes:
    """One update that adds what all `updates` add.

    Raises what pycrdt raises (even a `BaseException`) for bytes that it cannot read.
    """
    while len(updates) > 1:
        updates = [
            pycrdt.merge_updates(*updates[i : i + _FAN_IN]) for i in range(0, len(updates), _FAN_IN)
        ]
    return updates[0] if updates else EMPTY


def mergeable(update: bytes) -> bool:
    """Whether pycrdt reads the update. The guard has passed it: a no is a fault of ours."""
    try:
        pycrdt.get_state(update)
    except (ValueError, RuntimeError):
        return False
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's panics derive from BaseException
            raise
        return False
    return True


def diff(state: bytes, vector: bytes) -> bytes:
    """What `state` has beyond the state vector `vector`, and its whole delete set."""
    return pycrdt.get_update(state, vector)


def state_vector(update: bytes) -> bytes:
    """How many operations of each client an update holds, v1 encoding."""
    return pycrdt.get_state(update)


def encode_state_vector(clocks: dict[int, int]) -> bytes:
    """A state vector in v1 encoding."""
    parts = [var_uint(len(clocks))]
    for client, clock in clocks.items():
        parts += (var_uint(client), var_uint(clock))
    return b"".join(parts)


class DeleteSet:
    """Ids known to be deleted, as ranges in Rust: 40 bytes a range, a look-up 0.1 microseconds."""

    __slots__ = ("_map",)

    def __init__(self, ranges: Iterable[Range] = ()) -> None:
        self._map = _id_map(ranges)

    @classmethod
    def decode(cls, encoded: bytes) -> Self:
        """Read the v1 encoding, which the guard has read before."""
        made = cls()
        made._map = pycrdt.IdMap.from_set(pycrdt.IdSet.decode(encoded), _MARK)
        return made

    def encode(self) -> bytes:
        """The v1 encoding."""
        return self._map.as_id_set().encode()

    def add(self, client: int, clock: int, length: int) -> None:
        """Mark a range as deleted."""
        self._map.insert(client, clock, length, _MARK)

    def update(self, ranges: Sequence[Range]) -> None:
        """Mark ranges as deleted: many at once cost half of adding each."""
        if len(ranges) == 1:
            self.add(*ranges[0])
        elif ranges:
            self._map.merge_with(_id_map(ranges))

    def discard(self, client: int, clock: int, length: int) -> None:
        """Mark a range as not deleted: what deleted it was not committed."""
        self._map.remove(client, clock, length)

    def covers(self, client: int, clock: int, length: int) -> bool:
        """Whether all of a range is deleted."""
        if length == 1:
            return self._map.contains(client, clock)
        return all(part.attributes for part in self._map.attributions(client, clock, length))

    def unknown(self, ranges: Iterable[Range]) -> list[Range]:
        """The parts of `ranges` that are not in this set."""
        rest = _id_map(ranges)
        rest.diff_with(self._map)
        return [(client, part.start, part.end - part.start) for client, part in rest.entries()]


def _id_map(ranges: Iterable[Range]) -> pycrdt.IdMap:
    made = pycrdt.IdMap()
    for client, clock, length in ranges:
        made.insert(client, clock, length, _MARK)
    return made
