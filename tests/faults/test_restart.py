"""A server is told to end while forty-eight people type: each hears it, and nothing is lost."""

import asyncio
import base64
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from threading import Event

import pytest
from pycrdt import Doc, Text, create_update_message
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from documents.protocol.codec import read_var_uint, var_uint
from tests.backends import Database
from tests.hostile import raw
from tests.interop.python_client import opened
from tests.servers import DaphneSite, Site, end

pytestmark = pytest.mark.server

DOCUMENTS, PEOPLE = 8, 48
KEY_SECONDS = 0.02
LATE_KEYS = 25
RESTARTING = 4503
END_SECONDS = 10.0
SAVED, NOTICE = 100, 103


@pytest.fixture(params=[Site, DaphneSite])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    site: Site = request.param(tmp_path)
    yield site
    end(site)


class Person:
    """Somebody who types without a pause, and reads what comes."""

    def __init__(self, number: int, document: str) -> None:
        self.root = f"text {number}"
        self.document = document
        self.saved = 0
        """How many keys were called saved."""
        self.told = False
        self.code: int | None = None

    async def stay(self, site: Site) -> None:
        """Type and read until the connection ends."""
        headers = {"Authorization": f"Bearer {site.token('ada')}"}
        address = f"{site.socket_url}/{self.document}?v=1"
        async with connect(address, additional_headers=headers, compression=None) as line:
            typing = asyncio.create_task(self._type(line))
            with suppress(ConnectionClosed):
                await self._read(line)
            await typing
        self.code = line.close_code

    async def _type(self, line: ClientConnection) -> None:
        keys: list[bytes] = []
        doc: Doc[Text] = Doc()
        doc.observe(lambda event: keys.append(event.update))
        text = doc.get(self.root, type=Text)
        with suppress(ConnectionClosed):
            while True:
                text.insert(len(str(text)), "x")
                await line.send(create_update_message(keys[-1]))
                await line.send(bytes((SAVED,)) + var_uint(len(keys)))
                await asyncio.sleep(KEY_SECONDS)

    async def _read(self, line: ClientConnection) -> None:
        while True:
            frame = await line.recv()
            assert isinstance(frame, bytes)
            if frame[0] == SAVED:
                self.saved, _ = read_var_uint(frame, 1)
            self.told |= frame[0] == NOTICE and b"restarting" in frame


async def type_until_the_end(site: Site, people: list[Person]) -> None:
    """People type until the server has ended, which is told to once everybody was heard."""
    async with asyncio.timeout(60), asyncio.TaskGroup() as stays:
        for person in people:
            stays.create_task(person.stay(site))
        while not all(person.saved for person in people):
            await asyncio.sleep(KEY_SECONDS)
        since = time.monotonic()
        await asyncio.to_thread(site.stop)
        assert time.monotonic() - since < END_SECONDS


def kept(site: Site, person: Person) -> int:
    """How many keys of a person the database holds."""
    doc: Doc[Text] = Doc()
    for update in site.stored(person.document):
        doc.apply_update(base64.b64decode(update))
    return len(str(doc.get(person.root, type=Text)))


def test_everybody_is_told_and_nothing_is_lost(site: Site, rounds: int) -> None:
    for _ in range(rounds):
        site.start()
        documents = [site.create("ada") for _ in range(DOCUMENTS)]
        people = [Person(number, documents[number % DOCUMENTS]) for number in range(PEOPLE)]
        asyncio.run(type_until_the_end(site, people))
        assert [person.code for person in people] == [RESTARTING] * PEOPLE
        assert all(person.told for person in people)
        assert [person for person in people if kept(site, person) < person.saved] == []


def test_a_server_ends_in_time_while_its_database_hangs(
    tmp_path: Path, postgresql_url: str
) -> None:
    site = Site(tmp_path, DATABASE_URL=postgresql_url)
    site.start()
    database = Database(postgresql_url)
    try:
        with opened(site, site.create("ada"), "ada") as client:
            client.append("saved ")
            client.saved()
            database.tell(signal.SIGSTOP)
            client.append("not saved")
            since = time.monotonic()
            site.stop()
            assert time.monotonic() - since < END_SECONDS
            with pytest.raises(ConnectionClosed) as closed:
                client.until(lambda: False)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == RESTARTING
    finally:
        database.tell(signal.SIGCONT)
        end(site)


@pytest.mark.parametrize(
    "site", [Site, pytest.param(DaphneSite, marks=pytest.mark.alone)], indirect=True
)
def test_who_reads_late_is_told_all_the_same(site: Site) -> None:
    """The server waits for an answer to its close frame: to hang up at once would take it back.

    They read so late that daphne's websockets as they come would have hung up half of the time.
    """
    site.start()
    request = raw.handshake(site.create("ada"), raw.bearer(site, "ada"))
    ask = raw.masked(bytes((SAVED, 1)))
    with closing(socket.create_connection(("127.0.0.1", site.port))) as line:
        line.sendall(request)
        read_until(line, b"\r\n\r\n")
        line.sendall(ask)
        read_until(line, bytes((SAVED, 1)))
        with ThreadPoolExecutor(1) as thread:
            stopping = thread.submit(site.stop)
            for _ in range(LATE_KEYS):
                line.sendall(ask)
                Event().wait(KEY_SECONDS)
            read_until(line, RESTARTING.to_bytes(2))
            line.sendall(raw.masked(RESTARTING.to_bytes(2), raw.CLOSE))
            stopping.result()


def read_until(line: socket.socket, words: bytes) -> None:
    """Read from a connection until some bytes came."""
    got = b""
    while words not in got:
        more = line.recv(2**16)
        assert more, got
        got += more
