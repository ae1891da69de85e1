"""Attacks that run in a process of their own, as fast as one process can.

    python -m tests.hostile.attacks NAME ADDRESS TOKEN SOCKETS

goes on until it is ended.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import count
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from documents.protocol import ywebsocket
from documents.protocol.codec import var_bytes, var_uint

from ..protocol import wire
from .attacker import SAVED, update

BURST = 500


async def malformed(socket: Any) -> None:
    """What nobody's editor sends."""
    for _ in range(4):
        await socket.send(update(b"\x01\x01\x01\x00\x0b\x01\x01t\x00\x00"))
    await socket.wait_closed()


async def typing(socket: Any) -> None:
    """Letters without a pause."""
    client = id(socket) & 0xFFFFFFF
    for clock in count():
        where = {"left": (client, clock - 1)} if clock else {"parent": "text"}
        letter = wire.section(client, clock, wire.text("y", **where))
        await socket.send(update(wire.update(letter)))


async def costly(socket: Any) -> None:
    """Updates of many tiny structs, as large as are judged at once, that say nothing new."""
    client = id(socket) & 0xFFFFFFF
    letters = [wire.text("z", parent="text")]
    letters += [wire.text("z", left=(client, clock)) for clock in range(1500)]
    frame = update(wire.update(wire.section(client, 0, *letters)))
    while True:
        await socket.send(frame)


async def large(socket: Any) -> None:
    """Updates of a megabyte, of many tiny structs, that come again and again."""
    client = id(socket) & 0xFFFFFFF
    letters = [wire.text("z", parent="text")]
    letters += [wire.text("z", left=(client, clock)) for clock in range(80_000)]
    frame = update(wire.update(wire.section(client, 0, *letters)))
    while True:
        await socket.send(frame)


async def gaps(socket: Any) -> None:
    """What builds on what nobody has."""
    client = id(socket) & 0xFFFFFFF
    frame = update(wire.update(wire.section(client, 9, wire.text("z", left=(client, 8)))))
    while True:
        await socket.send(frame)


async def forged(socket: Any) -> None:
    """Letters in somebody else's name."""
    frame = update(wire.update(wire.section(9000, 2**20, wire.text("z", left=(9000, 2**20 - 1)))))
    foreign = update(wire.update(wire.section(9000, 0, wire.text("zz", parent="text"))))
    await socket.send(frame)
    await socket.send(foreign)
    await socket.wait_closed()


async def asking(socket: Any) -> None:
    """Ten bytes in, a whole document out."""
    while True:
        await socket.send(ywebsocket.sync_step_1(b"\x00"))
        await socket.recv()


async def cursors(socket: Any) -> None:
    """Cursors that never rest."""
    for clock in count(1):
        state = var_uint(66) + var_uint(clock) + var_bytes(b'{"cursor":null}')
        await socket.send(b"\x01" + var_bytes(b"\x01" + state))


async def questions(socket: Any) -> None:
    """Asks whether all is saved, without a pause and without having said anything."""
    while True:
        await socket.send(SAVED)


async def busy(socket: Any) -> None:
    """Does nothing to anybody, as fast as it can: what the others lose to a busy processor."""
    del socket
    while True:
        sum(range(10_000))
        await asyncio.sleep(0)


async def joining(socket: Any) -> None:
    """Comes in and goes, again and again."""


ATTACKS: dict[str, Callable[[Any], Awaitable[None]]] = {
    attack.__name__: attack
    for attack in (
        busy, malformed, typing, costly, large, gaps, forged, asking, cursors, questions, joining,
    )
}  # fmt: skip


async def _drain(socket: Any) -> None:
    async for _ in socket:
        pass


async def again_and_again(name: str, address: str, token: str) -> None:
    """One socket after the other."""
    attack = ATTACKS[name]
    headers = {"Authorization": f"Bearer {token}"}
    while True:
        with suppress(WebSocketException, InvalidHandshake, OSError):
            async with connect(
                f"{address}?v=1",
                additional_headers=headers,
                compression=None,
                proxy=None,
                max_size=None,
                close_timeout=0.1,
            ) as socket:
                if attack is asking:
                    await attack(socket)
                    continue
                draining = asyncio.ensure_future(_drain(socket))
                try:
                    await attack(socket)
                finally:
                    draining.cancel()


async def main(name: str, address: str, token: str, sockets: str) -> None:
    """Attack with some sockets at once."""
    await asyncio.gather(*(again_and_again(name, address, token) for _ in range(int(sockets))))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
