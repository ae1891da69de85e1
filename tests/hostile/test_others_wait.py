"""How long others wait while one editor does harm as fast as a process can, on the real server."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Thread

import pytest

from tests.servers import Site, running, until

from ..project.commands import ROOT
from .attacker import NAME
from .attacks import ATTACKS
from .stage import OWNER, p99

pytestmark = [pytest.mark.alone, pytest.mark.server, pytest.mark.timeout(300)]

PEOPLE, KEYS_PER_SECOND, SOCKETS = 20, 5, 4
PROCESSES = 4
"""People have a machine each: what one process reads for all of them is time that nobody waits."""
FIRST_CLIENT = 9000
KEYS = PEOPLE * KEYS_PER_SECOND * 3
FLOOR_SECONDS = 0.25
"""Nobody notices less; on a busy machine the calm figure says little."""


@dataclass
class Typists:
    """People who type in other processes, and how long they waited."""

    processes: list[subprocess.Popen[str]]
    waits: list[float] = field(default_factory=list)

    def listen(self, process: subprocess.Popen[str]) -> None:
        """Note every wait, until they are gone."""
        assert process.stdout is not None
        for line in process.stdout:
            self.waits.append(float(line.split()[1]))

    def next(self, keys: int) -> list[float]:
        """How long the next letters take to be saved."""
        began = len(self.waits)
        until(lambda: len(self.waits) >= began + keys or self.gone)
        return self.waits[began:]

    @property
    def gone(self) -> bool:
        """Whether some of them type no more."""
        return any(process.poll() is not None for process in self.processes)


@contextmanager
def process(module: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A module that runs until the block ends."""
    command = [sys.executable, "-m", f"tests.hostile.{module}", *map(str, arguments)]
    output = subprocess.PIPE if module == "typists" else None
    started = subprocess.Popen(command, cwd=ROOT, stdout=output, text=True)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


@contextmanager
def typists(site: Site, document: str) -> Iterator[Typists]:
    """People who type until the block ends."""
    each = PEOPLE // PROCESSES
    to = (f"{site.socket_url}/{document}", site.token(OWNER), each, KEYS_PER_SECOND)
    with ExitStack() as stack:
        firsts = range(FIRST_CLIENT, FIRST_CLIENT + PEOPLE, each)
        people = Typists([stack.enter_context(process("typists", *to, first)) for first in firsts])
        for one in people.processes:
            stack.enter_context(listening(people, one))
        people.next(KEYS // 2)  # everybody is in
        yield people


@contextmanager
def listening(people: Typists, one: subprocess.Popen[str]) -> Iterator[None]:
    """Note what a process says, until the block ends the process."""
    listener = Thread(target=people.listen, args=[one])
    listener.start()
    try:
        yield
    finally:
        one.kill()
        listener.join()
        assert one.stdout is not None
        one.stdout.close()


@pytest.fixture(scope="module")
def quiet_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("others")) as site:
        yield site


@dataclass(frozen=True)
class Beside:
    """How long one letter in a hundred took: in peace, and beside an attack."""

    before_seconds: float
    during_seconds: float


def measure(site: Site, attack: str, keys: int = KEYS) -> Beside:
    """Let people type so many letters, and as many again beside the attack."""
    document = site.create(OWNER, NAME)
    address = f"{site.socket_url}/{document}"
    with typists(site, document) as people:
        before = p99(people.next(keys))
        with process("attacks", attack, address, site.token(NAME), SOCKETS):
            during = p99(people.next(keys))
        assert not people.gone
    return Beside(before, during)


@pytest.mark.parametrize("attack", ATTACKS)
def test_others_hardly_wait_longer(quiet_site: Site, attack: str) -> None:
    beside = measure(quiet_site, attack)
    print(beside)  # noqa: T201
    assert beside.during_seconds <= max(2 * beside.before_seconds, FLOOR_SECONDS)
