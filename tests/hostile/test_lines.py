"""Clients on lines that are slow, that stand still for a while, and that are cut without a word."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest
from websockets.sync.client import ClientConnection, connect

from documents.protocol import ywebsocket
from tests.proxy import Network, Proxy, Way, network
from tests.servers import Site, running, until

from ..protocol import wire
from . import attacker
from .conftest import KINDS
from .raw import bearer, handshake
from .stage import OWNER
from .test_slow_readers import inside, joined

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]

GONE_SECONDS = 60
"""daphne waits 20 s before it asks, and 30 s for the answer; presence ends after 30 s by itself."""
WRITER = 7001
PASTE = "x" * 50_000
LATENCY_SECONDS = 0.15
MEGABIT = 125_000
"""Bytes a second."""
PATIENCE_SECONDS = 400
"""A document of megabytes takes minutes at 200 kbit/s. `manage.py serve` alone waits so long for
the answer to a ping behind it."""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Site]]:
    """A server of each kind, at once: what is waited for costs no processor."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(running(tmp_path_factory.mktemp(name), kind))
            for name, kind in KINDS.items()
        ]


@pytest.fixture(scope="module")
def net() -> Iterator[Network]:
    with network() as made:
        yield made


def on_each(sites: list[Site], check: Callable[[Site], None]) -> None:
    """Check all servers at once; raises what the first that failed raised."""
    with ThreadPoolExecutor(len(sites)) as threads:
        for result in [threads.submit(check, site) for site in sites]:
            result.result()


def test_a_client_that_is_gone_without_a_word_is_let_go(sites: list[Site], net: Network) -> None:
    def check(site: Site) -> None:
        document = site.create(OWNER, attacker.NAME)
        proxy = net.proxy(site.port)
        with closing(joined(proxy.port, handshake(document, bearer(site)))):
            until(lambda: inside(site, document) == 1)
            proxy.hold()
            began = time.monotonic()
            until(lambda: inside(site, document) == 0)
            assert time.monotonic() - began < GONE_SECONDS

    on_each(sites, check)


def test_a_large_document_comes_in_on_a_slow_line(
    sites: list[Site], net: Network, *, full_run: bool
) -> None:
    """300 ms there and back, a megabit a second, and nothing at all for a while in between."""
    pastes, bytes_per_second = (60, MEGABIT // 5) if full_run else (15, MEGABIT)
    patient = [site for site in sites if type(site) is Site] if full_run else sites

    def check(site: Site) -> None:
        document = site.create(OWNER, attacker.NAME)
        with attacker.opened(site, document, OWNER) as writer:
            clock = paste(writer, pastes)
            proxy = slow(net, site, bytes_per_second)

            def meanwhile() -> None:
                proxy.hold(Way.DOWN)
                type_on(writer, clock)
                proxy.release(Way.DOWN)

            opens(site, document, proxy, meanwhile)

    on_each(patient, check)


def paste(writer: ClientConnection, times: int) -> int:
    """Write a long text; answers its length."""
    for number in range(times):
        at = number * len(PASTE)
        where = {"left": (WRITER, at - 1)} if at else {"parent": "text"}
        section = wire.section(WRITER, at, wire.text(PASTE, **where))
        writer.send(attacker.update(wire.update(section)))
    saved(writer)
    return times * len(PASTE)


def saved(writer: ClientConnection) -> None:
    """Return when all is saved that was written."""
    writer.send(attacker.SAVED)
    attacker.until(writer, attacker.SAVED)


def type_on(writer: ClientConnection, clock: int) -> None:
    """A letter, which is saved while somebody else still waits for what is before it."""
    letter = wire.section(WRITER, clock, wire.text("y", left=(WRITER, clock - 1)))
    writer.send(attacker.update(wire.update(letter)))
    saved(writer)


def slow(net: Network, site: Site, bytes_per_second: int) -> Proxy:
    """A line to a server that carries so much downwards."""
    proxy = net.proxy(site.port)
    proxy.throttle(bytes_per_second, Way.DOWN)
    proxy.delay(LATENCY_SECONDS)
    return proxy


def opens(site: Site, document: str, proxy: Proxy, meanwhile: Callable[[], None]) -> None:
    """Open a document through a line: it comes once and whole, and then what was typed."""
    with connect(
        f"ws://127.0.0.1:{proxy.port}/ws/documents/{document}?v=1",
        additional_headers={"Authorization": f"Bearer {site.token(attacker.NAME)}"},
        compression=None,
        max_size=None,
        max_queue=None,
        proxy=None,
        ping_interval=None,
    ) as reader:
        reader.recv(timeout=PATIENCE_SECONDS)
        reader.send(ywebsocket.sync_step_1(b"\x00"))
        meanwhile()
        frames: list[bytes] = []
        while not any(frame[:2] == b"\x00\x01" for frame in frames) or b"y" not in frames[-1]:
            frame = reader.recv(timeout=PATIENCE_SECONDS)
            assert isinstance(frame, bytes)
            frames.append(frame)
        assert sum(frame[:2] == b"\x00\x01" for frame in frames) == 1
        reader.send(attacker.SAVED)
        attacker.until(reader, attacker.SAVED)  # it was not given up meanwhile
