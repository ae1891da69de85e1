"""Frames on their way to a client that may not read."""

import asyncio
from typing import Any

import pytest

from documents.consumers.outbox import Outbox
from documents.protocol.errors import CloseCode
from documents.protocol.limits import Limits


class Line:
    """A server's `send`, which waits while the client does not read."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.reading = asyncio.Event()
        self.reading.set()

    async def send(self, message: dict[str, Any]) -> None:
        await self.reading.wait()
        self.sent.append(message["bytes"])


class Clock:
    seconds = 0.0

    def now(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outbox(clock: Clock) -> Outbox:
    return Outbox(Limits(queue_bytes=100, queue_seconds=10), clock.now)


async def turn() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_frames_go_out_in_order_and_then_the_close(outbox: Outbox) -> None:
    line = Line()
    for number in range(5):
        outbox.send(bytes([number]))
    outbox.end(CloseCode.TOO_LARGE, "too large")
    assert await outbox.drain(line.send, lambda: None) == (CloseCode.TOO_LARGE, "too large")
    assert line.sent == [bytes([number]) for number in range(5)]


async def test_nothing_goes_out_after_the_close(outbox: Outbox) -> None:
    line = Line()
    outbox.end(CloseCode.NO_RIGHT, "")
    outbox.send(b"late")
    outbox.end(CloseCode.NOT_FOUND, "")
    assert (await outbox.drain(line.send, lambda: None))[0] == CloseCode.NO_RIGHT
    assert line.sent == []


async def test_a_client_that_does_not_read_gets_the_whole_later(outbox: Outbox) -> None:
    line = Line()
    line.reading.clear()
    draining = asyncio.create_task(outbox.drain(line.send, lambda: outbox.send(b"whole")))
    outbox.send(b"first")
    await turn()
    for _ in range(20):
        outbox.send(b"x" * 10)
    assert outbox.behind
    line.reading.set()
    await turn()
    outbox.send(b"next")
    await turn()
    assert line.sent == [b"first", b"whole", b"next"]
    draining.cancel()


async def test_one_frame_larger_than_the_bound_still_goes_out(outbox: Outbox) -> None:
    line = Line()
    draining = asyncio.create_task(outbox.drain(line.send, lambda: None))
    outbox.send(b"x" * 1000)
    await turn()
    assert line.sent == [b"x" * 1000]
    draining.cancel()


async def test_an_answer_before_a_frame_larger_than_the_bound_goes_out(outbox: Outbox) -> None:
    line = Line()
    outbox.send(b"saved")
    outbox.send(b"x" * 1000)
    draining = asyncio.create_task(outbox.drain(line.send, lambda: None))
    await turn()
    assert line.sent == [b"saved", b"x" * 1000]
    draining.cancel()


async def test_a_whole_larger_than_the_bound_comes_once(outbox: Outbox) -> None:
    line = Line()

    def caught_up() -> None:
        outbox.send(b"saved")
        outbox.send(b"w" * 1000)

    line.reading.clear()
    draining = asyncio.create_task(outbox.drain(line.send, caught_up))
    outbox.send(b"first")
    await turn()
    for _ in range(20):
        outbox.send(b"x" * 10)
    line.reading.set()
    await turn()
    assert line.sent == [b"first", b"saved", b"w" * 1000]
    draining.cancel()


async def test_a_client_is_stuck_when_one_frame_waits_too_long(
    outbox: Outbox, clock: Clock
) -> None:
    line = Line()
    line.reading.clear()
    draining = asyncio.create_task(outbox.drain(line.send, lambda: None))
    outbox.send(b"x")
    await turn()
    clock.seconds = 9
    stuck = [outbox.stuck]
    clock.seconds = 11
    stuck.append(outbox.stuck)
    line.reading.set()
    await turn()
    stuck.append(outbox.stuck)
    assert stuck == [False, True, False]
    draining.cancel()


async def test_aborting_interrupts_what_waits(outbox: Outbox) -> None:
    line = Line()
    line.reading.clear()
    draining = asyncio.create_task(outbox.drain(line.send, lambda: None))
    outbox.cancel = draining.cancel
    outbox.send(b"x")
    await turn()
    outbox.abort()
    with pytest.raises(asyncio.CancelledError):
        await draining


@pytest.mark.parametrize(("given", "stuck_by"), [(3, 25), (1, None)])
async def test_a_client_that_is_later_and_later_is_stuck(
    outbox: Outbox, clock: Clock, given: int, stuck_by: int | None
) -> None:
    """It takes a frame a second: each in time, and of three a second the last comes too late."""
    permits = asyncio.Semaphore(0)

    async def send(_: dict[str, Any]) -> None:
        await permits.acquire()

    draining = asyncio.create_task(outbox.drain(send, lambda: None))
    stuck = None
    for second in range(40):
        clock.seconds = float(second)
        for _ in range(given):
            outbox.send(b"x")
        permits.release()
        await turn()
        if outbox.stuck and stuck is None:
            stuck = second
    assert stuck is None if stuck_by is None else 10 < (stuck or 0) <= stuck_by
    draining.cancel()
