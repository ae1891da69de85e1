"""The guard, and every bytes function behind it, against mutations without end.

    python -m tests.protocol.fuzzing SEED [ROUND]

runs in a process of its own, because what it looks for kills processes. It writes a line before
each round, so that the round that killed it is known, and one with what came of it after.
"""

import random
import resource
import sys
import time
from collections.abc import Iterator
from itertools import count

from .bare_room import BareRoom
from .history import ACTIONS, History
from .mutations import mutated
from .session import session

MEMORY_BYTES = 3 * 1024**3
STEPS = (*ACTIONS, "type", "type", "type", "erase", "hear", "hear")


def story(chance: random.Random) -> list[bytes]:
    """Honest updates that grow on each other."""
    if chance.random() < 0.3:
        updates = [sent.update for sent in session()]
        return updates[: chance.randrange(1, len(updates))]
    history = History()
    number = chance.randrange
    steps = range(number(5, 60))
    history.run([(chance.choice(STEPS), number(4), number(51), number(51)) for _ in steps])
    return history.updates or [b"\x00\x00"]


def lies(story: list[bytes], room: BareRoom, chance: random.Random) -> Iterator[bytes]:
    """The story with lies between, some of which build on lies that were believed."""
    for update in story:
        for _ in range(chance.randrange(6)):
            pool = room.stored if room.stored and chance.random() < 0.3 else story
            yield mutated(chance.choice((update, chance.choice(pool))), chance.choice(pool), chance)
        yield update


def play(seed: str) -> tuple[BareRoom, int, float]:
    """One round: the room after it, how much it was sent, the CPU seconds of the slowest."""
    chance, room, sent, slowest = random.Random(seed), BareRoom(), 0, 0.0  # noqa: S311 (no secret)
    for update in lies(story(chance), room, chance):
        began = time.process_time()
        room.take(update)
        slowest = max(slowest, time.process_time() - began)
        sent += 1
    began = time.process_time()
    room.check()
    return room, sent, max(slowest, time.process_time() - began)


def main(seed: str, first: str = "") -> None:
    """Rounds until somebody ends the process, or the one that is asked for."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    for number in [int(first)] if first else count():
        sys.stdout.write(f"begin {number}\n")
        sys.stdout.flush()
        room, sent, slowest = play(f"{seed}:{number}")
        sys.stdout.write(f"end {sent} {room.refused} {slowest:.3f}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
