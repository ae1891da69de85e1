"""The same promises on the direct transport and on plain ASGI, byte by byte."""

import asyncio
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from documents import tokens
from documents.asgi import collab_application
from documents.models import Document
from documents.protocol import ywebsocket
from documents.protocol.codec import var_bytes, var_uint
from documents.rooms import registry

pytestmark = pytest.mark.django_db(transaction=True)

HI = bytes.fromhex("00020c010101000401017402686900")
MORE = bytes.fromhex("00020a01010102840101012100")
SAVED = b"\x64\x05"


@dataclass(frozen=True)
class Server:
    """A uvicorn in this event loop."""

    port: int
    document: Document
    secret: str

    def open(self) -> connect:
        return connect(
            f"ws://127.0.0.1:{self.port}/ws/documents/{self.document.pk}?v=1",
            additional_headers={"Authorization": f"Bearer {self.secret}"},
            compression=None,
            max_size=None,
        )

    async def raw(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection after its handshake, to be spoken to in bytes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        writer.write(
            f"GET /ws/documents/{self.document.pk}?v=1 HTTP/1.1\r\nHost: test\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            f"Authorization: Bearer {self.secret}\r\n\r\n".encode()
        )
        await reader.readuntil(b"\r\n\r\n")
        return reader, writer


async def _no_http(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError("no HTTP here")


@pytest.fixture(params=["documents.transport:DirectProtocol", "websockets-sansio"])
async def server(request: Any, plan: Document, ada: User) -> AsyncIterator[Server]:
    config = uvicorn.Config(
        collab_application(_no_http),
        port=0,
        ws=request.param,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
    )
    made = uvicorn.Server(config)
    _, secret = await sync_to_async(tokens.issue)(ada, "test", ["write"])
    running = asyncio.create_task(made.serve())
    async with asyncio.timeout(20):
        while not made.started:
            await asyncio.sleep(0.01)
    port = made.servers[0].sockets[0].getsockname()[1]
    yield Server(port, plan, secret)
    await registry.stop()
    made.should_exit = True
    await running


async def joined(socket: ClientConnection) -> None:
    """Read the server's sync step 1."""
    assert (await socket.recv())[:2] == b"\x00\x00"


async def answers(socket: ClientConnection, count: int) -> list[bytes]:
    async with asyncio.timeout(20):
        return [bytes(await socket.recv(decode=False)) for _ in range(count)]


def frame(payload: bytes, first: int = 0x82) -> bytes:
    """A masked frame."""
    mask = b"\x1a\x2b\x3c\x4d"
    size = len(payload)
    if size < 126:
        header = struct.pack("!BB", first, 0x80 | size)
    elif size < 65536:
        header = struct.pack("!BBH", first, 0x80 | 126, size)
    else:
        header = struct.pack("!BBQ", first, 0x80 | 127, size)
    return header + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


async def test_an_edit_is_saved_and_echoed(server: Server) -> None:
    async with server.open() as socket:
        await joined(socket)
        await socket.send(HI)
        await socket.send(SAVED)
        assert set(await answers(socket, 2)) == {HI, SAVED}


async def test_what_is_sent_before_the_room_is_open_counts(server: Server) -> None:
    async with server.open() as socket:
        for message in (HI, MORE, SAVED):
            await socket.send(message)
        await joined(socket)
        got = await answers(socket, 2)
        assert SAVED in got


async def test_frames_may_come_in_any_pieces(server: Server) -> None:
    reader, writer = await server.raw()
    for byte in frame(HI) + frame(b"", 0x89) + frame(SAVED):
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0)
    async with asyncio.timeout(20):
        got = b""
        while SAVED not in got:
            got += await reader.read(1000)
    assert HI in got
    writer.close()


@pytest.mark.parametrize("cut", [1, 2, 5, 9, 14, 70_000, -1])
async def test_a_large_frame_may_come_in_pieces_with_the_beginning_of_the_next(
    server: Server, cut: int
) -> None:
    update = b"\x01\x01\x01\x00\x04\x01\x01t" + var_bytes(b"x" * 100_000) + b"\x00"
    whole = frame(ywebsocket.update_message(update)) + frame(SAVED)
    first = len(whole) - len(frame(SAVED)) - 1 if cut == -1 else cut
    reader, writer = await server.raw()
    for piece in (whole[:first], whole[first:-3], whole[-3:]):
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0)
    async with asyncio.timeout(20):
        got = b""
        while not (ywebsocket.update_message(update) in got and b"\x82" + var_bytes(SAVED) in got):
            got += await reader.read(200_000)
    writer.close()


async def test_many_frames_may_come_at_once(server: Server) -> None:
    reader, writer = await server.raw()
    writer.write(frame(HI) + frame(b"\x64\x01") + frame(b"\x64\x02") + frame(SAVED))
    async with asyncio.timeout(20):
        got = b""
        while SAVED not in got:
            got += await reader.read(1000)
    assert b"\x82\x02\x64\x01\x82\x02\x64\x02\x82\x02\x64\x05" in got
    writer.close()


