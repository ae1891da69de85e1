"""The disk of PostgreSQL is full, then there is room again: nothing is lost or damaged."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import backends
from tests.away import check_back, check_truth_while_away, words
from tests.backends import Database
from tests.crowd import Crowd
from tests.disks import full, small_disk
from tests.proxy import Network
from tests.yjs import Yjs

from .cluster import Cluster, running

pytestmark = [pytest.mark.node, pytest.mark.root, pytest.mark.server]

DISK_MEGABYTES = 160
"""Enough for an empty cluster, its write-ahead log, and what people type in a test."""


@pytest.fixture
def disk() -> Iterator[Path]:
    with small_disk(DISK_MEGABYTES) as disk:
        yield disk


@pytest.fixture
def crowded(tmp_path: Path, disk: Path, lines: Network) -> Iterator[Cluster]:
    """Two nodes whose database is on a small disk."""
    sizes = {"min_wal_size": "32MB", "max_wal_size": "32MB", "wal_recycle": "off"}
    with (
        backends.postgresql(disk, **sizes) as url,
        running(tmp_path, url, lines) as cluster,
    ):
        yield cluster


MORE_ROWS = "INSERT INTO filler SELECT repeat('x', 1000) FROM generate_series(1, 500)"
"""Until no table can grow. What fits into a page that is there may still be committed."""

MORE_LOG = "SELECT pg_logical_emit_message(false, 'filler', repeat('x', 100000))"
"""Until there is no room for the write-ahead log: PostgreSQL ends, or restarts again and again."""


def use_up(database: Database, more: str) -> None:
    """Write until what the server has set aside is used up as well."""
    try:
        while True:
            database.do(more)
    except psycopg.OperationalError:
        return  # full, or gone because of it


@pytest.mark.parametrize("more", [MORE_ROWS, MORE_LOG], ids=["tables", "log"])
def test_a_full_disk_of_the_database_costs_nothing_once_there_is_room(
    crowded: Cluster, disk: Path, yjs: Yjs, rounds: int, seed: int, more: str
) -> None:
    database = Database(crowded.database_url)
    crowd = Crowd(yjs, crowded.create(), seed)
    crowd.start(crowded.nodes)
    for _ in range(rounds):
        assert not database.start_if_it_ended()
        crowd.acknowledged(3)
        database.do("CREATE TABLE filler (words text)")
        with full(disk):
            use_up(database, more)
            if more is MORE_LOG:
                check_truth_while_away(crowded.nodes, crowd)
            words(crowd, 20)
            assert {node.status("/healthz") for node in crowded.nodes} == {200}
        database.start_if_it_ended()
        check_back(crowded.nodes, crowd)
        database.do("DROP TABLE IF EXISTS filler")
        database.do("CHECKPOINT")
    crowd.settle()
    crowd.check(crowded.nodes[1], crowded.stored(crowd.document))
    assert crowd.closes() == []
    check_sound(crowded.database_url)


def check_sound(url: str) -> None:
    """Every table and index of the database is readable and agrees with the others."""
    program = backends.postgresql_program("pg_amcheck")
    subprocess.run([program, "--install-missing", "--heapallindexed", url], check=True, timeout=60)
