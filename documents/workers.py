"""Content work in killable processes: each call with a time and a memory limit.

A worker that dies or hangs costs the one call that did it. Only bytes, strings, numbers, dicts and
the frozen values of `content` cross the boundary, and a worker loads no Django.
"""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from enum import Enum
from threading import Lock
from typing import Any, TypeVar

from pebble import ProcessPool

from . import conf
from .content.errors import ContentRefused

T = TypeVar("T")

_TASKS_PER_WORKER = 200
"""Calls after which a worker is replaced: what large documents left in its memory goes with it."""

_NICENESS = 15
"""Workers give way to the processes that people wait for."""

_RECURSION = 5_000
"""Calls within calls: `replica.MAX_DEPTH` times the dozen that libraries make for each level."""

_JOBS = f"{__package__}.content.jobs"


class Reason(Enum):
    """Why a call brought no result."""

    TIMEOUT = "timeout"
    CRASHED = "crashed"
    REFUSED = "refused"
    STOPPED = "stopped"


class ContentFailed(Exception):
    """A call to a content worker brought no result."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Workers:
    """A pool of worker processes; they start with the first call."""

    def __init__(self, size: int, timeout_seconds: float, memory_bytes: int) -> None:
        """`timeout_seconds` holds for calls that bring no limit of their own."""
        self._size = size
        self._timeout_seconds = timeout_seconds
        self._memory_bytes = memory_bytes
        self._lock = Lock()
        self._pool: ProcessPool | None = None
        self._calls: set[Future[Any]] = set()
        """The pool's calls that have not ended."""

    def run(
        self, function: Callable[..., T], *args: Any, timeout_seconds: float | None = None
    ) -> T:
        """Call `function` in a worker and wait for its result. Raises `ContentFailed`."""
        return _result(self._schedule(function, args, timeout_seconds))

    async def run_async(
        self, function: Callable[..., T], *args: Any, timeout_seconds: float | None = None
    ) -> T:
        """As `run`, without blocking the event loop; cancelling it ends the call."""
        if self._pool is None:  # its first processes take an eighth of a second to start
            await asyncio.to_thread(self._schedule, int, (), None)
        future = self._schedule(function, args, timeout_seconds)
        waiter = asyncio.wrap_future(future)
        try:
            await asyncio.wait([waiter])
        finally:
            waiter.cancel()
        return _result(future)

    def stop(self) -> None:
        """End the workers and what they are doing; a later call starts new ones."""
        with self._lock:
            pool, self._pool = self._pool, None
            calls, self._calls = self._calls, set()
        # First, or a call would seem to have crashed its worker; and a pool that stops forgets
        # calls on their way to one.
        for call in list(calls):
            call.cancel()
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    def _schedule(
        self, function: Callable[..., T], args: tuple[Any, ...], timeout_seconds: float | None
    ) -> "Future[T]":
        limit = self._timeout_seconds if timeout_seconds is None else timeout_seconds
        with self._lock:
            if self._pool is None or not self._pool.active:
                self._pool = self._start()
            future: Future[T] = self._pool.schedule(function, args, timeout=limit)
            self._calls.add(future)
            future.add_done_callback(self._calls.discard)
        return future

    def _start(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._size,
            max_tasks=_TASKS_PER_WORKER,
            initializer=_confine,
            initargs=(self._memory_bytes,),
            context=_context(),
        )


def _context() -> Any:
    """Processes forked from a small server that knows the jobs already; else new ones.

    Forking the caller itself would copy its threads' locks, sockets and database connections.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_JOBS])
    return context


def _confine(memory_bytes: int) -> None:
    """Run in each new worker: limit its memory and its recursion, lower its priority."""
    sys.setrecursionlimit(_RECURSION)
    try:
        import resource  # noqa: PLC0415 (not on Windows, where a worker has no memory limit)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    os.nice(_NICENESS)


def _result(future: "Future[T]") -> T:
    try:
        error = future.exception()
    except CancelledError:
        raise ContentFailed(Reason.STOPPED, "The content workers were stopped.") from None
    if error is not None:
        raise _failure(error) from error
    return future.result()


def _failure(error: BaseException) -> ContentFailed:
    if isinstance(error, ContentRefused):
        return ContentFailed(Reason.REFUSED, str(error))
    if isinstance(error, TimeoutError):
        return ContentFailed(Reason.TIMEOUT, "The content took too long to process.")
    return ContentFailed(Reason.CRASHED, "The content could not be processed.")


_lock = Lock()
_workers: Workers | None = None


def _shared() -> Workers:
    """The workers of this process, sized by the settings."""
    global _workers  # noqa: PLW0603 (one pool for a process is the point)
    with _lock:
        if _workers is None:
            settings = conf.current()
            _workers = Workers(
                settings.worker_processes, settings.worker_seconds, settings.worker_bytes
            )
        return _workers


def run(function: Callable[..., T], *args: Any, timeout_seconds: float | None = None) -> T:
    """Call a function of `content.jobs` in a worker, from a thread. Raises `ContentFailed`."""
    return _shared().run(function, *args, timeout_seconds=timeout_seconds)


async def run_async(
    function: Callable[..., T], *args: Any, timeout_seconds: float | None = None
) -> T:
    """As `run`, from the event loop."""
    return await _shared().run_async(function, *args, timeout_seconds=timeout_seconds)


def stop() -> None:
    """End this process' workers."""
    global _workers
    with _lock:
        workers, _workers = _workers, None
    if workers is not None:
        workers.stop()
