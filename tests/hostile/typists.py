"""People who type in a process of their own, so that nobody's attack slows the one who measures.

    python -m tests.hostile.typists ADDRESS TOKEN PEOPLE KEYS_PER_SECOND FIRST_CLIENT

writes a line for each letter: when it was typed, and how long it took until it was called saved.
"""

import asyncio
import json
import sys
import time
from typing import Any

from websockets.asyncio.client import connect

from documents.protocol.messages import AwarenessEntry
from documents.protocol.ywebsocket import awareness_message

from ..protocol import wire
from .attacker import SAVED, update

CURSOR = json.dumps(
    {
        end: {
            "type": None,
            "tname": "default",
            "item": {"client": 9000, "clock": 12345},
            "assoc": 0,
        }
        for end in ("anchor", "head")
    }
)
"""As the editor's binding tells it with each letter."""


async def type_on(socket: Any, client: int, pause_seconds: float) -> None:
    """Type a letter, wait until it is saved, rest."""
    typed = 0
    while True:
        where = {"left": (client, typed - 1)} if typed else {"parent": "text"}
        began = time.monotonic()
        letter = wire.section(client, typed, wire.text("x", **where))
        await socket.send(update(wire.update(letter)))
        await socket.send(awareness_message([AwarenessEntry(client, typed + 1, CURSOR)]))
        await socket.send(SAVED)
        while await socket.recv() != SAVED:
            pass
        sys.stdout.write(f"{began:.4f} {time.monotonic() - began:.6f}\n")
        typed += 1
        await asyncio.sleep(max(0.0, began + pause_seconds - time.monotonic()))


async def one(address: str, token: str, client: int, pause_seconds: float) -> None:
    """One person."""
    async with connect(
        f"{address}?v=1",
        additional_headers={"Authorization": f"Bearer {token}"},
        compression=None,
        proxy=None,
        max_size=None,
    ) as socket:
        await type_on(socket, client, pause_seconds)


async def main(address: str, token: str, people: str, keys_per_second: str, first: str) -> None:
    """Everybody, until the process is ended."""
    pause = 1 / float(keys_per_second)
    clients = range(int(first), int(first) + int(people))
    await asyncio.gather(*(one(address, token, client, pause) for client in clients))


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    asyncio.run(main(*sys.argv[1:]))
