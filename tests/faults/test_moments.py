"""The server dies at the worst moments: within a commit, before it was acknowledged, compacting."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.crowd import Crowd
from tests.faults.inside.moments import MOMENTS
from tests.servers import Site, end
from tests.yjs import Yjs

from .test_kill import check_kept

pytestmark = [pytest.mark.node, pytest.mark.server]


@pytest.mark.parametrize("moment", MOMENTS)
def test_death_at_the_worst_moment_loses_and_doubles_nothing(
    tmp_path: Path, yjs: Yjs, rounds: int, seed: int, moment: str
) -> None:
    moments = random.Random(seed)  # noqa: S311 (repeatable, not secret)
    calls = tmp_path / "calls"
    site = Site(
        tmp_path,
        DJANGO_SETTINGS_MODULE="tests.faults.inside.settings",
        FAULT_MOMENT=moment,
        FAULT_MOMENT_CALLS=str(calls),
        COLLAB_COMPACT_ROWS="40",
        COLLAB_COMPACT_SECONDS="0.001",
    )
    site.start()
    try:
        crowd = Crowd(yjs, site.create("ada", "grace", "alan"), seed, pause_ms=7)
        crowd.start([site])
        for _ in range(rounds):
            crowd.acknowledged(1)
            calls.write_text(str(moments.randint(1, 3 if "compaction" in moment else 50)))
            site.died()
            calls.unlink()
            check_kept(crowd, site)
            site.start()
        crowd.acknowledged(1)
        crowd.settle()
        crowd.check(site, site.stored(crowd.document))
        with closing(sqlite3.connect(site.folder / "collab.sqlite3")) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finally:
        end(site)
