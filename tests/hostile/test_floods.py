"""Floods of connections from one address, and crowds that are none."""

import resource
import socket as sockets
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.servers import Site, running

from . import attacker
from .conftest import KINDS
from .raw import bearer, handshake, masked
from .stage import OWNER

pytestmark = [pytest.mark.server, pytest.mark.timeout(300)]

DESCRIPTORS = 1024
SOCKETS, FLOOD_SECONDS = 2000, 10.0
UNFINISHED_EVERY = 4
PEOPLE = 200
CLASS = """
from django.contrib.auth.models import User
from documents import tokens
from documents.models import Document, DocumentAccess
document = Document.objects.get(pk={document!r})
for number in range({people}):
    pupil = User.objects.create(username=f"pupil{{number}}")
    DocumentAccess.objects.create(document=document, user=pupil, role="editor")
    print("token", tokens.issue(pupil, "test", ["write"])[1])
"""


@pytest.fixture(autouse=True)
def _many_descriptors() -> Iterator[None]:
    """The test has both ends of each connection to care for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def connected(site: Site, address: str = "127.0.0.1") -> sockets.socket:
    """A connection from one of this machine's addresses."""
    here = sockets.socket()
    here.settimeout(attacker.SECONDS)
    here.bind((address, 0))
    here.connect(("127.0.0.1", site.port))
    return here


def is_in(here: sockets.socket) -> bool:
    """Whether the handshake was accepted."""
    return here.recv(12) == b"HTTP/1.1 101"


def flood(site: Site, document: str) -> list[sockets.socket]:
    """2,000 connections from one address in ten seconds, 500 of which never say what they want."""
    request, began = handshake(document, bearer(site)), time.monotonic()
    opened = []
    for number in range(SOCKETS):
        opened.append(connected(site))
        opened[-1].sendall(request if number % UNFINISHED_EVERY else request[:60])
        while time.monotonic() < began + number * FLOOD_SECONDS / SOCKETS:
            opened[-1].settimeout(0.01)
    return opened


def test_a_flood_from_one_address_leaves_room_for_others(tmp_path: Path) -> None:
    """In front of other servers a proxy has to end handshakes that nobody finishes."""
    with running(tmp_path) as site, ExitStack() as stack:
        assert site.process is not None
        resource.prlimit(site.process.pid, resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS))
        document = site.create(OWNER, attacker.NAME, "bob")
        site.token("bob")
        with attacker.opened(site, document, OWNER) as before:
            opened = flood(site, document)
            for one in opened:
                stack.enter_context(closing(one))
            began = time.monotonic()
            new = stack.enter_context(closing(connected(site, "127.0.0.3")))
            new.sendall(handshake(document, bearer(site, "bob")))
            assert is_in(new)
            assert time.monotonic() - began < 5
            before.send(attacker.SAVED)
            attacker.until(before, attacker.SAVED)
            for unfinished in opened[::UNFINISHED_EVERY]:
                unfinished.settimeout(attacker.SECONDS)
                assert _ends(unfinished)
        again = stack.enter_context(closing(connected(site)))
        again.sendall(handshake(document, bearer(site, "bob")))
        assert is_in(again)


def _ends(here: sockets.socket) -> bool:
    try:
        while here.recv(1024):
            pass
    except ConnectionResetError:
        return True
    return True


@pytest.mark.parametrize("kind", KINDS)
def test_a_class_of_two_hundred_comes_in_from_one_address(tmp_path: Path, kind: str) -> None:
    with running(tmp_path, KINDS[kind]) as site, ExitStack() as stack:
        document = site.create(OWNER)
        printed = site.manage("shell", "-c", CLASS.format(document=document, people=PEOPLE))
        secrets = [line.split()[1] for line in printed.splitlines() if line.startswith("token ")]
        assert len(secrets) == PEOPLE
        pupils = [stack.enter_context(closing(connected(site))) for _ in secrets]
        for pupil, secret in zip(pupils, secrets, strict=True):
            pupil.sendall(handshake(document, f"Authorization: Bearer {secret}"))
        for pupil in pupils:
            assert is_in(pupil)


def test_a_test_of_load_opens_two_thousand_sockets_with_one_token(tmp_path: Path) -> None:
    with running(tmp_path, COLLAB_THROTTLE="off") as site, ExitStack() as stack:
        document = site.create(OWNER)
        request = handshake(document, bearer(site, OWNER))
        opened = []
        for _ in range(SOCKETS):
            opened.append(stack.enter_context(closing(connected(site))))
            opened[-1].sendall(request)
        for one in opened:
            assert is_in(one)
        opened[0].sendall(masked(attacker.SAVED))
        assert _says(opened[0], attacker.SAVED)


def _says(here: sockets.socket, words: bytes) -> bool:
    heard = b""
    while words not in heard:
        more = here.recv(65536)
        if not more:
            return False
        heard += more
    return True
