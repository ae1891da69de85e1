"""Bytes that are no websocket: the connection ends, and nothing else, on every server."""

import re

import pytest

from documents.protocol.limits import Limits
from tests.servers import PlainSite, Site

from . import attacker
from .raw import KEY, bearer, conversation, handshake, masked
from .stage import OWNER, Stage

pytestmark = [pytest.mark.node, pytest.mark.server, pytest.mark.timeout(300)]


def hexadecimal(text: str) -> bytes:
    return bytes.fromhex(text)


BROKEN = {
    "unmasked": hexadecimal("820161"),
    "extension": hexadecimal("c2810000000061"),
    "opcode 3": hexadecimal("83810000000061"),
    "opcode 11": hexadecimal("8b810000000061"),
    "fragmented ping": hexadecimal("09810000000061"),
    "long ping": hexadecimal("89fe007e00000000") + b"a" * 126,
    "stray continuation": hexadecimal("80810000000061"),
    "text fffe": masked(b"\xff\xfe", 0x81),
    "text with a surrogate": masked(b"\xed\xa0\x80", 0x81),
    "text in fragments": masked(b"\xff", 0x01) + masked(b"\xfe", 0x80),
    "close of one byte": hexadecimal("88810000000003"),
    "close 1005": masked((1005).to_bytes(2, "big"), 0x88),
    "close 999": masked((999).to_bytes(2, "big"), 0x88),
    "close with a reason that is no text": masked((1000).to_bytes(2, "big") + b"\xff", 0x88),
    "2^63 bytes": hexadecimal("82ff800000000000000000000000"),
    "2^40 bytes": hexadecimal("82ff000001000000000000000000"),
    "too large": b"\x82\xff" + (Limits().document_bytes + 1).to_bytes(8, "big") + bytes(4),
    "message in a fragment": masked(b"a", 0x02) + masked(b"b"),
}


def test_a_broken_frame_ends_the_connection(stage: Stage) -> None:
    site = stage.site
    for frame in BROKEN.values():
        for _ in range(attacker.TIMES):
            said = conversation(site, handshake(stage.document, bearer(site)), frame)
            assert said.startswith(b"HTTP/1.1 101")


def test_a_length_that_is_not_minimal_is_refused_or_read_as_it_is(stage: Stage) -> None:
    ask = hexadecimal("82fe000200000000") + attacker.SAVED
    request = handshake(stage.document, bearer(stage.site))
    for _ in range(attacker.TIMES):
        said = conversation(stage.site, request, ask + masked((1000).to_bytes(2, "big"), 0x88))
        assert said.startswith(b"HTTP/1.1 101")


def test_empty_messages_go_to_the_application(stage: Stage) -> None:
    site = stage.site
    for empty in (masked(b""), masked(b"", 0x81)) * attacker.TIMES:
        said = conversation(site, handshake(stage.document, bearer(site)), empty * 3)
        assert (4400).to_bytes(2, "big") in said


def shaken(site: Site, document: str, *headers: str, **more: str) -> bytes:
    """The status that a handshake gets; nothing where the connection just ends."""
    bye = masked((1000).to_bytes(2, "big"), 0x88)
    said = conversation(site, handshake(document, bearer(site), *headers, **more), bye)
    return said.split(b" ")[1] if said else b""


def test_handshakes_that_are_none(stage: Stage) -> None:
    for _ in range(attacker.TIMES):
        check_handshakes(stage.site, stage.document)


def check_handshakes(site: Site, document: str) -> None:
    assert shaken(site, document, version="99") in {b"400", b"426"}
    assert shaken(site, document, key="") == b"400"
    assert shaken(site, document, key="Sec-WebSocket-Key: no") == b"400"
    assert shaken(site, document, "X-Bad: a\x0bb") in {b"400", b"101", b""}
    assert shaken(site, document, "X_FORWARDED_FOR: 1.2.3.4") == b"101"
    post = handshake(document, bearer(site)).replace(b"GET", b"POST", 1)
    assert conversation(site, post).split(b" ")[1] in {b"400", b"405", b"404"}
    raw = handshake(document, bearer(site)).replace(b"/ws/", b"/\xff/", 1)
    assert conversation(site, raw)[:12] in {b"HTTP/1.1 400", b"HTTP/1.1 101", b""}


@pytest.mark.parametrize("size", [64_000, 200_000])
def test_a_handshake_that_is_too_large_ends_the_connection(stage: Stage, size: int) -> None:
    if isinstance(stage.site, PlainSite):
        pytest.xfail("stock uvicorn leaves it open: `serve` and the proxy do not")
    long = handshake("a" * size, bearer(stage.site))
    for _ in range(attacker.TIMES):
        assert shaken(stage.site, stage.document, "X-Large: " + "a" * size) != b"101"
        assert conversation(stage.site, long)[:12] != b"HTTP/1.1 101"


STOCK_TRACEBACK = re.compile(
    r"^ERROR:    Invalid UTF-8 sequence received from client\.\nTraceback .*\n(?:  .*\n)+"
    r"UnicodeDecodeError: .*$",
    re.MULTILINE,
)
"""What stock uvicorn says of text that is not UTF-8; `serve` and daphne say nothing."""


def test_the_server_said_nothing_unexpected(site: Site) -> None:
    site.create(OWNER)
    said = site.log_path.read_text()
    if isinstance(site, PlainSite):
        said = STOCK_TRACEBACK.sub("", said)
    assert "Traceback" not in said
    assert KEY not in said
