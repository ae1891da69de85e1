"""The network of people comes and goes, and their machines sleep: what they typed arrives, once."""

import random
from collections.abc import Iterator
from pathlib import Path
from signal import SIGCONT, SIGSTOP
from threading import Event

import pytest

from tests import yjs as node
from tests.crowd import NAMES, Crowd
from tests.nodes.cluster import Door
from tests.proxy import network
from tests.servers import Site, end
from tests.yjs import Yjs

pytestmark = [pytest.mark.node, pytest.mark.server]

FLAPS = 3
"""In a round: a second without the network, a second with it. Twenty rounds are two minutes."""

FLAP_SECONDS = 1.0
OFFLINE_WORDS = 2000
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
def door(site: Site) -> Iterator[Door]:
    """The network of everybody."""
    with network() as lines:
        yield Door(site, lines.proxy(site.port))


@pytest.fixture
def sleepers() -> Iterator[Yjs]:
    """The machines of those who sleep."""
    with node.driver() as yjs:
        yield yjs


def crowd_of(yjs: Yjs, site: Site, seed: int) -> Crowd:
    return Crowd(yjs, site.create("ada", "grace", "alan"), seed)


def check(crowd: Crowd, site: Site) -> None:
    crowd.settle()
    crowd.check(site, site.stored(crowd.document))
    assert set(crowd.closes()) <= {0, 1005, 1006}


def attempts(crowd: Crowd) -> int:
    return sum(crowd.yjs.do("attempts", client=name) for name in NAMES)


def test_a_network_that_comes_and_goes_loses_and_doubles_nothing(
    site: Site, door: Door, yjs: Yjs, rounds: int, seed: int
) -> None:
    crowd = crowd_of(yjs, site, seed)
    crowd.start([door])
    for number in range(rounds * FLAPS):
        if number % 2:
            door.line.hold()
        else:
            door.line.refuse()
        before = attempts(crowd)
        Event().wait(FLAP_SECONDS)
        made = attempts(crowd) - before
        assert made <= len(NAMES) * (FLAP_SECONDS / BACKOFF_SECONDS + QUICK_ATTEMPTS)
        door.line.reset()
        door.line.pass_on()
        Event().wait(FLAP_SECONDS)
        crowd.acknowledged(1)
    check(crowd, site)


def test_two_tabs_that_were_offline_for_long_bring_everything(
    site: Site, door: Door, yjs: Yjs, rounds: int, seed: int
) -> None:
    """The server restarts meanwhile, and others go on: content must not come twice."""
    for number in range(rounds):
        crowd = crowd_of(yjs, site, seed + number)
        crowd.start([door])
        crowd.acknowledged(3)
        for name in TABS:
            yjs.do("disconnect", client=name)
        type_much(crowd)
        site.kill()
        site.start()
        crowd.acknowledged(3, [name for name in NAMES if name not in TABS])
        for name in TABS:
            yjs.do("connect", client=name)
            yjs.do("type", client=name, name=name, seed=seed, pauseMs=20)
        crowd.acknowledged(1)
        check(crowd, site)
        yjs.do("closeAll")


def type_much(crowd: Crowd) -> None:
    """So many words that the two of them write without the server."""
    crowd.stop(TABS)
    for number, name in enumerate(TABS):
        crowd.yjs.do("type", client=name, name=name, seed=number, pauseMs=1)
    waiting = [
        crowd.yjs.start("typed", client=name, count=OFFLINE_WORDS // len(TABS)) for name in TABS
    ]
    for answer in waiting:
        answer.result()
    crowd.stop(TABS)


def test_a_machine_that_slept_through_a_restart_catches_up(
    site: Site, door: Door, yjs: Yjs, sleepers: Yjs, rounds: int, seed: int
) -> None:
    moments = random.Random(seed)  # noqa: S311 (repeatable, not secret)
    crowd = crowd_of(sleepers, site, seed)
    crowd.start([door])
    yjs.open("awake", site, crowd.document, "ada")
    for number in range(rounds):
        crowd.acknowledged(moments.randint(1, 5))
        sleepers.tell(SIGSTOP)
        site.kill()
        if number % 2:  # the network noticed, or not: then the machine wakes to dead connections
            door.line.reset()
        site.start()
        yjs.edit("awake", ("insert", "aside", 0, "x"))
        assert yjs.saved("awake")
        sleepers.tell(SIGCONT)
        crowd.acknowledged(1)
    check(crowd, site)
