"""Connections that cost a load generator next to nothing: frames made before, kept unread."""

import asyncio
import re
from time import perf_counter
from typing import cast

from pycrdt import Doc, Text

from documents.protocol.codec import var_uint
from documents.protocol.ywebsocket import update_message

SAVED = 100
PING = re.compile(rb"\x89\x04(?=(.{4}))", re.DOTALL)
"""With four bytes, as uvicorn's are: who does not answer is disconnected after 20 seconds."""
HEADER = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Authorization: Bearer {token}\r\n\r\n"
)


def masked(payload: bytes) -> bytes:
    """A binary frame of a client, masked with zeros, which leave the bytes as they are."""
    size = len(payload)
    head = bytes((0x82, 0x80 | size)) if size < 126 else b"\x82\xfe" + size.to_bytes(2)
    return head + bytes(4) + payload


def keystrokes(client: int, count: int) -> list[bytes]:
    """Frames of somebody who types `count` characters in a row, each of them an update."""
    made: list[bytes] = []
    doc: Doc[Text] = Doc(client_id=client)
    doc.observe(lambda event: made.append(event.update))
    text = doc.get("text", type=Text)
    for number in range(count):
        text.insert(number, "x")
    return [masked(update_message(update)) for update in made]


def question(number: int) -> bytes:
    """The frame that asks whether everything before it is saved."""
    return masked(bytes((SAVED,)) + var_uint(number))


class Line(asyncio.Protocol):
    """One connection. What comes in is kept with its time, to be read after the measurement."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, bytes]] = []
        self.ended = False
        self._greeted = False
        self._transport: asyncio.WriteTransport | None = None
        self._waiting: asyncio.Event = asyncio.Event()

    @classmethod
    async def open(cls, port: int, document: str, token: str) -> "Line":
        """A connection that the server has answered."""
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(cls, "127.0.0.1", port)
        path = f"/ws/documents/{document}?v=1"
        line.write(HEADER.format(path=path, token=token).encode())
        while len(line.heard) < 2:  # the handshake's answer, and the server's first question
            await line.news()
        if b" 101 " not in line.heard[0][1]:
            raise ConnectionError(line.heard[0][1][:200].decode())
        return line

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        self._transport = cast("asyncio.WriteTransport", transport)  # no base class in uvloop

    def data_received(self, data: bytes) -> None:
        """Called by the event loop."""
        if not self._greeted:
            self._greeted = True
            head, _, data = data.partition(b"\r\n\r\n")
            self.heard.append((perf_counter(), head))
            if not data:
                return
        self.heard.append((perf_counter(), data))
        for ping in PING.finditer(data):  # in anything else an answer is in vain, and allowed
            self.write(b"\x8a\x84" + bytes(4) + ping[1])
        self._waiting.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the event loop."""
        self.ended = True
        self._waiting.set()

    async def news(self) -> None:
        """Return when something has come in. Raises `ConnectionError` after the end."""
        self._waiting.clear()
        await self._waiting.wait()
        if self.ended:
            raise ConnectionError("the server ended the connection")

    def write(self, data: bytes) -> None:
        """Send bytes. Raises `ConnectionError` after the end."""
        assert self._transport is not None
        if self.ended:
            raise ConnectionError(f"the server ended the connection: {self.heard[-1][1]!r}")
        self._transport.write(data)

    def close(self) -> None:
        """End the connection."""
        assert self._transport is not None
        self._transport.close()

    def messages(self) -> list[tuple[float, bytes]]:
        """What the server sent after its handshake, message by message."""
        found: list[tuple[float, bytes]] = []
        rest = b""
        for at, data in self.heard[1:]:
            rest += data
            while (end := _end(rest)) is not None:
                head = {126: 4, 127: 10}.get(rest[1], 2)
                found.append((at, rest[head:end]))
                rest = rest[end:]
        return found


def _end(data: bytes) -> int | None:
    """Where the first frame ends, if it is whole."""
    if len(data) < 2:
        return None
    size, head = data[1], 2
    if size > 125:
        head = 4 if size == 126 else 10
        size = int.from_bytes(data[2:head])
    return head + size if len(data) >= max(head, 2) and len(data) >= head + size else None
