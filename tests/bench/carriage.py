"""How many keys a second servers save at most: some writers, who always have keys on their way."""

import asyncio
from collections.abc import Sequence
from math import inf
from time import perf_counter

from documents.protocol.codec import read_var_uint

from .wire import Line, question

IN_FLIGHT = 64
BURST = 16


async def carry(lines: Sequence[tuple[Line, list[bytes]]], seconds: float) -> float:
    """What all lines keep on their way for some time; answers how many were saved a second."""
    began = perf_counter()
    saved = await asyncio.gather(*(press(line, keys, began + seconds) for line, keys in lines))
    return sum(saved) / (perf_counter() - began)


async def press(line: Line, keys: list[bytes], until: float = inf) -> int:
    """Keep `IN_FLIGHT` keys on their way until all are saved; answers how many are."""
    sent = saved = 0
    while perf_counter() < until and saved < len(keys):
        while sent - saved < IN_FLIGHT and sent < len(keys):
            burst = keys[sent : sent + BURST]
            sent += len(burst)
            line.write(b"".join(burst) + question(sent))
        await line.news()
        saved = max(saved, _echoed(line))
    return saved


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
