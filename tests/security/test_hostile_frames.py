"""Malformed messages on both transports, three times each, from an editor: nothing comes of it."""

import asyncio

import pytest
from websockets.exceptions import ConnectionClosed

from documents.models import Update
from documents.protocol import ywebsocket

from ..consumers.test_transport import Server, joined, server  # noqa: F401
from ..protocol.hostile import ROWS, Answer

pytestmark = pytest.mark.django_db(transaction=True)

ENVELOPES = {
    "E1": "",
    "E3": "00",
    "E3 update": "0002",
    "E4": "000300",
    "E5": "0500",
    "E5 huge": "ffffffffffffffffff7f",
    "E6": "0002ffffffff0f",
    "E6 huge": "0002ffffffffffffff7f",
    "E8": "000001ff",
    "E14": "01ffffffff0f",
    "E15": "01050101011f7b",
    "E19": "0200",
    "E20": "7b2274797065223a22646f632e757064617465227d",
    "E21 gzip": "1f8b08000000000000ff",
    "E21 ff": "ff" * 64,
}
FRAMES = {name: bytes.fromhex(text) for name, text in ENVELOPES.items()} | {
    row.id: ywebsocket.update_message(row.update) for row in ROWS if row.answer is Answer.BAD
}


async def code_after_three(server: Server, frame: bytes) -> int | None:  # noqa: F811
    async with asyncio.timeout(20), server.open() as socket:
        await joined(socket)
        try:
            for _ in range(3):
                await socket.send(frame)
            while True:
                await socket.recv()
        except ConnectionClosed:
            return socket.close_code


@pytest.mark.timeout(300)
async def test_each_ends_its_sender_and_reaches_nobody(server: Server) -> None:  # noqa: F811
    async with server.open() as witness:
        await joined(witness)
        codes = {name: await code_after_three(server, frame) for name, frame in FRAMES.items()}
        assert codes == dict.fromkeys(FRAMES, 4400)
        assert not await Update.objects.aexists()
        await witness.send(b"\x64\x07")
        async with asyncio.timeout(20):
            while (heard := await witness.recv()) != b"\x64\x07":
                assert heard == ywebsocket.KEEP_ALIVE
