"""Looks into the database: whoever asks for one while another is under way shares the next.

So peers whose every frame needs a look cost the others one after the other, and not one each.
"""

import asyncio
from collections.abc import Awaitable, Callable


class Looks:
    """The looks of one room. What a look finds was there when it was asked for."""

    __slots__ = ("_look", "_next", "_running")

    def __init__(self, look: Callable[[], Awaitable[None]]) -> None:
        self._look = look
        self._running: asyncio.Task[None] | None = None
        self._next: asyncio.Task[None] | None = None

    async def take(self) -> None:
        """Look, or share a look that begins after this. Raises what looking raises."""
        if self._next is None:
            self._next = asyncio.create_task(self._take(self._running))
        await asyncio.shield(self._next)

    async def _take(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        self._running, self._next = self._next, None  # who asks from here on is too late
        await self._look()
