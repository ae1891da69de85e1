"""The database file is locked, full, read-only, or gone: nothing is called saved meanwhile."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from tests.away import check_back, check_truth_while_away
from tests.crowd import Crowd
from tests.servers import Site, end
from tests.yjs import Yjs

from .inside import disk
from .test_kill import check_kept

pytestmark = [pytest.mark.node, pytest.mark.server]

PAUSE_MS = 100
LOCKED_WORDS = 100
"""Each types so many words while the file is locked: ten seconds."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Its disk is as the file `disk` says."""
    site = Site(
        tmp_path,
        DJANGO_SETTINGS_MODULE="tests.faults.inside.settings",
        FAULT_DISK=str(tmp_path / "disk"),
        COLLAB_COMPACT_ROWS="1000000",  # what is deleted would make room
    )
    site.start()
    yield site
    end(site)


def database_of(site: Site) -> Path:
    return site.folder / "collab.sqlite3"


@contextmanager
def locked(site: Site) -> Iterator[None]:
    path = database_of(site)
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def removed(site: Site) -> Iterator[None]:
    path = database_of(site)
    path.rename(path.with_name("elsewhere"))
    yield
    assert not path.exists()
    path.with_name("elsewhere").rename(path)


@contextmanager
def read_only(site: Site) -> Iterator[None]:
    (site.folder / "disk").write_text(disk.READ_ONLY)
    yield
    (site.folder / "disk").unlink()


@contextmanager
def full(site: Site) -> Iterator[None]:
    (site.folder / "disk").write_text(disk.FULL)
    yield
    (site.folder / "disk").unlink()


FAULTS: dict[str, tuple[Callable[[Site], AbstractContextManager[None]], int]] = {
    "full": (full, 20),
    "locked": (locked, LOCKED_WORDS),
    "read-only": (read_only, 20),
    "removed": (removed, 20),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_while_the_file_takes_nothing_nothing_is_called_saved(
    site: Site, yjs: Yjs, long_rounds: int, seed: int, fault: str
) -> None:
    make, more = FAULTS[fault]
    crowd = Crowd(yjs, site.create("ada", "grace", "alan"), seed, PAUSE_MS)
    crowd.start([site])
    moments = random.Random(seed)  # noqa: S311 (repeatable, not secret)
    for _ in range(long_rounds):
        crowd.acknowledged(moments.randint(1, 5))
        with make(site):
            check_truth_while_away([site], crowd, more)
        check_back([site], crowd)
    crowd.settle()
    crowd.check(site, site.stored(crowd.document))
    assert crowd.closes() == []
    check_sound(site)


def test_open_editors_bring_back_what_a_lost_write_ahead_log_held(
    site: Site, yjs: Yjs, rounds: int, seed: int
) -> None:
    """Whoever removes it from a server that was killed has an older database, as after a backup."""
    crowd = Crowd(yjs, site.create("ada", "grace", "alan"), seed, pause_ms=20)
    crowd.start([site])
    crowd.acknowledged(1)
    moments = random.Random(seed)  # noqa: S311 (repeatable, not secret)
    for _ in range(rounds):
        move_into_the_database(site)
        crowd.acknowledged(moments.randint(5, 30))
        site.kill()
        check_kept(crowd, site)
        for name in ("collab.sqlite3-wal", "collab.sqlite3-shm"):
            (site.folder / name).unlink()
        site.manage("collab_maintenance", "--after-restore")
        site.start()
        crowd.acknowledged(1)
    crowd.settle()
    crowd.check(site, site.stored(crowd.document))
    assert set(crowd.closes()) <= {1006}
    check_sound(site)


def move_into_the_database(site: Site) -> None:
    """What is in the write-ahead log up to now is not lost with it: accounts, the document."""
    with closing(sqlite3.connect(database_of(site), timeout=30)) as database:
        busy, _, _ = database.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        assert not busy


def check_sound(site: Site) -> None:
    with closing(sqlite3.connect(database_of(site))) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
