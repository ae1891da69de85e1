"""Machines of people sleep, for two hours by every clock: what they typed arrives, once."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from signal import SIGCONT, SIGSTOP

import pytest

from tests import yjs as node
from tests.crowd import NAMES, Crowd
from tests.nodes.cluster import Door
from tests.proxy import Network
from tests.servers import Site, end
from tests.yjs import Yjs

pytestmark = [pytest.mark.node, pytest.mark.server]

SLEEP_SECONDS = 7200
"""Nobody waits for it: the clocks of the server and of the sleeping machines are moved."""

TOO_SLOW = 4508
"""To a page whose ticket has expired."""

EVERYBODY = len(NAMES) + 2
"""The crowd and a page, which sleep, and one person who is awake."""


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    """By how many seconds it is later."""
    path = tmp_path / "clock"
    path.write_text("0")
    return path


@pytest.fixture
def site(tmp_path: Path, clock: Path) -> Iterator[Site]:
    settings = "tests.faults.inside.settings"
    site = Site(tmp_path, DJANGO_SETTINGS_MODULE=settings, FAULT_CLOCK=str(clock))
    site.start()
    yield site
    end(site)


@dataclass(frozen=True, slots=True)
class Sleepers:
    """Machines that sleep, the server they know, and the network between them."""

    crowd: Crowd
    site: Site
    door: Door
    clock: Path

    def open(self) -> None:
        """Everybody opens the document; the page does with a ticket."""
        self.crowd.start([self.door])
        document = self.crowd.document
        self.crowd.yjs.open_by_ticket("page", self.door, document, self._ticket())

    def fall_asleep(self, *, forgotten: bool) -> None:
        """The server restarts meanwhile; the network cuts them off or forgets them.

        On a connection that is forgotten nobody answers, and nobody says that it is dead.
        """
        self.crowd.yjs.tell(SIGSTOP)
        self.site.kill()
        if forgotten:
            self.door.line.forget()
        else:
            self.door.line.reset()
        later = float(self.clock.read_text()) + SLEEP_SECONDS
        self.clock.write_text(str(later))
        self.site.start()

    def wake_up(self) -> None:
        """They go on where they were, two hours later."""
        self.crowd.yjs.tell(SIGCONT)

    def attempts(self) -> list[int]:
        """How often each has tried to connect."""
        return [self.crowd.yjs.do("attempts", client=name) for name in NAMES]

    def come_with_a_fresh_ticket(self, ended: int) -> None:
        """The page is told that its ticket is too old, and fetches another one."""
        yjs = self.crowd.yjs
        yjs.do("ended", client="page", closes=ended + 2)
        assert TOO_SLOW in self.crowd.closes(["page"])[ended:]
        yjs.do("renew", client="page", params={"v": "1", "ticket": self._ticket()})
        yjs.do("connect", client="page")

    def _ticket(self) -> str:
        path = f"documents/{self.crowd.document}/ticket/"
        return str(self.site.rest("ada", "POST", path)["ticket"])


@pytest.fixture
def sleepers(site: Site, lines: Network, clock: Path, seed: int) -> Iterator[Sleepers]:
    with node.driver(clock) as yjs:
        crowd = Crowd(yjs, site.create("ada", "grace", "alan"), seed)
        yield Sleepers(crowd, site, Door(site, lines.proxy(site.port)), clock)


def test_who_slept_for_hours_through_a_restart_catches_up(
    sleepers: Sleepers, yjs: Yjs, rounds: int, seed: int
) -> None:
    """Connections are dead, tickets too old, and others think that they are gone."""
    moments = random.Random(seed)  # noqa: S311 (repeatable, not secret)
    site, crowd = sleepers.site, sleepers.crowd
    sleepers.open()
    yjs.open("awake", site, crowd.document, "ada")
    for number in range(rounds):
        crowd.acknowledged(moments.randint(1, 5))
        before, ended = sleepers.attempts(), len(crowd.closes(["page"]))
        sleepers.fall_asleep(forgotten=number % 2 == 0)
        yjs.edit("awake", ("insert", "aside", 0, "x"))
        assert yjs.saved("awake")
        yjs.do("people", client="awake", count=1)
        sleepers.wake_up()
        crowd.acknowledged(1)
        assert sleepers.attempts() == [once + 1 for once in before]
        sleepers.come_with_a_fresh_ticket(ended)
        yjs.do("people", client="awake", count=EVERYBODY)
        crowd.yjs.do("people", client="wa", count=EVERYBODY)
    crowd.yjs.do("close", client="page")
    crowd.settle()
    crowd.check(site, site.stored(crowd.document))
    assert set(crowd.closes()) <= {0, 1005, 1006}
