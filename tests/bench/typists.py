"""People who type at their own pace into documents at several nodes, and what becomes of it."""

import asyncio
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import quantiles
from time import perf_counter
from typing import TypeVar

from pycrdt import Doc, Text

from documents.protocol.codec import read_var_bytes
from documents.protocol.updates import read_update
from tests.servers import Site

from .figures import show
from .shares import Shares
from .wire import Line, keystrokes

WARM_SECONDS = 2
MOST_SECONDS = 60
"""How long after the last key all nodes may take to show the same."""

_FIRST_CLIENT = 1000
_TICK_SECONDS = 0.002
"""Keys that are due within this time are typed together: each wait costs the generator."""
_AT_ONCE = 16
"""People who connect at the same time."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast everybody types, and for how long."""

    keys_per_second: float
    seconds: float


@dataclass(eq=False)
class Editor:
    """Somebody at one node, with everything they will type."""

    node: Site
    document: str
    client: int
    keys: list[bytes]
    line: Line
    typed: list[float] = field(default_factory=list)

    def press(self) -> None:
        """Type the next key."""
        key = self.keys[len(self.typed)]
        self.typed.append(perf_counter())
        self.line.write(key)


async def editors(places: Sequence[tuple[Site, str]], keys: int) -> list[Editor]:
    """One editor at each place, connected."""
    tokens = {node: node.token("ada") for node, _ in places}

    async def come(client: int, node: Site, document: str) -> Editor:
        line = await Line.open(node.port, document, tokens[node])
        return Editor(node, document, client, keystrokes(client, keys), line)

    return await few_at_once(come(_FIRST_CLIENT + n, *place) for n, place in enumerate(places))


async def few_at_once(works: Iterable[Coroutine[None, None, T]]) -> list[T]:
    """What comes of many works, which begin in turn."""
    turn = asyncio.Semaphore(_AT_ONCE)

    async def one(work: Coroutine[None, None, T]) -> T:
        async with turn:
            return await work

    return await asyncio.gather(*map(one, works))


async def type_on(people: Sequence[Editor], pace: Pace, begin: float) -> None:
    """Everybody types, one after the other; one timer for all costs the generator the least."""
    loop = asyncio.get_running_loop()
    gap = 1 / pace.keys_per_second / len(people)
    total = round(pace.seconds * pace.keys_per_second) * len(people)
    number = 0
    while number < total:
        due = min(total, int((loop.time() - begin) / gap) + 1)
        for turn in range(number, due):
            people[turn % len(people)].press()
        number = max(number, due)
        await asyncio.sleep(max(_TICK_SECONDS, begin + number * gap - loop.time()))


async def typing(name: str, places: Sequence[tuple[Site, str]], pace: Pace, shares: Shares) -> None:
    """Everybody types; prints how long keys took, and when all is there in the end."""
    people = await editors(places, round(pace.seconds * pace.keys_per_second))
    begin = asyncio.get_running_loop().time() + 0.5
    task = asyncio.create_task(type_on(people, pace, begin))
    await asyncio.sleep(WARM_SECONDS)
    since = perf_counter()
    shares.begin()
    await asyncio.sleep(pace.seconds - WARM_SECONDS - 1)
    used = shares.end()
    await task
    arrived = await _arrived(people)
    seconds = crossings(people, since)
    peers = sum(1 for p in people for q in people if p is not q and p.document == q.document)
    keys = sum(1 for p in people for at in p.typed if at >= since)
    show(f"{name}: keys typed", keys / (pace.seconds - WARM_SECONDS), "a second")
    show(f"{name}: seen by others", len(seconds), f"of {keys * peers // len(people)}")
    for which, value in zip(("median", "p95", "p99"), spread(seconds), strict=True):
        show(f"{name}: key to seen, {which}", value, "ms")
    show(f"{name}: everything seen after the last key", arrived, "s")
    await converged(name, people)
    for group, share in used.items():
        show(f"{name}: {group}", share, "% of a core")
    for person in people:
        person.line.close()


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


def _steps(person: Editor) -> Iterator[tuple[float, int, int]]:
    """What came to somebody: when, whose, and how far."""
    for at, message in person.line.messages():
        if message[:2] == b"\x00\x02":
            for client, clock in clocks(message).items():
                yield at, client, clock


def crossings(people: Sequence[Editor], since: float) -> list[float]:
    """Seconds from each key to each screen of others."""
    by_client = {person.client: person for person in people}
    seconds: list[float] = []
    for person in people:
        seen: dict[int, int] = {}
        for at, client, clock in _steps(person):
            writer = by_client.get(client)
            if writer is None or writer is person:
                continue
            typed = writer.typed[seen.get(client, 0) : clock]
            seconds += [at - key for key in typed if key >= since]
            seen[client] = max(seen.get(client, 0), clock)
    return seconds


async def _arrived(people: Sequence[Editor]) -> float:
    """Seconds until everybody has seen everybody's last key; as long as it may take if never."""
    began = perf_counter()
    wanted = {p.client: len(p.typed) for p in people}
    waiting = list(people)
    while waiting and perf_counter() - began < MOST_SECONDS:
        await asyncio.sleep(0.25)
        waiting = [p for p in waiting if not _has_all(p, people, wanted)]
    return perf_counter() - began


def _has_all(person: Editor, people: Sequence[Editor], wanted: dict[int, int]) -> bool:
    reached: dict[int, int] = {}
    for _, client, clock in _steps(person):
        reached[client] = max(reached.get(client, 0), clock)
    others = (p.client for p in people if p.document == person.document)
    return all(reached.get(client, 0) >= wanted[client] for client in others)


def whole(message: bytes) -> bytes:
    """The update in a sync step 2 or an update message."""
    return read_var_bytes(message, 2)[0]


async def characters_at(node: Site, document: str) -> int:
    """The length of the text that a client gets which joins fresh."""
    line = await Line.open(node.port, document, node.token("ada"))
    line.write(bytes.fromhex("828400000000") + b"\x00\x00\x01\x00")
    while not any(message[:2] == b"\x00\x01" for _, message in line.messages()):
        await line.news()
    doc: Doc[Text] = Doc()
    for _, message in line.messages():
        if message[:2] in {b"\x00\x01", b"\x00\x02"}:
            doc.apply_update(whole(message))
    line.close()
    return len(str(doc.get("text", type=Text)))


async def converged(name: str, people: Sequence[Editor]) -> None:
    """Whether every node shows a newcomer every character."""
    typed: dict[str, int] = {}
    for person in people:
        typed[person.document] = typed.get(person.document, 0) + len(person.typed)
    places = list({(p.node, p.document): None for p in people})
    found = await few_at_once(characters_at(*place) for place in places)
    differ = [1 for (_, pk), size in zip(places, found, strict=True) if size != typed[pk]]
    show(f"{name}: documents that differ, of {len(places)}", len(differ), "")
