"""Where updates are judged that take long: off the event loop, and on their sender's account.

What holds little, as a long text that was pasted, in a thread, which shares the interpreter with
the event loop and answers at once; what holds much in a content worker, whose processor and whose
memory are not those that people wait for.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from ..content import jobs
from ..protocol.errors import PeerError, ProtocolError
from ..protocol.guard import Known
from ..protocol.rates import Share
from ..protocol.updates import LongUpdate, Range
from ..protocol.verdicts import Compared, Judged, compare, judge_bytes
from ..workers import ContentFailed, Reason
from .ports import P, Ports

THREAD_STRUCTS = 3000
"""What a thread reads of one update: ten milliseconds of processor time."""

THREAD_BYTES = 32 * 1024
"""What is compared in a thread: it cannot hold more than about so many."""

_SECONDS_A_BYTE = 1e-6
"""Of an update that is nothing but the smallest structs: what is charged before it is read."""

_SECONDS_A_STRUCT = 4e-6

_PATIENCE = 3
"""Times the limit of a call to a content worker: they give way to whatever else runs."""

Thought = TypeVar("Thought", Judged, Compared)


class Thinking:
    """The long thoughts of one room."""

    __slots__ = ("_ports",)

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def judged(self, share: Share, data: bytes, known: Known) -> Judged:
        """The verdict on an update, as of this moment. Raises `PeerError`."""
        size, clocks = len(data), dict(known.clocks)
        before = Known(clocks, known.deletes)
        try:
            return await self._in_thread(share, size, judge_bytes, data, before, THREAD_STRUCTS)
        except LongUpdate:
            share.spend(THREAD_STRUCTS * _SECONDS_A_STRUCT - size * _SECONDS_A_BYTE)
        deletes = known.deletes.encode()
        return await self._in_worker(share, size, jobs.judge_update, data, clocks, deletes)

    async def compared(
        self,
        share: Share,
        stored: tuple[Sequence[bytes], dict[int, int]],
        data: bytes,
        repeated: Sequence[Range],
    ) -> bool:
        """Whether an update says of what it repeats what is stored of it. Raises `PeerError`.

        `stored` holds all updates known and their clocks.
        """
        size = len(data) + sum(map(len, stored[0]))
        if size <= THREAD_BYTES:
            found = await self._in_thread(share, size, compare, *stored, data, repeated)
        else:
            job = jobs.compare_updates
            found = await self._in_worker(share, size, job, *stored, data, repeated)
        return found.same

    async def _in_thread(
        self,
        share: Share,
        size: int,
        function: Callable[P, Thought],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Thought:
        guess = await self._afford(share, size)
        thought, seconds = await self._ports.reader.think(function, *args, **kwargs)
        share.spend(seconds - guess)
        return thought

    async def _in_worker(
        self,
        share: Share,
        size: int,
        function: Callable[P, Thought],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Thought:
        guess = await self._afford(share, size)
        limit = self._ports.conf.worker_seconds * _PATIENCE
        try:
            thought: Thought = await self._ports.work(
                function, *args, **kwargs, timeout_seconds=limit
            )
        except ContentFailed as failure:
            raise _error(failure) from failure
        share.spend(thought.structs * _SECONDS_A_STRUCT - guess)
        return thought

    async def _afford(self, share: Share, size: int) -> float:
        """Charge what reading may take, to be corrected after; answers how much.

        Of what comes at once, what is beyond the account waits here and not before the turn of
        others.
        """
        while debt := share.debt(self._ports.now()):  # noqa: ASYNC110 (time pays it)
            await asyncio.sleep(debt)
        guess = size * _SECONDS_A_BYTE
        share.spend(guess)
        return guess


def _error(failure: ContentFailed) -> PeerError:
    """What the sender of an update is told on which there is no verdict."""
    if failure.reason is Reason.REFUSED:
        return ProtocolError(str(failure))
    return PeerError("an edit could not be processed")
