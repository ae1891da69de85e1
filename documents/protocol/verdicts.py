"""From bytes to a verdict in one step, for whoever does not keep what was read.

What is read of a megabyte may be 80,000 objects. In the process that people wait for, to make them
and to sweep around them costs everybody a pause of some 50 ms; elsewhere, only this comes back.
"""

from collections.abc import Sequence
from typing import NamedTuple

from . import twins
from .guard import Known, Verdict, judge
from .updates import ANY_NUMBER, Range, read_update


class Judged(NamedTuple):
    """What is kept of an update that was judged."""

    data: bytes
    """The update as it is kept (`UpdateRead.data`)."""
    clients: tuple[int, ...]
    """Whose structs are in it."""
    structs: int
    """How many there are: reading and judging them takes some 4 µs each."""
    verdict: Verdict


class Compared(NamedTuple):
    """Whether an update repeats what is stored, and how many structs were read to know."""

    same: bool
    structs: int


def judge_bytes(data: bytes, known: Known, most: int = ANY_NUMBER) -> Judged:
    """Read and judge an update. Raises `ProtocolError`, or `LongUpdate` as `read_update` does."""
    read = read_update(data, most)
    clients = tuple(structs[0].client for structs in read.sections)
    return Judged(read.data, clients, _count(read.sections), judge(read, known))


def compare(
    stored: Sequence[bytes], clocks: dict[int, int], data: bytes, repeated: Sequence[Range]
) -> Compared:
    """As `twins.repeats`, for an update in bytes."""
    read, known = read_update(data), read_update(twins.since(stored, clocks, repeated))
    same = twins.same(known, read, repeated)
    return Compared(same, _count(read.sections) + _count(known.sections))


def _count(sections: Sequence[Sequence[object]]) -> int:
    return sum(map(len, sections))
