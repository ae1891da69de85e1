"""Frames on their way to one client, for servers that are written to by awaiting.

A client that does not read gets no endless queue: past its bound the queue is dropped, the
client is behind, and gets the whole when it reads again.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from ..protocol.errors import CloseCode
from ..protocol.limits import Limits


def _nothing() -> None:
    """What there is to interrupt before anything runs."""


Send = Callable[[dict[str, Any]], Awaitable[None]]


class Outbox:
    """A peer's transport: what was given is sent in order by the task that runs `drain`."""

    __slots__ = (
        "_close",
        "_frames",
        "_given",
        "_limits",
        "_marks",
        "_now",
        "_sent",
        "_size",
        "_wake",
        "behind",
        "cancel",
        "stuck_since",
    )

    def __init__(self, limits: Limits, now: Callable[[], float]) -> None:
        self._frames: deque[bytes] = deque()
        self._size = 0
        self._given = self._sent = 0
        self._marks: deque[tuple[float, int]] = deque()
        """At some moments, how many frames had been given by then; of what was not sent yet."""
        self._limits = limits
        self._now = now
        self._wake = asyncio.Event()
        self._close: tuple[CloseCode, str] | None = None
        self.cancel: Callable[[], object] = _nothing
        """How to interrupt the task that runs `drain`."""
        self.behind = False
        """Whether frames were dropped since the client last read everything."""
        self.stuck_since: float | None = None
        """Since when one frame waits for the client to read."""

    def send(self, frame: bytes) -> None:
        """Take one frame to be sent."""
        if self.behind or self._close is not None:
            return
        if self._size > self._limits.queue_bytes:
            self._sent += len(self._frames)
            self._frames.clear()
            self._size = 0
            self.behind = True
        else:  # also a frame that is larger than the bound: what is too much is what waits before
            self._frames.append(frame)
            self._given += 1
            self._size += len(frame)
        self._wake.set()

    def end(self, code: CloseCode, reason: str) -> None:
        """Close the connection after what was given before."""
        if self._close is None:
            self._close = (code, reason)
            self._wake.set()

    def abort(self) -> None:
        """Drop the connection with everything that waits for it."""
        self.cancel()

    @property
    def stuck(self) -> bool:
        """Whether something waits for longer than its bound; asked now and then.

        A client that reads a kilobyte a second takes every frame in time, and is later and later.
        """
        now, marks = self._now(), self._marks
        while marks and marks[0][1] <= self._sent:
            marks.popleft()
        if self._sent < self._given and (not marks or marks[-1][1] < self._given):
            marks.append((now, self._given))
        since = now if self.stuck_since is None else self.stuck_since
        since = min(since, marks[0][0] if marks else now)
        return now - since > self._limits.queue_seconds

    async def drain(self, send: Send, caught_up: Callable[[], None]) -> tuple[CloseCode, str]:
        """Send until the connection is to be closed; returns how.

        `caught_up` is called when a client that was behind has read everything.
        """
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._frames:
                frame = self._frames.popleft()
                self._size -= len(frame)
                self.stuck_since = self._now()
                await send({"type": "websocket.send", "bytes": frame})
                self.stuck_since = None
                self._sent += 1
            if self.behind:
                self.behind = False
                caught_up()
            elif self._close is not None:
                return self._close
