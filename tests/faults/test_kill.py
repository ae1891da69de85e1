"""The server is killed while people type: what they were told and what they saw stays."""

import os
import random
import re
import signal
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from tests.servers import DaphneSite, Site, running, until
from tests.yjs import Yjs

pytestmark = [pytest.mark.node, pytest.mark.server]

ROUNDS = int(os.environ.get("KILL_ROUNDS", "20"))
SEED = int(os.environ.get("KILL_SEED", "1"))
TYPISTS = ("wa", "wb", "wc", "wd")
PEOPLE = ("ada", "grace", "ada", "alan")
PAUSE_MS = 7
LIFE_SECONDS = 0.8
"""A server lives at most this long under load in a round."""
TOKEN = re.compile("⟦[a-z]+-[0-9]{6}⟧")


@pytest.fixture
def daphne(tmp_path: Path) -> Iterator[Site]:
    """The same, served by daphne."""
    with running(tmp_path, DaphneSite, COLLAB_COMPACT_ROWS="40") as site:
        yield site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A server that compacts often, so that some kills meet a compaction."""
    with running(tmp_path, COLLAB_COMPACT_ROWS="40") as site:
        yield site


def start_typing(yjs: Yjs, site: Site, document: str, seed: int) -> None:
    for number, (name, person) in enumerate(zip(TYPISTS, PEOPLE, strict=True)):
        yjs.open(name, site, document, person)
        yjs.do("type", client=name, name=name, seed=seed + number, pauseMs=PAUSE_MS)


def stored_tokens(yjs: Yjs, site: Site, document: str) -> list[str]:
    updates = site.stored(document)
    return TOKEN.findall(yjs.do("rebuilt", updates=updates, root="text", **{"as": "text"}))


def promised(yjs: Yjs) -> set[str]:
    """What was called saved and what others saw, until everybody is cut off."""
    promises: set[str] = set()
    for name in TYPISTS:
        yjs.do("cutOff", client=name)
        ledger = yjs.do("ledger", client=name)
        promises.update(ledger["acknowledged"], ledger["seen"])
    return promises


def check_kept(yjs: Yjs, site: Site, document: str) -> int:
    """Whether the database alone keeps every promise; answers how many there were."""
    tokens = Counter(stored_tokens(yjs, site, document))
    promises = promised(yjs)
    assert promises - tokens.keys() == set()
    assert [token for token, times in tokens.items() if times > 1] == []
    return len(promises)


def check_converged(yjs: Yjs, site: Site, document: str) -> None:
    """Whether, in the end, everything that anybody typed is everywhere exactly once."""
    for name in TYPISTS:
        yjs.do("stopTyping", client=name)
    for name in TYPISTS:
        assert yjs.saved(name)
    yjs.open("fresh", site, document, "ada")
    yjs.converged("fresh", *TYPISTS)
    typed = [token for name in TYPISTS for token in yjs.do("ledger", client=name)["typed"]]
    everywhere = TOKEN.findall(yjs.text("fresh"))
    assert sorted(everywhere) == sorted(typed)
    assert sorted(stored_tokens(yjs, site, document)) == sorted(typed)


@pytest.mark.timeout(60 + 6 * ROUNDS)
def test_kill_9_loses_nothing_that_was_promised_and_doubles_nothing(site: Site, yjs: Yjs) -> None:
    kill_and_check(site, yjs, ROUNDS)


@pytest.mark.timeout(60 + 6 * ROUNDS)
def test_kill_9_of_daphne_loses_nothing_either(daphne: Site, yjs: Yjs) -> None:
    kill_and_check(daphne, yjs, ROUNDS // 4)


def kill_and_check(site: Site, yjs: Yjs, rounds: int) -> None:
    moments = random.Random(SEED)  # noqa: S311 (repeatable, not secret)
    document = site.create("ada", "grace", "alan")
    start_typing(yjs, site, document, SEED)
    kept = 0
    for _ in range(rounds):
        yjs.do("acknowledged", client=moments.choice(TYPISTS), count=3)
        Event().wait(moments.uniform(0, LIFE_SECONDS))
        site.kill()
        kept = check_kept(yjs, site, document)
        site.start()
    for name in TYPISTS:
        yjs.do("acknowledged", client=name, count=1)
    check_converged(yjs, site, document)
    assert kept > 3 * rounds
    with closing(sqlite3.connect(site.folder / "collab.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_deployment_tells_everybody_and_loses_nothing(site: Site, yjs: Yjs) -> None:
    document = site.create("ada", "grace", "alan")
    start_typing(yjs, site, document, SEED)
    for name in TYPISTS:
        yjs.do("acknowledged", client=name, count=20)
    assert site.stop() in {0, -signal.SIGTERM}
    check_kept(yjs, site, document)
    codes = {yjs.do("closes", client=name)[0]["code"] for name in TYPISTS}
    assert codes == {4503}
    notices = [yjs.do("notices", client=name) for name in TYPISTS]
    assert notices == [[{"kind": "restarting"}]] * len(TYPISTS)
    site.start()
    for name in TYPISTS:
        yjs.do("acknowledged", client=name, count=1)
    check_converged(yjs, site, document)


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
