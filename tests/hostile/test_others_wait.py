"""How long others wait while one editor does harm as fast as a process can, on the real server."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
KEYS = PEOPLE * KEYS_PER_SECOND * 3
FLOOR_SECONDS = 0.25
"""Nobody notices less; on a busy machine the calm figure says little."""


@dataclass
class Typists:
    """People who type in another process, and how long they waited."""

    process: subprocess.Popen[str]
    waits: list[float] = field(default_factory=list)

    def listen(self) -> None:
        """Note every wait, until they are gone."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.waits.append(float(line.split()[1]))

    def next(self, keys: int) -> list[float]:
        """How long the next letters take to be saved."""
        began = len(self.waits)
        until(lambda: len(self.waits) >= began + keys or self.process.poll() is not None)
        return self.waits[began:]


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
    address = f"{site.socket_url}/{document}"
    with process("typists", address, site.token(OWNER), PEOPLE, KEYS_PER_SECOND) as started:
        people = Typists(started)
        listener = Thread(target=people.listen)
        listener.start()
        try:
            people.next(KEYS // 2)  # everybody is in
            yield people
        finally:
            started.kill()
            listener.join()
            assert started.stdout is not None
            started.stdout.close()


@pytest.fixture(scope="module")
def quiet_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("others")) as site:
        yield site


@pytest.mark.parametrize("attack", ATTACKS)
def test_others_hardly_wait_longer(quiet_site: Site, attack: str) -> None:
    site, document = quiet_site, quiet_site.create(OWNER, NAME)
    address = f"{site.socket_url}/{document}"
    with typists(site, document) as people:
        before = p99(people.next(KEYS))
        with process("attacks", attack, address, site.token(NAME), SOCKETS):
            began = time.monotonic()
            during = p99(people.next(KEYS))
            seconds = time.monotonic() - began
        assert people.process.poll() is None
    print(f"p99 {before * 1000:.1f} ms, then {during * 1000:.1f} ms in {seconds:.1f} s")  # noqa: T201
    assert during <= max(2 * before, FLOOR_SECONDS)
