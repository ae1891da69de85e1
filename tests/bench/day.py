"""`python -m tests.bench.day FILE.svg`: whether a day of typing leaves a server as it was.

Five people type one key a second each into one document, for 24 hours, which are played as fast as
each key is saved before its writer's next one; the time between two periodic snapshots is as much
shorter. After each hour the log is given time to be compacted; then it is measured what the
processes and the tables weigh, and how long a key waits for "saved". The keys are those of the
recorded paper, typed by each person into a text of their own.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

from pycrdt import Doc, Text

from documents.protocol.ywebsocket import update_message

from ..servers import Site, end, memory_bytes, until
from .carriage import press
from .figures import show
from .paper import patches
from .plot import Chart
from .plot import Line as Drawn
from .wire import Line, masked

HOURS = 24
PEOPLE = 5
KEYS = 3600
"""Of each person in an hour."""

PROBES = 200
COMPACTED_ROWS = 500
PACE = {
    "COLLAB_COMPACT_SECONDS": "0.5",
    "COLLAB_QUIET_SECONDS": "0.5",
    "COLLAB_SNAPSHOT_INTERVAL_SECONDS": "0.5",
    "COLLAB_THROTTLE": "off",
}

WEIGHT = """
    SELECT (SELECT count(*) FROM collab_documents_update),
           (SELECT sum(length(state)) FROM collab_documents_checkpoint),
           (SELECT count(*) FROM collab_documents_snapshot)
"""


@dataclass(frozen=True, slots=True)
class Hour:
    """What was found after one of them."""

    server_mib: float
    workers_mib: float
    rows: float
    checkpoint_kib: float
    snapshots: float
    saved_ms: float
    saved_p95_ms: float


def main(path: Path) -> None:
    """Measure, print, and draw."""
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder), **PACE)
        try:
            site.start()
            hours = asyncio.run(day(site))
        finally:
            end(site)
    charts = [
        _chart("memory", "MiB", hours, server="server_mib", workers="workers_mib"),
        _chart("tables", "rows, KiB", hours, log="rows", checkpoint="checkpoint_kib"),
        _chart("a key until it is saved", "ms", hours, median="saved_ms", p95="saved_p95_ms"),
    ]
    path.write_text(Chart.page(charts))


async def day(site: Site) -> list[Hour]:
    """Type through it."""
    names = [f"person-{number}" for number in range(PEOPLE)]
    document = site.create(names[0], *names[1:])
    lines = [await Line.open(site.port, document, site.token(name)) for name in names]
    people = [typing(number) for number in range(PEOPLE)]
    hours = []
    for number in range(HOURS):
        keys = [list(islice(person, KEYS)) for person in people]
        began = perf_counter()
        await asyncio.gather(*map(one_by_one, lines, keys))
        rate = PEOPLE * KEYS / (perf_counter() - began)
        await asyncio.to_thread(until, lambda: _weight(site)[0] < COMPACTED_ROWS)
        hours.append(await measured(site, lines[0], people[0]))
        show(f"hour {number + 1}: keys saved", rate, "a second")
        for name, figure in zip(Hour.__slots__, _figures(hours[-1]), strict=True):
            show(f"hour {number + 1}: {name}", figure, "")
    for line in lines:
        line.close()
    return hours


async def one_by_one(line: Line, keys: Iterable[bytes]) -> list[float]:
    """Type; answers how many milliseconds each key waited until it was saved."""
    waits = []
    for key in keys:
        began = perf_counter()
        await press(line, [key])
        waits.append((perf_counter() - began) * 1e3)
    return waits


def typing(number: int) -> Iterator[bytes]:
    """Frames of somebody who types the paper into a text of their own."""
    doc: Doc[Any] = Doc(client_id=2**31 + number)
    made: list[bytes] = []
    doc.observe(lambda event: made.append(event.update))
    text = doc.get(f"paper {number}", type=Text)
    for at, deleted, inserted in patches():
        with doc.transaction():
            del text[at : at + deleted]
            text.insert(at, inserted)
        yield masked(update_message(made.pop()))


async def measured(site: Site, line: Line, person: Iterator[bytes]) -> Hour:
    """What everything weighs, and how long one key after the other waits."""
    waits = await one_by_one(line, islice(person, PROBES))
    rows, checkpoint, snapshots = _weight(site)
    workers = sum(map(memory_bytes, site.processes() - {site.pid}))
    cuts = quantiles(waits, n=20)
    return Hour(
        memory_bytes(site.pid) / 2**20,
        workers / 2**20,
        rows,
        (checkpoint or 0) / 2**10,
        snapshots,
        cuts[9],
        cuts[18],
    )


def _weight(site: Site) -> tuple[Any, ...]:
    return site.query(WEIGHT)[0]


def _figures(hour: Hour) -> list[float]:
    return [getattr(hour, name) for name in Hour.__slots__]


def _chart(title: str, unit: str, hours: list[Hour], **lines: str) -> Chart:
    drawn = [
        Drawn(name, [(at, max(getattr(hour, field), 0.1)) for at, hour in enumerate(hours, 1)])
        for name, field in lines.items()
    ]
    return Chart(title, "hours", unit, drawn)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
