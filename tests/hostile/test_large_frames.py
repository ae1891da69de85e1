"""Frames of every size: what is allowed comes through, the rest costs nobody memory."""

import socket as sockets
from contextlib import closing, suppress

import pytest

from documents.protocol.limits import Limits
from tests.servers import DaphneSite, Site

from ..protocol import wire
from . import attacker
from .footprint import forget_peak, peak
from .raw import bearer, handshake, masked
from .stage import OWNER

pytestmark = [pytest.mark.server, pytest.mark.timeout(300)]

MOST = Limits().message_bytes
MOST_BYTES: dict[type[Site], int] = {DaphneSite: 5 * MOST}
USUAL_BYTES = 40 * 2**20
"""daphne keeps a message in pieces, joins them and copies the whole: four times its size for a
moment; the others refuse what is announced."""
PIECE = bytes(2**16)


@pytest.mark.parametrize("size", [256 * 1024, 4 * 2**20])
def test_large_frames_are_taken(site: Site, size: int) -> None:
    document = site.create(OWNER, attacker.NAME)
    with attacker.opened(site, document) as socket:
        socket.send(attacker.update(wire.update(wire.section(1, 0, wire.text("x" * size)))))
        socket.send(attacker.SAVED)
        attacker.until(socket, attacker.SAVED)


def go_on(site: Site, document: str, beginning: bytes, more: bytes) -> None:
    """Send more and more until the server ends it, which it has to before eight times the limit."""
    with closing(sockets.create_connection(("127.0.0.1", site.port), attacker.SECONDS)) as here:
        here.sendall(handshake(document, bearer(site)))
        assert here.recv(12) == b"HTTP/1.1 101"
        with suppress(ConnectionResetError, BrokenPipeError):
            here.sendall(beginning)
            for _ in range(8 * MOST // len(more)):
                here.sendall(more)
            while here.recv(2**16):
                pass


ENDLESS = {
    "fragments without an end": (masked(b"", 0x02), masked(PIECE, 0x00)),
    "a frame a byte too long": (masked(bytes(MOST + 1))[:14], PIECE),
    "a frame of a terabyte": (b"\x82\xff" + (2**40).to_bytes(8, "big") + bytes(4), PIECE),
    "the longest frame there is": (b"\x82\xff" + (2**63 - 1).to_bytes(8, "big") + bytes(4), PIECE),
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_what_is_too_large_ends_its_sender_and_costs_nobody_memory(site: Site, kind: str) -> None:
    document = site.create(OWNER, attacker.NAME)
    attacker.code_after(site, document, [b"\x00"] * 3)
    grown = []
    for _ in range(3):
        before = forget_peak(site)
        go_on(site, document, *ENDLESS[kind])
        grown.append(peak(site) - before)
        print(f"{grown[-1] >> 20} MiB")  # noqa: T201
    # What else a server has to do, such as compacting what came before, it does not three times.
    assert min(grown) < MOST_BYTES.get(type(site), USUAL_BYTES)


def test_a_message_past_the_limit_is_told_so_or_reset(site: Site) -> None:
    document = site.create(OWNER, attacker.NAME)
    codes = {attacker.code_after(site, document, [bytes(MOST + 1)]) for _ in range(3)}
    print(codes)  # noqa: T201
    assert codes <= {None, 1006, 1009, 4413}
