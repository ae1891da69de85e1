"""Tables change while people write, and old and new code serve at the same time."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from tests.backends import Database
from tests.crowd import Crowd
from tests.faults.test_kill import check_kept
from tests.knocking import knocking
from tests.proxy import Network
from tests.servers import Site, end, until
from tests.yjs import Yjs

from .cluster import Cluster, running

pytestmark = [pytest.mark.node, pytest.mark.server]

NEW = {"DJANGO_SETTINGS_MODULE": "tests.faults.inside.settings", "FAULT_NEWER": "1"}
"""The next version: its migrations are in `tests/faults/inside`."""

LONGEST_SECONDS = 20.0
"""A commit waits at most so long for a table that is built anew."""

FEW, MANY = 20_000, 1_000_000
"""Rows in the table that changes; with many, nothing else may run."""

STEP_ROWS = 100_000
"""So many rows at a time make the table of SQLite as large: nobody else writes meanwhile."""

# Rows as people make them, some 20 bytes of content each: the first one is the welcome document.
FILL = """
    INSERT INTO collab_documents_update (document_id, seq, payload, digest, author, created)
    SELECT '{document}', number, payload, digest, author, created
    FROM (SELECT * FROM collab_documents_update ORDER BY length(payload) LIMIT 1) AS one,
         ({numbers}) AS numbers
"""
NUMBERS_POSTGRESQL = "SELECT generate_series(1, {last}) AS number"
NUMBERS_SQLITE = """
    WITH RECURSIVE counted(number) AS
    (SELECT {first} UNION ALL SELECT number + 1 FROM counted WHERE number < {last})
    SELECT number FROM counted
"""


sizes = pytest.mark.parametrize(
    "table_rows",
    [pytest.param(FEW, id="few"), pytest.param(MANY, id="many", marks=pytest.mark.alone)],
)


class Slowest:
    """The longest time between two acknowledgements, while the block lasts."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self.seconds = 0.0

    def during(self, work: Callable[[], object]) -> None:
        """Do some work in a thread, and watch."""
        thread = threading.Thread(target=work)
        thread.start()
        while thread.is_alive():
            since = time.monotonic()
            self._crowd.acknowledged(1)
            self.seconds = max(self.seconds, time.monotonic() - since)
        thread.join()


def migrate(site: Site, *arguments: str) -> None:
    site.manage("migrate", *arguments)


def there_and_back(crowd: Crowd, new: Site, beside: Callable[[], None]) -> None:
    """Migrate, do something beside old and new code, and migrate back; no commit waits too long."""
    slowest = Slowest(crowd)
    slowest.during(partial(migrate, new, "inside"))
    beside()
    slowest.during(partial(migrate, new, "inside", "zero"))
    print(f"longest wait {slowest.seconds:.1f} s")  # noqa: T201
    assert slowest.seconds < LONGEST_SECONDS


@pytest.fixture
def cluster(tmp_path: Path, postgresql_url: str, lines: Network) -> Iterator[Cluster]:
    """Two nodes of the old version; a third of the new one comes and goes."""
    with running(tmp_path, postgresql_url, lines) as cluster:
        yield cluster


@sizes
@pytest.mark.round_seconds(300)
def test_postgresql_is_migrated_while_people_write(
    cluster: Cluster, yjs: Yjs, long_round_seed: int, table_rows: int
) -> None:
    document = cluster.create()
    crowd = Crowd(yjs, document, long_round_seed, pause_ms=50)
    crowd.start(cluster.nodes)
    crowd.acknowledged(1)
    new = cluster.add(**NEW)
    fill_postgresql(cluster, table_rows)
    work = partial(beside, crowd, new)
    with knocking(cluster.nodes[:2], "ada", document) as failures:
        there_and_back(crowd, new, work)
    crowd.settle()
    crowd.check(cluster.nodes[1], cluster.stored(document))
    assert failures == []
    assert set(crowd.closes()) <= {4503}
    assert not any("deadlock" in node.log_path.read_text() for node in cluster.nodes)


