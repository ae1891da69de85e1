"""Frames on their way to one client, for servers that are written to by awaiting.

A client that does not read gets no endless queue: past its bound the queue is dropped, the
client is behind, and gets the whole when it reads again.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from ..protocol.errors import CloseCode
from ..protocol.lag import Lag
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
        "_lag",
        "_limits",
        "_now",
        "_sent",
        "_size",
        "_wake",
        "behind",
        "cancel",
    )

    def __init__(self, limits: Limits, now: Callable[[], float]) -> None:
        self._frames: deque[bytes] = deque()
        self._size = 0
        self._given = self._sent = 0
        """Bytes; of what was given, what was sent or dropped."""
        self._lag = Lag(limits)
        self._limits = limits
        self._now = now
        self._wake = asyncio.Event()
        self._close: tuple[CloseCode, str] | None = None
        self.cancel: Callable[[], object] = _nothing
        """How to interrupt the task that runs `drain`."""
        self.behind = False
        """Whether frames were dropped since the client last read everything."""

    def send(self, frame: bytes) -> None:
        """Take one frame to be sent."""
        if self.behind or self._close is not None:
            return
        if self._size > self._limits.queue_bytes:
            self._sent += self._size
            self._frames.clear()
            self._size = 0
            self.behind = True
        else:  # also a frame that is larger than the bound: what is too much is what waits before
            self._frames.append(frame)
            self._given += len(frame)
            self._size += len(frame)
            self._lag.give(self._now(), self._given, self._sent)
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
        """Whether something waits for longer than its bound; asked now and then."""
        return self._lag.late(self._now(), self._given, self._sent)

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
                await send({"type": "websocket.send", "bytes": frame})
                self._sent += len(frame)
            if self.behind:
                self.behind = False
                caught_up()
            elif self._close is not None:
                return self._close
