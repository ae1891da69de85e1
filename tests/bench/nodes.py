"""What several processes carry: `python -m tests.bench.nodes [SCENARIO...] [--keys-per-second N]`.

Real servers, PostgreSQL that syncs to disk, Redis. The load comes from this process; what share of
a core it and each kind of server used is printed beside the figures.
"""

import argparse
import asyncio
import os
import tempfile
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import uvloop

from tests.backends import Database, postgresql
from tests.nodes.cluster import Redis
from tests.servers import Site, end

from .carriage import carry
from .figures import show
from .shares import Shares, named
from .typists import Pace, typing
from .wire import Line, keystrokes

PAIRS = 500
WRITERS = 32


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


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    """The lightest event loop: what the generator uses, the servers lack."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def forty(folder: Path, pace: Pace) -> None:
    """Forty editors of one document, half of them at each of two nodes."""
    with site(folder, nodes=2) as made:
        document = made[0].create("ada")
        places = [(made[n % 2], document) for n in range(40)]
        _run(typing("40 editors of one document", places, pace, measured(made)))


def pairs(folder: Path, pace: Pace) -> None:
    """Five hundred documents with two editors, one at each node."""
    with site(folder, nodes=2) as made:
        made[0].token("ada")
        with ThreadPoolExecutor(4) as threads:
            documents = list(threads.map(made[0].create, ["ada"] * PAIRS))
        places = [(node, document) for document in documents for node in made]
        _run(typing(f"{PAIRS} documents of two editors", places, pace, measured(made)))


def ratio(folder: Path, pace: Pace) -> None:
    """Keys saved a second by two workers and by one, in turns."""
    rates: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(2):
        for workers in (1, 2):
            with site(folder / f"{turn}-{workers}", workers=workers) as made:
                documents = [made[0].create("ada") for _ in range(WRITERS)]
                rates[workers].append(_run(_carried(made[0], documents, workers, pace.seconds)))
    show("two workers against one", sum(rates[2]) / sum(rates[1]), "times")


async def _carried(node: Site, documents: Sequence[str], workers: int, seconds: float) -> float:
    token = node.token("ada")
    keys = [keystrokes(7000 + n, round(2000 * seconds)) for n in range(len(documents))]
    lines = [await Line.open(node.port, document, token) for document in documents]
    shares = measured([node])
    shares.begin()
    rate = await carry(list(zip(lines, keys, strict=True)), seconds)
    used = shares.end()
    show(f"{workers} worker(s): keys saved", rate, "a second")
    for group, share in used.items():
        show(f"{workers} worker(s): {group}", share, "% of a core")
        show(f"{workers} worker(s): {group}, of a key", share * 1e4 / rate, "us")
    for line in lines:
        line.close()
    return rate


SCENARIOS: dict[str, Callable[[Path, Pace], object]] = {
    "forty": forty,
    "pairs": pairs,
    "ratio": ratio,
}


def main() -> None:
    """Run the scenarios that the command line names, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="*", choices=[*SCENARIOS, []])
    parser.add_argument("--keys-per-second", type=float, default=5, help="of each editor")
    parser.add_argument("--seconds", type=float, default=12, help="how long a measurement takes")
    given = parser.parse_args()
    pace = Pace(given.keys_per_second, given.seconds)
    for name in given.scenario or SCENARIOS:
        with tempfile.TemporaryDirectory() as folder:
            SCENARIOS[name](Path(folder), pace)


if __name__ == "__main__":
    main()
