"""Somebody who may edit, and means harm."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from documents.protocol import ywebsocket
from documents.protocol.codec import var_bytes

from ..servers import Site

NAMES = ("mallory", "eve", "oscar")
"""Several, each with a share of the server's time of their own: one alone is soon read slowly."""
NAME = NAMES[0]
SECONDS = 20
"""How long a server may think about what it was sent; the promise is three."""
TIMES = len(NAMES)
"""How often each attack is tried: what comes of it must not depend on the one before."""
SAVED = b"\x64\x07"


@contextmanager
def opened(
    site: Site, document: str, username: str = NAME, query: str = "?v=1"
) -> Iterator[ClientConnection]:
    """A connection that the server has let in."""
    with connect(
        f"{site.socket_url}/{document}{query}",
        additional_headers={"Authorization": f"Bearer {site.token(username)}"},
        compression=None,
        max_size=None,
        max_queue=None,
        proxy=None,
        close_timeout=0.2,
    ) as socket:
        assert received(socket).startswith(b"\x00\x00")
        yield socket


def received(socket: ClientConnection) -> bytes:
    """The next frame."""
    frame = socket.recv(timeout=SECONDS)
    assert isinstance(frame, bytes)
    return frame


def update(data: bytes) -> bytes:
    """A whole message with an update, whatever it is."""
    return b"\x00\x02" + var_bytes(data)


def send(socket: ClientConnection, frames: Iterable[bytes | str]) -> None:
    """Send until the server closes."""
    with suppress(ConnectionClosed):
        for frame in frames:
            socket.send(frame)


def ending(socket: ClientConnection) -> tuple[list[bytes], int | None]:
    """What comes until the server closes, and the code."""
    frames = []
    with suppress(ConnectionClosed):
        while True:
            frames.append(received(socket))
    return frames, socket.close_code


def code_after(
    site: Site, document: str, frames: Iterable[bytes | str], username: str = NAME
) -> int | None:
    """With which code the server ends a connection that sends these."""
    with opened(site, document, username) as socket:
        send(socket, frames)
        return ending(socket)[1]


def codes_after(site: Site, document: str, frames: Sequence[bytes | str]) -> set[int | None]:
    """The same for each of the attackers, all at once."""
    with ThreadPoolExecutor(TIMES) as threads:
        return set(threads.map(lambda name: code_after(site, document, frames, name), NAMES))


def until(socket: ClientConnection, start: bytes) -> list[bytes]:
    """What comes before a frame that starts like this."""
    frames = []
    while not (frame := received(socket)).startswith(start):
        frames.append(frame)
    return frames


def answers(socket: ClientConnection) -> list[bytes]:
    """What the server says at once to what was sent before: it judges in order."""
    socket.send(ywebsocket.sync_step_1(b"\x00"))
    return until(socket, b"\x00\x01")
