"""Group commit: while one transaction is in flight, everything that arrives waits for the next.

Batching needs no timer for one document, and grows with load; commits of one document after
another wait for each other a moment (`_APART_SECONDS`). The journal has a thread and a connection
of its own: Channels' `database_sync_to_async` would share one thread among all sockets. The thread
is fed by a plain queue: an executor's futures cost half as much again, and a turn of the loop.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from queue import SimpleQueue
from threading import Thread
from typing import Protocol
from uuid import UUID

from django.db import Error as DatabaseError
from django.db import connections

from .store import log
from .store.log import Draft, Outcome

logger = logging.getLogger(__name__)

Commit = Callable[[Sequence[Draft]], list[Outcome]]

_RETRY_SECONDS = (0.1, 0.2, 0.5, 1.0)
"""Pauses between attempts while the database is away; the last one repeats."""

_LATE_SECONDS = 2.0
"""A commit that takes longer is waiting for a database that does not answer."""

_APART_SECONDS = 0.003
"""Between the beginnings of commits for different documents: with 500 of them, most of the
processor's time was spent on commits of one row each. Who types alone never waits for it."""


class Writer(Protocol):
    """What the journal commits for: a room."""

    document_id: UUID

    def draft(self) -> Draft | None:
        """Everything that waits for a commit, or None."""

    def settle(self, outcome: Outcome) -> None:
        """The commit of the last draft succeeded, or has to be judged again."""

    def retry(self) -> None:
        """The commit of the last draft did not happen: it belongs into the next draft."""

    def fail(self) -> None:
        """The last draft can never be committed."""


Drafts = list[tuple[Writer, Draft]]


class Journal:
    """The durable path of one process."""

    def __init__(self, commit: Commit = log.commit) -> None:
        self._commit = commit
        self._loop = asyncio.get_running_loop()
        self._jobs: SimpleQueue[Drafts | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name="journal", daemon=True)
        self._thread.start()
        self._dirty: dict[UUID, Writer] = {}
        self._busy = False
        self._failures = 0
        self._noted = 0.0
        self._begun = 0.0
        self._begun_for: AbstractSet[UUID] = frozenset()
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def failing(self) -> bool:
        """Whether the last commit did not happen, or does not end. From any thread."""
        late = self._busy and self._loop.time() - self._noted > _LATE_SECONDS
        return self._failures > 0 or late

    def note(self, writer: Writer) -> None:
        """A room has something to commit."""
        self._dirty[writer.document_id] = writer
        if not self._busy:
            self._busy = True
            self._noted = self._loop.time()
            self._idle.clear()
            self._go_on()

    async def drain(self) -> None:
        """Wait until everything noted is committed."""
        await self._idle.wait()

    async def close(self) -> None:
        """End the thread and its connection."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    def _start(self) -> None:
        writers, self._dirty = self._dirty, {}
        drafts = [(w, draft) for w in writers.values() if (draft := w.draft()) is not None]
        if drafts:
            self._submit(drafts)
        else:
            self._next()

    def _submit(self, drafts: Drafts) -> None:
        self._noted = self._begun = self._loop.time()
        self._begun_for = {writer.document_id for writer, _ in drafts}
        self._jobs.put(drafts)

    def _work(self) -> None:
        """The thread: commit, and tell the loop what became of it."""
        while (drafts := self._jobs.get()) is not None:
            try:
                outcomes = self._commit([draft for _, draft in drafts])
            except BaseException as error:  # noqa: BLE001 (libraries panic too; the loop decides)
                connections.close_all()  # whatever state it is in, the next attempt gets a new one
                self._loop.call_soon_threadsafe(self._failed, drafts, error)
            else:
                self._loop.call_soon_threadsafe(self._committed, drafts, outcomes)
        connections.close_all()

    def _committed(self, drafts: Drafts, outcomes: Sequence[Outcome]) -> None:
        self._failures = 0
        for (writer, _), outcome in zip(drafts, outcomes, strict=True):
            writer.settle(outcome)
        self._next()

    def _failed(self, drafts: Drafts, error: BaseException) -> None:
        if isinstance(error, DatabaseError):
            self._postpone(drafts, error)
        else:
            self._isolate(drafts, error)

    def _postpone(self, drafts: Drafts, error: DatabaseError) -> None:
        pause = _RETRY_SECONDS[min(self._failures, len(_RETRY_SECONDS) - 1)]
        self._failures += 1
        logger.warning("The database did not commit; again in %s s: %s", pause, error)
        for writer, _ in drafts:
            writer.retry()
            self._dirty[writer.document_id] = writer
        self._loop.call_later(pause, self._start)

    def _isolate(self, drafts: Drafts, error: BaseException) -> None:
        """One document's draft is at fault: try each alone, so that it fails alone."""
        if len(drafts) == 1:
            writer = drafts[0][0]
            logger.error("A commit for %s failed.", writer.document_id, exc_info=error)
            writer.fail()
            self._next()
            return
        for pair in drafts[1:]:
            pair[0].retry()
            self._dirty[pair[0].document_id] = pair[0]
        self._submit(drafts[:1])

    def _next(self) -> None:
        if self._dirty:
            self._go_on()
        else:
            self._busy = False
            self._idle.set()

    def _go_on(self) -> None:
        """Begin the next commit: soon, or when others may have come to share it."""
        wait = self._begun + _APART_SECONDS - self._loop.time()
        if wait > 0 and not self._dirty.keys() <= self._begun_for:
            self._loop.call_later(wait, self._start)
        else:
            self._loop.call_soon(self._start)
