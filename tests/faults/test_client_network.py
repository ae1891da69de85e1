"""The network of people comes and goes: what they typed arrives, once."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event

import pytest

from tests.crowd import NAMES, Crowd
from tests.nodes.cluster import Door
from tests.proxy import Network
from tests.servers import Site, end
from tests.yjs import Yjs

pytestmark = [pytest.mark.node, pytest.mark.server]

FLAPS = 3
"""In a round: a second without the network, a second with it. Twenty rounds are two minutes."""

FLAP_SECONDS = 1.0
OFFLINE_WORDS = 2000
OFFLINE_SECONDS = 300.0
"""So long do they write these words, in a full run."""

BACKOFF_SECONDS = 0.2
"""The longest pause of the tests' clients between two attempts; the first few are shorter."""

QUICK_ATTEMPTS = 2
TABS = ("wa", "wc")
"""Both of one person."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    site.start()
    yield site
    end(site)


@pytest.fixture
def door(site: Site, lines: Network) -> Door:
    """The network of those who have trouble with theirs."""
    return Door(site, lines.proxy(site.port))


def crowd_of(yjs: Yjs, site: Site, seed: int) -> Crowd:
    return Crowd(yjs, site.create("ada", "grace", "alan"), seed)


def check(crowd: Crowd, site: Site) -> None:
    crowd.settle()
    crowd.check(site, site.stored(crowd.document))
    assert set(crowd.closes()) <= {0, 1005, 1006}


def attempts(crowd: Crowd, names: Iterable[str] = NAMES) -> int:
    return sum(crowd.yjs.do("attempts", client=name) for name in names)


def most_attempts(people: int, seconds: float) -> float:
    """One for each step of the waiting time."""
    return people * (seconds / BACKOFF_SECONDS + QUICK_ATTEMPTS)


def go_offline(door: Door, number: int) -> None:
    """The network says nothing any more, or refuses."""
    if number % 2:
        door.line.hold()
    else:
        door.line.refuse()


def go_online(door: Door) -> None:
    """Nothing arrives of what was under way."""
    door.line.reset()
    door.line.pass_on()


def test_a_network_that_comes_and_goes_loses_and_doubles_nothing(
    site: Site, door: Door, yjs: Yjs, rounds: int, seed: int
) -> None:
    crowd = crowd_of(yjs, site, seed)
    crowd.start([door])
    for number in range(rounds * FLAPS):
        go_offline(door, number)
        before = attempts(crowd)
        Event().wait(FLAP_SECONDS)
        assert attempts(crowd) - before <= most_attempts(len(NAMES), FLAP_SECONDS)
        go_online(door)
        Event().wait(FLAP_SECONDS)
        crowd.acknowledged(1)
    check(crowd, site)


@pytest.mark.round_seconds(600)
def test_two_tabs_that_were_offline_for_long_bring_everything(
    site: Site, door: Door, yjs: Yjs, round_seed: int, full_run: bool
) -> None:
    """The server restarts meanwhile, and others go on: content must not come twice."""
    document = site.create("ada", "grace", "alan")
    crowd = Crowd(yjs, document, round_seed, pause_ms=500 if full_run else 20)
    others = [name for name in NAMES if name not in TABS]
    crowd.start([door, site])
    crowd.acknowledged(3)
    crowd.stop(TABS)
    go_offline(door, round_seed)
    before, since = attempts(crowd, TABS), time.monotonic()
    type_much(crowd, OFFLINE_WORDS // 2, full_run)
    site.kill()
    site.start()
    type_much(crowd, OFFLINE_WORDS // 2, full_run)
    offline_seconds = time.monotonic() - since
    assert not full_run or offline_seconds >= OFFLINE_SECONDS
    assert attempts(crowd, TABS) - before <= most_attempts(len(TABS), offline_seconds)
    crowd.acknowledged(3, others)
    go_online(door)
    for name in TABS:
        yjs.do("type", client=name, name=name, seed=round_seed, pauseMs=20)
    crowd.acknowledged(1)
    check(crowd, site)


def type_much(crowd: Crowd, words: int, slowly: bool) -> None:
    """The two of them write so many words without the server."""
    pause_ms = 1000 * len(TABS) * OFFLINE_SECONDS / OFFLINE_WORDS if slowly else 1
    for number, name in enumerate(TABS):
        crowd.yjs.do("type", client=name, name=name, seed=number, pauseMs=pause_ms)
    waiting = [crowd.yjs.start("typed", client=name, count=words // len(TABS)) for name in TABS]
    for answer in waiting:
        answer.result()
    crowd.stop(TABS)
