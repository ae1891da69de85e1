import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from pebble import ProcessFuture

from documents import workers
from documents.content import jobs as content_jobs
from documents.content.items import Branch, Kind
from documents.content.replica import MAX_DEPTH
from documents.protocol.codec import var_uint
from documents.protocol.updates import EMPTY, Content
from documents.workers import ContentFailed, Reason, Workers

from ..content.updates import element, item, string, update
from . import jobs

MEMORY_BYTES = 512 * 1024**2


@pytest.fixture(scope="module")
def pool() -> Iterator[Workers]:
    made = Workers(2, timeout_seconds=30, memory_bytes=MEMORY_BYTES)
    yield made
    made.stop()


def _reason(pool: Workers, function: Callable[..., object], *args: object) -> Reason:
    with pytest.raises(ContentFailed) as failure:
        pool.run(function, *args)
    assert pool.run(jobs.add, 1, 1) == 2  # the next call is served
    return failure.value.reason


def test_a_call_brings_its_result(pool: Workers) -> None:
    assert pool.run(jobs.add, 1, 2) == 3


async def test_a_call_from_the_event_loop_brings_its_result(pool: Workers) -> None:
    assert await asyncio.gather(*(pool.run_async(jobs.add, n, n) for n in range(4))) == [0, 2, 4, 6]


def test_work_is_done_in_another_process_of_lower_priority(pool: Workers) -> None:
    assert pool.run(jobs.process_id) != jobs.process_id()
    assert pool.run(jobs.priority) > jobs.priority()


def test_a_refusal_says_why(pool: Workers) -> None:
    with pytest.raises(ContentFailed, match="Not like this") as failure:
        pool.run(jobs.refuse)
    assert failure.value.reason is Reason.REFUSED


async def test_a_refusal_reaches_the_event_loop(pool: Workers) -> None:
    with pytest.raises(ContentFailed, match="Not like this"):
        await pool.run_async(jobs.refuse)


@pytest.mark.parametrize("death", [jobs.blunder, jobs.panic, jobs.leave, jobs.crash])
def test_a_worker_that_fails_costs_one_call(pool: Workers, death: Callable[[], None]) -> None:
    assert _reason(pool, death) is Reason.CRASHED


def test_a_mistake_keeps_its_cause(pool: Workers) -> None:
    with pytest.raises(ContentFailed) as failure:
        pool.run(jobs.blunder)
    assert isinstance(failure.value.__cause__, KeyError)


def test_memory_has_a_limit(pool: Workers) -> None:
    assert pool.run(jobs.allocate, 1024) == 1024
    assert _reason(pool, jobs.allocate, 2 * MEMORY_BYTES) is Reason.CRASHED


@pytest.mark.parametrize("endless", [jobs.hang, jobs.spin])
def test_time_has_a_limit(pool: Workers, endless: Callable[[], None]) -> None:
    with pytest.raises(ContentFailed) as failure:
        pool.run(endless, timeout_seconds=0.2)
    assert failure.value.reason is Reason.TIMEOUT
    assert pool.run(jobs.add, 1, 1) == 2


async def test_one_call_that_hangs_does_not_hold_up_the_others(pool: Workers) -> None:
    stuck = asyncio.create_task(pool.run_async(jobs.hang, timeout_seconds=20))
    await asyncio.gather(*(pool.run_async(jobs.add, n, n) for n in range(5)))
    assert not stuck.done()
    stuck.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stuck
    # The worker of the cancelled call is replaced: two calls run side by side again.
    assert await asyncio.gather(*(pool.run_async(jobs.add, n, n) for n in range(2))) == [0, 2]


@pytest.mark.parametrize("media", [content_jobs.HTML, content_jobs.MARKDOWN, content_jobs.JSON])
def test_a_document_may_nest_as_deep_as_it_is_read(pool: Workers, media: str) -> None:
    assert b"deep" in pool.run(content_jobs.render, quotes(MAX_DEPTH - 1), media)


def test_a_document_that_nests_as_deep_is_compared_restored_and_compacted(pool: Workers) -> None:
    deep = quotes(MAX_DEPTH - 1)
    assert pool.run(content_jobs.compare, EMPTY, deep)["inserted"] == 4
    assert pool.run(content_jobs.search_text, deep) == "deep"
    change = pool.run(content_jobs.restore, deep, EMPTY, 9).update
    assert pool.run(content_jobs.search_text, change) == "deep"
    assert pool.run(content_jobs.compact, deep, []).canonical


def quotes(depth: int) -> bytes:
    structs = [element("blockquote")]
    structs += [element("blockquote", (1, clock)) for clock in range(depth - 1)]
    structs.append(item(Content.TYPE, Branch(Kind.XML_TEXT, ""), (1, depth - 1)))
    return update({1: [*structs, string("deep", (1, depth))]})


def test_a_bomb_is_refused_or_kills_only_its_worker(pool: Workers) -> None:
    deep = b"\x01\x01\x01\x00\x08\x01\x01t\x01" + b"\x75\x01" * 100_000 + b"\x7e\x00"
    huge = b"\x01\x01\x01\x00\x08\x01\x01t" + var_uint(2**31)
    for bomb in (deep, huge, b"\xff" * 64):
        assert _reason(pool, content_jobs.render, bomb, content_jobs.HTML) is Reason.REFUSED


def test_stopped_workers_start_again() -> None:
    pool = Workers(1, timeout_seconds=30, memory_bytes=MEMORY_BYTES)
    pool.stop()
    first = pool.run(jobs.process_id)
    pool.stop()
    assert pool.run(jobs.process_id) != first
    pool.stop()


def test_a_call_that_is_under_way_when_workers_stop_has_failed() -> None:
    pool = Workers(1, timeout_seconds=30, memory_bytes=MEMORY_BYTES)
    pool.run(jobs.add, 1, 1)

    async def stop_meanwhile() -> None:
        call = asyncio.create_task(pool.run_async(jobs.hang))
        await asyncio.sleep(0)
        await asyncio.to_thread(pool.stop)
        await call

    with pytest.raises(ContentFailed) as failure:
        asyncio.run(stop_meanwhile())
    assert failure.value.reason is Reason.STOPPED


def test_a_call_that_the_pool_lost_has_failed_when_workers_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pool = Workers(1, timeout_seconds=30, memory_bytes=MEMORY_BYTES)
    pool.run(jobs.add, 1, 1)
    monkeypatch.setattr(pool._pool, "schedule", lambda *_, **__: ProcessFuture())

    async def stop_meanwhile() -> None:
        call = asyncio.create_task(pool.run_async(jobs.add, 1, 1))
        await asyncio.sleep(0)
        await asyncio.to_thread(pool.stop)
        async with asyncio.timeout(20):
            await call

    with pytest.raises(ContentFailed) as failure:
        asyncio.run(stop_meanwhile())
    assert failure.value.reason is Reason.STOPPED


def test_the_workers_of_a_process_are_sized_by_its_settings() -> None:
    assert workers.run(content_jobs.search_text, EMPTY) == ""
    workers.stop()
    workers.stop()


async def test_the_workers_of_a_process_serve_its_event_loop() -> None:
    assert await workers.run_async(content_jobs.search_text, EMPTY) == ""
    await asyncio.to_thread(workers.stop)


def test_a_process_ends_although_its_workers_were_not_stopped() -> None:
    code = (
        "from documents.workers import Workers; from tests.workers import jobs;"
        "print(Workers(2, 30, 2**29).run(jobs.add, 20, 22))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout == "42\n"
