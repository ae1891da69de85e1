"""Frames from one client, for servers that read on while the application does not.

daphne takes from the network whatever comes and keeps it in a queue without an end. So this reads
as fast as that, and knows how much waits.
"""

import asyncio
from collections import deque

from ..protocol.errors import TooFastError
from ..protocol.limits import Limits

_OVERHEAD_BYTES = 100
"""What Python needs for a frame besides its bytes."""


class Inbox:
    """What was read and not yet taken, in order; None stands for a frame of text."""

    __slots__ = ("_frames", "_most", "_size", "_wake")

    def __init__(self, limits: Limits) -> None:
        self._frames: deque[bytes | None] = deque()
        self._size = 0
        self._most = limits.message_bytes + limits.queue_bytes
        self._wake = asyncio.Event()

    def put(self, frame: bytes | None) -> None:
        """Keep a frame. Raises `TooFastError` when too much waits."""
        self._size += _weight(frame)
        if self._size > self._most:
            raise TooFastError("too many messages")
        self._frames.append(frame)
        self._wake.set()

    async def take(self) -> bytes | None:
        """The next frame."""
        while not self._frames:
            self._wake.clear()
            await self._wake.wait()
        frame = self._frames.popleft()
        self._size -= _weight(frame)
        return frame


def _weight(frame: bytes | None) -> int:
    return _OVERHEAD_BYTES + len(frame or b"")
