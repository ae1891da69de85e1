"""How many keys a second servers save at most: some writers, who always have keys on their way."""

import asyncio
from collections.abc import Sequence
from time import perf_counter

from documents.protocol.codec import read_var_uint

from .wire import Line, question

IN_FLIGHT = 64
BURST = 16


async def carry(lines: Sequence[tuple[Line, list[bytes]]], seconds: float) -> float:
    """Keep `IN_FLIGHT` keys of each line on their way; answers how many were saved a second."""
    saved = [0] * len(lines)
    stop = perf_counter() + seconds

    async def one(number: int, line: Line, keys: list[bytes]) -> None:
        sent = asked = 0
        while perf_counter() < stop and sent < len(keys):
            while sent - saved[number] < IN_FLIGHT and sent < len(keys):
                asked = sent = sent + BURST
                line.write(b"".join(keys[sent - BURST : sent]) + question(asked))
            await line.news()
            saved[number] = max(saved[number], _echoed(line))

    began = perf_counter()
    await asyncio.gather(*(one(n, line, keys) for n, (line, keys) in enumerate(lines)))
    return sum(saved) / (perf_counter() - began)


def _echoed(line: Line) -> int:
    """The last "saved" in what came: the frame's header is three or four bytes long."""
    found = 0
    for _, data in line.heard:
        at = 0
        while at + 2 <= len(data):
            size, head = data[at + 1], 2
            if size == 126:
                size, head = int.from_bytes(data[at + 2 : at + 4]), 4
            if data[at + head : at + head + 1] == b"\x64":
                found = max(found, read_var_uint(data, at + head + 1)[0])
            at += head + size
    line.heard.clear()
    return found
