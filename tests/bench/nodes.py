"""What several processes carry: `python -m tests.bench.nodes [SCENARIO...]`.

Real servers, PostgreSQL that syncs to disk, Redis. The load comes from this process; what share of
a core it and each kind of server used is printed beside the figures.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from pycrdt import Doc, Text

from documents.protocol.codec import read_var_bytes, read_var_uint
from documents.protocol.updates import read_update
from tests.backends import Database, postgresql
from tests.nodes.cluster import Redis
from tests.servers import Site, end

from .figures import show
from .shares import Shares, named
from .wire import Line, keystrokes, question

KEYS_PER_SECOND = 5
SECONDS = 12
WARM_SECONDS = 2
IN_FLIGHT = 64
BURST = 16
PAIRS = 500


@dataclass
class Editor:
    """Somebody at one node, with everything they will type."""

    node: Site
    document: str
    client: int
    keys: list[bytes]
    line: Line
    typed: list[float] = field(default_factory=list)

    async def type(self, begin: float) -> None:
        """Type at the pace of a fast typist, from `begin` on."""
        loop = asyncio.get_running_loop()
        for number, key in enumerate(self.keys):
            await asyncio.sleep(begin + number / KEYS_PER_SECOND - loop.time())
            self.typed.append(perf_counter())
            self.line.write(key)


async def editors(places: Sequence[tuple[Site, str]], keys: int) -> list[Editor]:
    """One editor at each place, connected."""
    made = []
    for number, (node, document) in enumerate(places):
        token = node.token("ada")
        line = await Line.open(node.port, document, token)
        client = 1000 + number
        made.append(Editor(node, document, client, keystrokes(client, keys), line))
    return made


def spread(seen: Sequence[float]) -> tuple[float, float, float]:
    """Median, 95th and 99th percentile in milliseconds."""
    cuts = quantiles(seen, n=100)
    return cuts[49] * 1e3, cuts[94] * 1e3, cuts[98] * 1e3


_vectors: dict[bytes, dict[int, int]] = {}


def clocks(message: bytes) -> dict[int, int]:
    """How far an update message brings each client; the same frame goes to many."""
    if message not in _vectors:
        sections = read_update(whole(message)).sections
        last = [section[-1] for section in sections if section]
        _vectors[message] = {struct.client: struct.clock + struct.length for struct in last}
    return _vectors[message]


def crossings(people: Sequence[Editor], since: float) -> list[float]:
    """Seconds from each key to each screen: of others, and of those at the other node."""
    by_client = {person.client: person for person in people}
    seconds = []
    for person in people:
        seen: dict[int, int] = {}
        for at, message in person.line.messages():
            if message[:2] != b"\x00\x02":
                continue
            for client, clock in clocks(message).items():
                writer = by_client.get(client)
                if writer is None or writer is person:
                    continue
                typed = writer.typed[seen.get(client, 0) : clock]
                seconds += [at - key for key in typed if key >= since]
                seen[client] = max(seen.get(client, 0), clock)
    return seconds


def whole(message: bytes) -> bytes:
    """The update in a sync step 2 or an update message."""
    return read_var_bytes(message, 2)[0]


async def state_at(node: Site, document: str) -> dict[str, int]:
    """What a client that joins fresh gets: length of the text, and how many wrote it."""
    line = await Line.open(node.port, document, node.token("ada"))
    line.write(bytes.fromhex("828400000000") + b"\x00\x00\x01\x00")
    while not any(message[:2] == b"\x00\x01" for _, message in line.messages()):
        await line.news()
    doc: Doc[Text] = Doc()
    for _, message in line.messages():
        if message[:2] in {b"\x00\x01", b"\x00\x02"}:
            doc.apply_update(whole(message))
    line.close()
    return {"characters": len(str(doc.get("text", type=Text)))}


async def typing(name: str, places: Sequence[tuple[Site, str]], shares: Shares) -> None:
    """Everybody types; prints how long keys took, and whether all is there in the end."""
    people = await editors(places, KEYS_PER_SECOND * SECONDS)
    loop = asyncio.get_running_loop()
    begin = loop.time() + 0.5
    pace = 1 / KEYS_PER_SECOND / len(people)
    tasks = [asyncio.create_task(p.type(begin + n * pace)) for n, p in enumerate(people)]
    await asyncio.sleep(WARM_SECONDS)
    since = perf_counter()
    shares.begin()
    await asyncio.sleep(SECONDS - WARM_SECONDS - 1)
    used = shares.end()
    await asyncio.gather(*tasks)
    await asyncio.sleep(2.5)
    seconds = crossings(people, since)
    expected = sum(1 for p in people for q in people if p is not q and p.document == q.document)
    keys = sum(1 for p in people for at in p.typed if at >= since)
    show(f"{name}: keys typed", keys, "")
    show(f"{name}: seen by others", len(seconds), f"of {keys * expected // len(people)}")
    for which, value in zip(("median", "p95", "p99"), spread(seconds), strict=True):
        show(f"{name}: key to seen, {which}", value, "ms")
    await converged(name, people)
    tell(name, used)
    for person in people:
        person.line.close()


async def converged(name: str, people: Sequence[Editor]) -> None:
    """Whether every node shows a newcomer every character."""
    total = wrong = 0
    for node, document in {(p.node, p.document): None for p in people}:
        typed = sum(len(p.typed) for p in people if p.document == document)
        total += 1
        wrong += (await state_at(node, document))["characters"] != typed
    show(f"{name}: documents that differ, of {total}", wrong, "")


def tell(name: str, used: dict[str, float]) -> None:
    """Print who used how much."""
    for group, share in used.items():
        show(f"{name}: {group}", share, "% of a core")


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


@contextmanager
def site(folder: Path, workers: int = 1, nodes: int = 1) -> Iterator[list[Site]]:
    """Nodes of one installation, which ends with the block."""
    with ExitStack() as stack:
        url = stack.enter_context(postgresql())
        Database(url).settings(fsync="on")
        redis = Redis()
        stack.callback(redis.kill)
        shared = {"DATABASE_URL": url, "REDIS_URL": redis.url, "COLLAB_THROTTLE": "off"}
        made = [Site(folder, **shared) for _ in range(nodes)]
        for node in made:
            stack.callback(end, node)
            node.start(*(("--workers", str(workers)) if workers > 1 else ()))
        yield made


def measured(made: Sequence[Site]) -> Shares:
    """The groups that share the machine."""
    nodes = {pid for node in made for pid in node.processes()}
    return Shares(
        {
            "servers": lambda: nodes | {p for node in made for p in node.processes()},
            "PostgreSQL": named("postgres"),
            "Redis": named("redis-server"),
            "load generator": lambda: [os.getpid()],
        }
    )


def forty(folder: Path) -> None:
    """Forty editors of one document, half of them at each of two nodes."""
    with site(folder, nodes=2) as made:
        document = made[0].create("ada")
        places = [(made[n % 2], document) for n in range(40)]
        asyncio.run(typing("40 editors of one document", places, measured(made)))


def pairs(folder: Path) -> None:
    """Five hundred documents with two editors, one at each node, two keys a second."""
    with site(folder, nodes=2) as made:
        documents = [made[0].create("ada") for _ in range(PAIRS)]
        places = [(node, document) for document in documents for node in made]
        asyncio.run(typing(f"{PAIRS} documents of two editors", places, measured(made)))


def ratio(folder: Path) -> None:
    """Keys saved a second by two workers and by one, in turns."""
    rates: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(2):
        for workers in (1, 2):
            with site(folder / f"{turn}-{workers}", workers=workers) as made:
                documents = [made[0].create("ada") for _ in range(16)]
                rates[workers].append(asyncio.run(_carried(made[0], documents, workers)))
    show("two workers against one", sum(rates[2]) / sum(rates[1]), "times")


async def _carried(node: Site, documents: Sequence[str], workers: int) -> float:
    token = node.token("ada")
    keys = [keystrokes(7000 + n, 12_000) for n in range(len(documents))]
    lines = [await Line.open(node.port, document, token) for document in documents]
    shares = measured([node])
    shares.begin()
    rate = await carry(list(zip(lines, keys, strict=True)), 6.0)
    used = shares.end()
    show(f"{workers} worker(s): keys saved", rate, "a second")
    tell(f"{workers} worker(s)", used)
    for line in lines:
        line.close()
    return rate


SCENARIOS: dict[str, Callable[[Path], object]] = {"forty": forty, "pairs": pairs, "ratio": ratio}


def main() -> None:
    """Run the scenarios that the command line names, or all."""
    for name in sys.argv[1:] or SCENARIOS:
        with tempfile.TemporaryDirectory() as folder:
            SCENARIOS[name](Path(folder))


if __name__ == "__main__":
    main()
