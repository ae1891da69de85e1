"""Large updates are judged in a content worker, with what comes of it as if it were at once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from documents.content import jobs
from documents.protocol import ywebsocket
from documents.protocol.codec import var_bytes, var_uint
from documents.protocol.errors import CloseCode
from documents.rooms.room import Room
from documents.rooms.thinking import THREAD_STRUCTS
from documents.workers import ContentFailed, Reason

from .bench import Bench, Client, work
from .test_stalls import typed

LARGE = 3 * THREAD_STRUCTS


class Worker:
    """Content workers that note what they are asked for, and may fail."""

    def __init__(self, failure: Reason | None = None) -> None:
        self.failure = failure
        self.asked: list[Callable[..., Any]] = []

    async def run(self, function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        self.asked.append(function)
        if self.failure is not None:
            raise ContentFailed(self.failure, "it did not go well")
        return await work(function, *args, **options)


def opened(worker: Worker) -> tuple[Bench, Client]:
    bench = Bench()
    bench.ports = replace(bench.ports, work=worker.run)
    bench.room = Room(bench.log.document_id, bench.log.load(), bench.ports)
    return bench, bench.join("user:1", 1)


async def send(bench: Bench, client: Client, update: bytes) -> None:
    considering = bench.room.receive(client.peer, ywebsocket.update_message(update))
    if considering is not None:
        await considering


async def test_a_large_update_is_judged_by_a_worker_and_committed() -> None:
    worker = Worker()
    bench, ann = opened(worker)
    await send(bench, ann, typed(LARGE))
    await bench.quiet()
    assert worker.asked == [jobs.judge_update]
    assert bench.room.record.saved == {1: LARGE}


async def test_a_repetition_of_a_large_update_is_compared_by_a_worker() -> None:
    worker = Worker()
    bench, ann = opened(worker)
    for _ in range(2):
        await send(bench, ann, typed(LARGE))
        await bench.quiet()
    assert jobs.compare_updates in worker.asked
    assert ann.wire.closed is None
    assert bench.room.record.saved == {1: LARGE}


async def test_a_twin_is_found_by_a_worker() -> None:
    bench, ann = opened(Worker())
    await send(bench, ann, typed(LARGE))
    await bench.quiet()
    await send(bench, ann, typed(LARGE).replace(b"\x01a", b"\x01b"))
    assert ann.wire.closed is not None
    assert ann.wire.closed[0] == CloseCode.FOREIGN_CLIENT


async def test_a_small_update_needs_no_worker() -> None:
    worker = Worker()
    bench, ann = opened(worker)
    await send(bench, ann, typed(1000))
    await bench.quiet()
    assert not worker.asked
    assert bench.room.record.saved == {1: 1000}


async def test_a_long_text_that_was_pasted_needs_no_worker() -> None:
    worker = Worker()
    bench, ann = opened(worker)
    text = b"\x04\x01\x01t" + var_bytes(b"a" * 1_000_000)
    await send(bench, ann, b"\x01\x01\x01\x00" + text + b"\x00")
    await bench.quiet()
    assert not worker.asked
    assert bench.room.record.saved == {1: 1_000_000}


async def test_many_deletions_are_judged_by_a_worker() -> None:
    worker = Worker()
    bench, ann = opened(worker)
    await send(bench, ann, typed(1000))
    await bench.quiet()
    ranges = b"".join(var_uint(number % 2 * 999) + b"\x01" for number in range(2))
    many = b"".join(var_uint(number // 10) + b"\x01" for number in range(LARGE))
    await send(bench, ann, b"\x00\x01\x01\x02" + ranges)
    few = len(worker.asked)
    await send(bench, ann, b"\x00\x01\x01" + var_uint(LARGE) + many)
    assert (few, worker.asked) == (0, [jobs.judge_update])


async def test_a_large_malformed_update_is_a_strike() -> None:
    bench, ann = opened(Worker())
    closed = []
    for _ in range(3):
        await send(bench, ann, typed(LARGE)[:-3])
        closed.append(ann.wire.closed is not None)
    assert closed == [False, False, True]
    assert ann.wire.closed is not None
    assert ann.wire.closed[0] == CloseCode.PROTOCOL_ERROR


@pytest.mark.parametrize("failure", [Reason.TIMEOUT, Reason.CRASHED, Reason.STOPPED])
async def test_who_gets_no_verdict_is_sent_away_and_may_come_again(failure: Reason) -> None:
    bench, ann = opened(Worker(failure))
    bob = bench.join("user:2", 2)
    await send(bench, ann, typed(LARGE))
    assert ann.wire.closed is not None
    assert ann.wire.closed[0] == CloseCode.COULD_NOT_PROCESS
    assert bob.wire.closed is None
    assert not bench.room.unsaved
