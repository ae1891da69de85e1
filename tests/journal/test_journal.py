"""Group commit: one transaction in flight, everything else in the next; nothing given up."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError

from documents import journal
from documents.journal import Journal
from documents.store.log import Draft, Outcome
from documents.store.rows import Head

HEAD = Head(0, 0, 1, trashed=False)


@dataclass(eq=False)
class Writer:
    """A room that counts."""

    journal: Journal
    document_id: UUID = field(default_factory=uuid4)
    waiting: int = 0
    flying: int = 0
    settled: int = 0
    failed: int = 0

    def write(self) -> None:
        self.waiting += 1
        self.journal.note(self)

    def draft(self) -> Draft | None:
        self.flying, self.waiting = self.waiting, 0
        return Draft(self.document_id, HEAD, (), {}) if self.flying else None

    def settle(self, outcome: Outcome) -> None:
        assert outcome.document_id == self.document_id
        self.settled, self.flying = self.settled + self.flying, 0

    def retry(self) -> None:
        self.waiting, self.flying = self.waiting + self.flying, 0

    def fail(self) -> None:
        self.failed, self.flying = self.failed + self.flying, 0


class Database:
    """Commits when it is let, and fails when it is told to."""

    def __init__(self) -> None:
        self.commits: list[list[UUID]] = []
        self.errors: list[BaseException] = []
        self.poison: set[UUID] = set()
        self.gate = threading.Event()
        self.gate.set()
        self.threads: set[int] = set()

    def commit(self, drafts: Sequence[Draft]) -> list[Outcome]:
        assert self.gate.wait(20)
        self.threads.add(threading.get_ident())
        if self.errors:
            raise self.errors.pop()
        if any(draft.document_id in self.poison for draft in drafts):
            raise ValueError("poison")
        self.commits.append([draft.document_id for draft in drafts])
        return [Outcome(draft.document_id, HEAD) for draft in drafts]


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
async def log(database: Database) -> AsyncIterator[Journal]:
    made = Journal(database.commit)
    yield made
    await made.close()


async def test_what_is_noted_in_one_tick_is_one_transaction(
    log: Journal, database: Database
) -> None:
    writers = [Writer(log) for _ in range(10)]
    for writer in writers * 3:
        writer.write()
    await log.drain()
    assert [writer.settled for writer in writers] == [3] * 10
    assert [len(commit) for commit in database.commits] == [10]


async def test_what_comes_during_a_commit_waits_for_the_next(
    log: Journal, database: Database
) -> None:
    writer = Writer(log)
    database.gate.clear()
    writer.write()
    await turn()
    for _ in range(5):
        writer.write()
        await turn()
    assert (writer.flying, writer.waiting, writer.settled) == (1, 5, 0)
    database.gate.set()
    await log.drain()
    assert (writer.settled, len(database.commits)) == (6, 2)


async def turn() -> None:
    """Let the event loop run everything that is ready."""
    for _ in range(3):
        await asyncio.sleep(0)


async def test_commits_run_in_one_thread_that_is_not_the_loop_s(
    log: Journal, database: Database
) -> None:
    for _ in range(5):
        Writer(log).write()
        await log.drain()
    assert len(database.threads) == 1
    assert threading.get_ident() not in database.threads


async def test_while_the_database_is_away_everything_waits_and_is_tried_again(
    log: Journal, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_RETRY_SECONDS", (0.0,))
    database.errors = [OperationalError("away")] * 5
    writer = Writer(log)
    writer.write()
    await turn()
    writer.write()
    await log.drain()
    assert (writer.settled, writer.failed, len(database.commits)) == (2, 0, 1)
    assert not log.failing


async def test_one_document_that_cannot_be_committed_fails_alone(
    log: Journal, database: Database
) -> None:
    writers = [Writer(log) for _ in range(4)]
    database.poison = {writers[2].document_id}
    for writer in writers:
        writer.write()
    await log.drain()
    assert [writer.settled for writer in writers] == [1, 1, 0, 1]
    assert [writer.failed for writer in writers] == [0, 0, 1, 0]


async def test_even_a_panic_of_a_library_fails_one_document_only(
    log: Journal, database: Database
) -> None:
    class Panic(BaseException):
        """As pyo3 raises for a panic in Rust."""

    database.errors = [Panic()]
    writer = Writer(log)
    writer.write()
    await log.drain()
    assert writer.failed == 1


async def test_a_writer_that_writes_while_it_settles_is_committed(
    log: Journal, database: Database
) -> None:
    writer = Writer(log)
    settle: Callable[[Outcome], None] = writer.settle
    more = [1]

    def settle_and_write(outcome: Outcome) -> None:
        settle(outcome)
        if more:
            more.clear()
            writer.write()

    writer.settle = settle_and_write  # type: ignore[method-assign]
    writer.write()
    await log.drain()
    assert writer.settled == 2


async def test_documents_that_are_written_one_after_another_share_commits(
    log: Journal, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_APART_SECONDS", 0.5)
    first, second, third = (Writer(log) for _ in range(3))
    first.write()
    await log.drain()
    second.write()
    await turn()
    third.write()
    await log.drain()
    assert [len(commit) for commit in database.commits] == [1, 2]


async def test_one_document_never_waits_for_company(
    log: Journal, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_APART_SECONDS", 3600.0)
    writer = Writer(log)
    async with asyncio.timeout(20):
        for _ in range(3):
            writer.write()
            await log.drain()
    assert len(database.commits) == 3
