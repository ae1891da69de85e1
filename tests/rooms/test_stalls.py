"""Offline work of weeks is taken in while others type: the event loop always has a turn."""

import asyncio
import time
from dataclasses import replace

from documents import workers
from documents.protocol import ywebsocket
from documents.protocol.codec import var_uint
from documents.protocol.limits import Limits
from documents.protocol.updates import read_update
from documents.rooms.ports import Reader
from documents.rooms.room import Room

from .bench import Bench

STRUCTS = 100_000
MOST_SECONDS = 0.02


def typed(count: int) -> bytes:
    """Somebody types one character after the other."""
    parts = [b"\x01", var_uint(count), b"\x01\x00\x04\x01\x01t\x01a"]
    parts += [b"\x84\x01" + var_uint(clock) + b"\x01a" for clock in range(count - 1)]
    return b"".join([*parts, b"\x00"])


class Turns:
    """How long the loop is busy without a turn for anybody else, in its own processor time."""

    def __init__(self) -> None:
        self.longest = 0.0
        self.count = 0

    async def watch(self) -> None:
        last = time.thread_time()
        while True:
            await asyncio.sleep(0)
            now = time.thread_time()
            self.longest, last = max(self.longest, now - last), now
            self.count += 1


async def test_a_large_offline_merge_never_holds_the_loop() -> None:
    bench = Bench(limits=Limits(throttle=False))
    bench.ports = replace(bench.ports, reader=Reader(), work=workers.run_async)
    bench.room = Room(bench.log.document_id, bench.log.load(), bench.ports)
    ann = bench.join("user:1", 1)
    update = typed(STRUCTS)
    assert len(read_update(update).sections[0]) == STRUCTS
    turns = Turns()
    watching = asyncio.create_task(turns.watch())
    work = bench.room.receive(ann.peer, ywebsocket.update_message(update))
    assert work is not None
    await work
    await asyncio.sleep(0)
    watching.cancel()
    assert bench.room.unsaved
    assert turns.count > STRUCTS / 10_000
    assert turns.longest < MOST_SECONDS
