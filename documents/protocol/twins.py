"""Telling a repetition from a twin: two replicas that write under one client id."""

from collections.abc import Sequence

from . import crdt
from .units import units
from .updates import Range, UpdateRead, read_update


def repeats(
    stored: Sequence[bytes], clocks: dict[int, int], update: UpdateRead, repeated: Sequence[Range]
) -> bool:
    """Whether `update` says of the ids in `repeated` what is stored of them.

    `stored` holds all updates known, `clocks` their state vector. Work grows with what is stored
    of those clients from the first repeated id on.
    """
    return same(read_update(since(stored, clocks, repeated)), update, repeated)


def since(stored: Sequence[bytes], clocks: dict[int, int], repeated: Sequence[Range]) -> bytes:
    """What is stored of the clients in `repeated`, from their first repeated id on."""
    first = dict(clocks)
    for client, clock, _ in repeated:
        first[client] = min(first[client], clock)
    return crdt.diff(crdt.merge(stored), crdt.encode_state_vector(first))


def same(stored: UpdateRead, update: UpdateRead, repeated: Sequence[Range]) -> bool:
    """Whether both say the same of the ids in `repeated`, as far as both say anything."""
    known = units(stored, repeated)
    return all(known.get(id_) in (None, unit) for id_, unit in units(update, repeated).items())
