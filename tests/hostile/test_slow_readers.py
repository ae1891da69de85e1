"""Clients that do not read, and that hardly read."""

import socket as sockets
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from threading import Event

import pytest

from tests.servers import DaphneSite, PlainSite, Site

from . import attacker
from .footprint import memory
from .raw import bearer, handshake
from .stage import FLOOR_SECONDS, OWNER, p99
from .test_others_wait import KEYS, typists

pytestmark = [pytest.mark.server, pytest.mark.timeout(300)]

MOST_SECONDS = {Site: 15, PlainSite: 60, DaphneSite: 90}
"""What a client has confirmed is known to our own transport alone. To uvicorn as it comes, what the
kernel takes is gone; daphne takes everything, and ends whoever does not answer its pings."""
MOST_BYTES = 50 * 2**20
EACH = 50
SIP_BYTES = 256


def joined(port: int, request: bytes) -> sockets.socket:
    """A connection that has little room for what it is sent, and is let in."""
    socket = sockets.socket()
    socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    socket.settimeout(attacker.SECONDS)
    socket.connect(("127.0.0.1", port))
    socket.sendall(request)
    assert socket.recv(12) == b"HTTP/1.1 101"
    return socket


def inside(site: Site, document: str) -> int:
    """How often somebody came in, less how often somebody went."""
    lines = [line for line in site.log_path.read_text().splitlines() if document in line]
    return sum(" enters " in line for line in lines) - sum(" leaves " in line for line in lines)


def sip(sippers: list[sockets.socket], done: Callable[[], bool]) -> float:
    """Read a kilobyte a second from each until it is `done`; answers how long that took."""
    began = time.monotonic()
    for socket in sippers:
        socket.setblocking(False)
    tick = Event()
    while not done() and time.monotonic() < began + 2 * MOST_SECONDS[DaphneSite]:
        tick.wait(SIP_BYTES / 1024)
        for socket in sippers:
            with suppress(OSError):
                socket.recv(SIP_BYTES)
    return time.monotonic() - began


@pytest.mark.alone
def test_slow_readers_are_dropped_and_nobody_else_waits(site: Site) -> None:
    document = site.create(OWNER, attacker.NAME)
    with typists(site, document) as people, ExitStack() as stack:
        calm = p99(people.next(KEYS))
        honest, before = inside(site, document), memory(site)
        request = handshake(document, bearer(site))
        slow = [stack.enter_context(closing(joined(site.port, request))) for _ in range(2 * EACH)]
        letters = len(people.waits)
        seconds = sip(slow[:EACH], lambda: inside(site, document) <= honest)
        during, grown = p99(people.waits[letters:]), memory(site) - before
        print(f"p99 {calm:.3f} then {during:.3f} s, {grown >> 20} MiB, all out in {seconds:.1f} s")  # noqa: T201
        assert seconds <= MOST_SECONDS[type(site)]
        assert grown < MOST_BYTES
        assert during <= max(2 * calm, FLOOR_SECONDS)