async def test_a_message_may_come_in_fragments_with_pings_between(server: Server) -> None:
    reader, writer = await server.raw()
    writer.write(frame(HI[:5], 0x02) + frame(b"p", 0x89) + frame(HI[5:9], 0x00))
    writer.write(frame(HI[9:], 0x80) + frame(SAVED))
    async with asyncio.timeout(20):
        got = b""
        while not (SAVED in got and HI in got):
            got += await reader.read(1000)
    assert b"\x8a\x01p" in got
    writer.close()


@pytest.mark.parametrize("size", [60_000, 65_535, 65_536, 200_000])
async def test_nothing_comes_with_a_large_message_that_was_for_somebody_else(
    server: Server, size: int
) -> None:
    update = ywebsocket.update_message(
        b"\x01\x01\x01\x00\x04\x01\x01t" + var_bytes(b"x" * size) + b"\x00"
    )
    async with server.open() as reader, server.open() as writer:
        await joined(reader)
        await joined(writer)
        await reader.send(b"\x64\x07")
        assert await answers(reader, 1) == [b"\x64\x07"]
        await writer.send(update)
        assert await answers(writer, 1) == [update]
        assert await answers(reader, 1) == [update]
        await reader.send(SAVED)
        assert await answers(reader, 1) == [SAVED]


@pytest.mark.parametrize("size", [125, 126, 65535, 65536, 200_000])
async def test_messages_of_every_header_size_go_both_ways(server: Server, size: int) -> None:
    text = b"x" * size
    update = b"\x01\x01\x01\x00\x04\x01\x01t" + var_bytes(text) + b"\x00"
    async with server.open() as socket:
        await joined(socket)
        await socket.send(ywebsocket.update_message(update))
        assert await answers(socket, 1) == [ywebsocket.update_message(update)]


async def test_text_is_refused_and_ends_the_third_time(server: Server) -> None:
    async with server.open() as socket:
        await joined(socket)
        for _ in range(3):
            await socket.send("hi")
        with pytest.raises(ConnectionClosed) as closed:
            await answers(socket, 10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4400


async def test_an_empty_message_is_malformed(server: Server) -> None:
    async with server.open() as socket:
        await joined(socket)
        await socket.send(b"")
        assert (await answers(socket, 1))[0][0] == ywebsocket.REFUSAL


@pytest.mark.parametrize(
    "bad",
    [
        bytes.fromhex("820161"),
        bytes.fromhex("c2810000000061"),
        bytes.fromhex("83810000000061"),
        bytes.fromhex("80810000000061"),
        bytes.fromhex("82ff7fffffffffffffff00000000"),
        bytes.fromhex("82ff000000100000000000000000"),
        frame(b"a", 0x02) + frame(b"b", 0x82),
    ],
    ids=["unmasked", "extension", "opcode", "stray", "huge", "large", "interleaved"],
)
async def test_a_malformed_frame_ends_the_connection_and_nothing_else(
    server: Server, bad: bytes
) -> None:
    reader, writer = await server.raw()
    writer.write(bad)
    async with asyncio.timeout(20):
        while await reader.read(1000):
            pass
    writer.close()
    async with server.open() as socket:
        await joined(socket)


async def test_a_closing_client_is_answered_and_forgotten(server: Server) -> None:
    rooms = await registry.here()
    async with server.open() as socket:
        await joined(socket)
        room = rooms.peek(server.document.pk)
        assert room is not None
        assert len(room.gathering.peers) == 1
    async with asyncio.timeout(20):
        await room.gathering.empty.wait()
    assert socket.close_code == 1000


async def test_a_client_that_does_not_read_is_behind_and_gets_the_whole_later(
    server: Server, settings: Any
) -> None:
    settings.COLLAB = {"LIMITS": {"QUEUE_BYTES": 100_000, "QUEUE_SECONDS": 60}}
    reader, writer = await server.raw()
    async with server.open() as typist:
        await joined(typist)
        clock = 0
        for _ in range(200):
            text = b"y" * 100_000
            origin = b"\x84\x01" + var_uint(clock - 1) if clock else b"\x04\x01\x01t"
            struct_ = origin + var_bytes(text)
            update = b"\x01\x01\x01" + var_uint(clock) + struct_ + b"\x00"
            clock += len(text)
            await typist.send(ywebsocket.update_message(update))
            await answers(typist, 1)
        total = 0
        async with asyncio.timeout(60):
            while total < clock:
                got = len(await reader.read(2**20))
                assert got
                total += got
            writer.write(frame(SAVED))
            read = b""
            while SAVED not in read:
                more = await reader.read(2**20)
                assert more
                read = read[-1:] + more
    writer.close()


async def test_the_answer_to_a_close_frame_is_read_from_a_client_that_was_held_back(
    server: Server, settings: Any
) -> None:
    """Otherwise the connection would have to be reset, and might take the close frame with it."""
    settings.COLLAB = {"LIMITS": {"MESSAGES_PER_SECOND": 0.01, "MESSAGE_BYTES": 4096}}
    reader, writer = await server.raw()
    writer.write(frame(SAVED) * 20)
    async with asyncio.timeout(5):
        await reader.readuntil(b"\x82" + bytes([len(SAVED)]) + SAVED)
        await registry.stop()
        await reader.readuntil(struct.pack("!H", 4503))
        writer.write(frame(SAVED) * 20 + frame(struct.pack("!H", 4503), 0x88))
        await reader.read()  # to the end
    writer.close()
