"""What rooms need of the process around them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, ParamSpec, Protocol, TypeVar
from uuid import UUID

from django.db import close_old_connections

from ..conf import Conf
from ..envelope import Cursor
from ..journal import Writer
from ..store.rows import Row

Later = Callable[[float, Callable[[], None]], object]
"""Calls a function after some seconds, as `loop.call_later` does."""

P = ParamSpec("P")
T = TypeVar("T")


class Notes(Protocol):
    """The journal, as rooms see it."""

    def note(self, writer: Writer) -> None:
        """A room has something to commit."""


class Announcer(Protocol):
    """The relay, as rooms see it."""

    def announce(self, document_id: UUID, rows: Sequence[Row]) -> None:
        """Tell other processes that the log has grown."""

    def show(self, document_id: UUID, cursors: Sequence[Cursor]) -> None:
        """Tell other processes where people of this one are, or that they are gone."""


class Reader:
    """Threads for reading the database, each call with fresh connections."""

    def __init__(self, threads: int = 4) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="reader")
        self._thinker = ThreadPoolExecutor(1, thread_name_prefix="thinker")
        """One, so that the event loop has one rival for the interpreter."""

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function of the store in a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: _read(function, *args, **kwargs))

    async def think(
        self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> tuple[T, float]:
        """Call a function that only computes; with its result, the processor's seconds it took."""
        work = partial(_timed, function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._thinker, work)

    async def close(self) -> None:
        """End the threads when they have done what they do."""
        for threads in (self._threads, self._thinker):
            await asyncio.to_thread(threads.shutdown)


def _timed(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> tuple[T, float]:
    began = time.thread_time()
    return function(*args, **kwargs), time.thread_time() - began


def _read(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    close_old_connections()
    try:
        return function(*args, **kwargs)
    finally:
        close_old_connections()


class Runner(Protocol):
    """Where blocking calls run."""

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a blocking function off the event loop."""

    async def think(
        self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> tuple[T, float]:
        """Call a function that only computes off the event loop, and time it."""


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of one process, given to each of its rooms."""

    conf: Conf
    journal: Notes
    relay: Announcer
    reader: Runner
    work: Callable[..., Awaitable[Any]]
    """Calls a function of `content` in a content worker. Raises `ContentFailed`."""
    now: Callable[[], float]
    """Seconds of a monotonic clock."""
    later: Later
