"""The server is killed while people type: what they were told and what they saw stays."""

import math
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from tests.crowd import NAMES, Crowd
from tests.patience import within
from tests.servers import DaphneSite, Site, running, until
from tests.yjs import Yjs

pytestmark = [pytest.mark.node, pytest.mark.server]

PAUSE_MS = 7
DEPLOYMENT_SECONDS = 20.0
"""Until the next version serves, in a full run."""

BACK_SECONDS = 5.0
"""Within which everybody is saved again once there is a server, 95 of 100 times."""

LIFE_SECONDS = 0.8
"""A server lives at most this long under load in a round."""


@pytest.fixture
def daphne(tmp_path: Path) -> Iterator[Site]:
    """The same, served by daphne."""
    with running(
        tmp_path, DaphneSite, COLLAB_COMPACT_ROWS="40", COLLAB_COMPACT_SECONDS="0.001"
    ) as site:
        yield site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A server that compacts often, so that some kills meet a compaction."""
    with running(tmp_path, COLLAB_COMPACT_ROWS="40", COLLAB_COMPACT_SECONDS="0.001") as site:
        yield site


def typing(yjs: Yjs, site: Site, seed: int, pause_ms: int = PAUSE_MS) -> Crowd:
    crowd = Crowd(yjs, site.create("ada", "grace", "alan"), seed, pause_ms)
    crowd.start([site])
    return crowd


def check_kept(crowd: Crowd, site: Site) -> int:
    """Whether the database alone keeps every promise; answers how many there were."""
    stored = crowd.rebuilt(site.stored(crowd.document))
    for name in NAMES:
        crowd.yjs.do("cutOff", client=name)
    promises = crowd.promised()
    assert promises - stored.keys() == set()
    assert [token for token, times in stored.items() if times > 1] == []
    return len(promises)


def p95(seconds: list[float]) -> float:
    """What 95 of 100 do not exceed."""
    return sorted(seconds)[math.ceil(0.95 * len(seconds)) - 1]


def kill_and_check(site: Site, yjs: Yjs, rounds: int, seed: int) -> None:
    moments = random.Random(seed)  # noqa: S311 (repeatable, not secret)
    crowd = typing(yjs, site, seed)
    kept, backs_seconds = 0, []
    for _ in range(rounds):
        crowd.acknowledged(3, [moments.choice(NAMES)])
        Event().wait(moments.uniform(0, LIFE_SECONDS))
        site.kill()
        kept = check_kept(crowd, site)
        site.start()
        since = time.monotonic()
        crowd.acknowledged(1)
        backs_seconds.append(time.monotonic() - since)
    crowd.settle()
    crowd.check(site, site.stored(crowd.document))
    assert kept > 3 * rounds
    with closing(sqlite3.connect(site.folder / "collab.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert p95(backs_seconds) < within(BACK_SECONDS)


def test_kill_9_loses_nothing_that_was_promised_and_doubles_nothing(
    site: Site, yjs: Yjs, rounds: int, seed: int
) -> None:
    kill_and_check(site, yjs, rounds * 4, seed)


def test_kill_9_of_daphne_loses_nothing_either(
    daphne: Site, yjs: Yjs, rounds: int, seed: int
) -> None:
    kill_and_check(daphne, yjs, rounds, seed)


@pytest.mark.round_seconds(60)
def test_a_deployment_tells_everybody_and_loses_nothing(
    site: Site, yjs: Yjs, rounds: int, seed: int, full_run: bool
) -> None:
    crowd = typing(yjs, site, seed, 100 if full_run else PAUSE_MS)
    for number in range(1, rounds):
        crowd.acknowledged(20)
        assert site.stop() in {0, -signal.SIGTERM}
        check_kept(crowd, site)
        assert crowd.closes().count(4503) == len(NAMES) * number
        if full_run:
            Event().wait(DEPLOYMENT_SECONDS)
        site.start()
        crowd.acknowledged(1)
    notices = [yjs.do("notices", client=name) for name in NAMES]
    assert notices == [[{"kind": "restarting"}] * (rounds - 1)] * len(NAMES)
    crowd.settle()
    crowd.check(site, site.stored(crowd.document))


def test_nothing_of_a_killed_server_stays(site: Site, yjs: Yjs) -> None:
    document = site.create("ada")
    yjs.open("one", site, document, "ada")
    yjs.edit("one", *[("insert", "text", 0, "x")])
    assert yjs.saved("one")
    yjs.do("close", client="one")
    until(lambda: site.checkpoint(document))  # its content workers have started
    assert len(site.processes()) > 1
    site.kill()
    until(lambda: not site.processes())
