"""Who reads nothing through the direct transport, and who is only slow."""

import socket
from collections.abc import Iterator
from typing import Any, cast

import pytest

from documents.protocol.limits import Limits
from documents.transport import Door

WHOLE = 2**20
SLOWEST = 16 * 1024
FRAMING = 12
"""Bytes of the headers of a large message and of a short one."""


class Line:
    """What the door needs of its connection: a clock, and what waits to be read."""

    def __init__(self, pair: socket.socket) -> None:
        self.seconds = 0.0
        self.waiting = 0
        self.close_sent = False
        self.loop = self.transport = self
        self._socket = pair

    def time(self) -> float:
        return self.seconds

    def write(self, data: bytes) -> None:
        self.waiting += len(data)

    def writelines(self, parts: tuple[bytes, ...]) -> None:
        self.waiting += sum(map(len, parts))

    def parse(self) -> None:
        """Nothing has come in."""

    def resume_reading(self) -> None:
        """Nothing was held back."""

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def get_extra_info(self, _: str) -> socket.socket:
        return self._socket

    def is_closing(self) -> bool:
        return False


@pytest.fixture
def line() -> Iterator[Line]:
    here, there = socket.socketpair()
    with here, there:
        yield Line(here)


@pytest.fixture
def door(line: Line) -> Door:
    return Door(cast("Any", line), Limits(queue_seconds=10, slow_bytes_per_second=SLOWEST))


def stuck_after(door: Door, line: Line, bytes_per_second: int) -> int | None:
    """After how many seconds somebody is stuck who reads so fast; None if all was read before."""
    for second in range(300):
        line.seconds = second
        if door.stuck:
            return second
        line.waiting = max(0, line.waiting - bytes_per_second)
    return None


def test_who_reads_nothing_is_stuck_in_time_however_much_there_is(door: Door, line: Line) -> None:
    door.send(bytes(WHOLE))
    assert stuck_after(door, line, 0) == 11


def test_a_large_document_comes_through_a_slow_line(door: Door, line: Line) -> None:
    door.send(bytes(WHOLE))
    assert stuck_after(door, line, SLOWEST) is None


def test_who_reads_a_kilobyte_a_second_is_stuck(door: Door, line: Line) -> None:
    door.send(bytes(WHOLE))
    assert 11 < (stuck_after(door, line, 1024) or 0) < 90


def test_a_server_that_stood_still_blames_nobody(door: Door, line: Line) -> None:
    assert not door.stuck
    line.seconds = 100
    door.send(b"what was typed before")
    assert not door.stuck


def test_letters_beside_a_document_larger_than_the_bound_are_not_lost(line: Line) -> None:
    """Who gets the whole anew for each letter that others type never gets to the end of it."""
    door, told = Door(cast("Any", line), Limits(queue_bytes=WHOLE // 2)), []
    door.enter(lambda _: None, lambda: told.append("the whole"))
    door.send(bytes(WHOLE))
    door.full = True  # so much waits
    door.send(b"letter")
    assert line.waiting == len(b"letter") + WHOLE + FRAMING
    door.unstick()
    assert not told


def test_beside_a_large_document_no_more_may_wait_than_else(line: Line) -> None:
    door, told = Door(cast("Any", line), Limits(queue_bytes=WHOLE // 2)), []
    door.enter(lambda _: None, lambda: told.append("the whole"))
    door.full = True
    for _ in range(100):
        door.send(bytes(WHOLE))
    assert line.waiting < 4 * WHOLE
    door.unstick()
    assert told == ["the whole"]