def fill_postgresql(cluster: Cluster, rows: int) -> None:
    numbers = NUMBERS_POSTGRESQL.format(last=rows)
    sql = FILL.format(document=cluster.create(), numbers=numbers)
    Database(cluster.database_url).do(sql)


def beside(crowd: Crowd, new: Site) -> None:
    """New code serves beside old code, then only old code, which is the way back."""
    new.start()
    crowd.yjs.open("new", new, crowd.document, "ada")
    crowd.yjs.edit("new", ("insert", "aside", 0, "x"))
    assert crowd.yjs.saved("new")
    crowd.yjs.do("close", client="new")
    new.stop()


@pytest.mark.round_seconds(120)
def test_a_table_that_a_backup_reads_holds_nobody_up(
    cluster: Cluster, yjs: Yjs, long_round_seed: int
) -> None:
    """A change that waits for a lock blocks who comes after it: so it does not wait for long."""
    crowd = Crowd(yjs, cluster.create(), long_round_seed, pause_ms=50)
    crowd.start(cluster.nodes)
    new = cluster.add(**NEW)
    crowd.acknowledged(1)
    with closing(psycopg.connect(cluster.database_url)) as backup:
        backup.execute("SELECT count(*) FROM collab_documents_update")
        migration = threading.Thread(target=migrate, args=(new, "inside"))
        migration.start()
        until(lambda: waiting_for_table(cluster.database_url))
        since = time.monotonic()
        crowd.acknowledged(1)
        assert time.monotonic() - since < LONGEST_SECONDS
        until(lambda: not waiting_for_table(cluster.database_url))
        assert migration.is_alive()
        backup.rollback()
    migration.join()
    migrate(new, "inside", "zero")
    crowd.settle()
    crowd.check(cluster.nodes[1], cluster.stored(crowd.document))
    assert crowd.closes() == []


def waiting_for_table(url: str) -> bool:
    sql = "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'"
    return Database(url).do(sql) != [(0,)]


@sizes
@pytest.mark.round_seconds(300)
def test_sqlite_is_migrated_while_people_write(
    tmp_path: Path, yjs: Yjs, long_round_seed: int, table_rows: int
) -> None:
    old = Site(tmp_path)
    old.start()
    try:
        document = old.create("ada", "grace", "alan")
        crowd = Crowd(yjs, document, long_round_seed, pause_ms=50)
        crowd.start([old])
        crowd.acknowledged(1)
        new = Site(tmp_path, old, **NEW)
        crowd.settle()
        fill_sqlite(old, table_rows)
        crowd.go_on()
        with knocking([old], "ada", document) as failures:
            there_and_back(crowd, new, lambda: None)
        assert failures == []
        crowd.settle()
        crowd.check(old, old.stored(document))
        assert crowd.closes() == []
        assert "locked" not in old.log_path.read_text()
        restart_on_new_tables(old, new, crowd)
    finally:
        end(old)


def restart_on_new_tables(old: Site, new: Site, crowd: Crowd) -> None:
    """The way back after an upgrade: old code starts with what new code has made."""
    migrate(new, "inside")
    crowd.go_on()
    crowd.acknowledged(1)
    old.kill()
    check_kept(crowd, old)
    old.start()
    crowd.acknowledged(1)
    crowd.settle()
    crowd.check(old, old.stored(crowd.document))


def fill_sqlite(site: Site, rows: int) -> None:
    document = UUID(site.create("ada")).hex
    with closing(sqlite3.connect(site.folder / "collab.sqlite3", timeout=30)) as database:
        for first in range(1, rows + 1, STEP_ROWS):
            numbers = NUMBERS_SQLITE.format(first=first, last=min(first + STEP_ROWS - 1, rows))
            database.execute(FILL.format(document=document, numbers=numbers))
            database.commit()
