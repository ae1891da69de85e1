"""`python -m tests.bench.growth FILE.svg`: how cost grows with editors, documents and history.

Everything is counted in this process' processor time, so that other work on the machine hardly
changes it. Writing to sockets is no part of it: that costs 4 to 6 µs for each frame and peer.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.core.management import call_command
from pycrdt import Doc, Text

from .plot import Chart, Line

EDITORS = (1, 10, 100, 1000)
DOCUMENTS = (1, 10, 100, 1000)
HISTORY = (1_000, 10_000, 100_000, 1_000_000)
KEYS = 500
TYPIST = 2**31 + 7
_CHUNK = 1_000


def main(path: Path) -> None:
    """Measure, print, and draw."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COLLAB_VAR_DIR"] = folder
        django.setup()
        call_command("migrate", verbosity=0)
        *times, size = by_history()
        charts = [
            Chart("one keystroke, editors of the document", "editors", "µs", [by_editors()]),
            Chart("one keystroke, documents in its commit", "documents", "µs", [by_documents()]),
            Chart("what a long history costs", "edits", "ms", times),
            Chart("what it weighs, compacted", "edits", "KiB", [size]),
        ]
    for chart in charts:
        sys.stdout.write(chart.table())
    path.write_text(Chart.page(charts))


def spent(work: Callable[[], object], repeat: int = 3) -> float:
    """Processor seconds of the cheapest of some runs."""
    costs = []
    for _ in range(repeat):
        began = time.process_time()
        work()
        costs.append(time.process_time() - began)
    return min(costs)


# --- editors ------------------------------------------------------------------------------------


def by_editors() -> Line:
    """From the bytes of a keystroke to the frame for each peer, without the database."""
    return Line("from bytes to frames", [(count, _keystroke(count) * 1e6) for count in EDITORS])


def _keystroke(editors: int) -> float:
    from documents.protocol.limits import Limits  # noqa: PLC0415 (they need the app registry)

    from ..rooms.bench import Bench  # noqa: PLC0415

    bench = Bench(limits=Limits(throttle=False))
    typist, *others = [bench.join(f"user:{who}", TYPIST + who) for who in range(editors)]
    frames = iter(list(_frames(KEYS * 3)))

    def type_on() -> None:
        for frame in islice(frames, KEYS):
            bench.room.receive(typist.peer, frame)
            bench.journal.commit()
        for client in (typist, *others):
            client.wire.down.clear()

    return spent(type_on) / KEYS


def _frames(count: int) -> Iterator[bytes]:
    from documents.protocol.ywebsocket import update_message  # noqa: PLC0415

    return map(update_message, _typed("t", count))


def _typed(root: str, count: int) -> list[bytes]:
    """Somebody types one letter after the other into a new text."""
    doc, made = Doc[Any](client_id=TYPIST), list[bytes]()
    doc.observe(lambda event: made.append(event.update))
    text = doc.get(root, type=Text)
    for at, letter in zip(range(count), cycle("to be or not "), strict=False):
        text.insert(at, letter)
    return made


# --- documents ----------------------------------------------------------------------------------


def by_documents() -> Line:
    """A durable commit of one keystroke in each of some documents, for each of them."""
    return Line("in the commit", [(count, _commit(count) * 1e6) for count in DOCUMENTS])


def _commit(count: int) -> float:
    from django.contrib.auth.models import User  # noqa: PLC0415

    from documents.store import documents, log, rows  # noqa: PLC0415
    from documents.store.log import Addition, Draft  # noqa: PLC0415

    owner, _ = User.objects.get_or_create(username="ada")
    made = [documents.create(f"Paper {number}", owner).pk for number in range(count)]
    update, costs = _typed("t", 1)[0], []
    for _ in range(max(5, 200 // count)):
        heads = rows.heads(made)
        addition = Addition(f"user:{owner.pk}", update, [])
        drafts = [Draft(pk, head, [addition], {}) for pk, head in heads.items()]
        began = time.process_time()
        log.commit(drafts)
        costs.append((time.process_time() - began) / count)
    return sorted(costs)[len(costs) // 2]


# --- history ------------------------------------------------------------------------------------


def by_history() -> list[Line]:
    """Of a compacted document: a keystroke, joining, opening, the next compaction; and its size."""
    from documents.content.attribution import Written  # noqa: PLC0415
    from documents.content.compaction import compact  # noqa: PLC0415
    from documents.protocol.ywebsocket import sync_step_2  # noqa: PLC0415
    from documents.store import bases  # noqa: PLC0415

    tail = [Written(update, "user:1", 0) for update in _typed("later", KEYS)]
    lines = [Line(name, []) for name in ("keystroke", "joining", "opening", "compaction", "size")]
    for edits, state in _states(HISTORY):
        figures = (
            _judged(state) * 1e3,
            spent(lambda state=state: sync_step_2(state)) * 1e3,  # type: ignore[misc]
            spent(lambda state=state: bases.of_state(state, 1)) * 1e3,  # type: ignore[misc]
            spent(lambda state=state: compact(state, tail), repeat=1) * 1e3,  # type: ignore[misc]
            len(state) / 1024,
        )
        for line, figure in zip(lines, figures, strict=True):
            line.points.append((edits, figure))
    return lines


def _states(sizes: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """The recorded paper, typed again and again, each time into a text of its own."""
    from .paper import patches  # noqa: PLC0415

    doc, done = Doc[Any](client_id=TYPIST - 1), 0
    edits = _again_and_again(patches())
    for size in sizes:
        while done < size:
            with doc.transaction():
                for root, at, deleted, inserted in islice(edits, min(_CHUNK, size - done)):
                    text = doc.get(root, type=Text)
                    del text[at : at + deleted]
                    text.insert(at, inserted)
            done += min(_CHUNK, size - done)
        yield size, doc.get_update()


def _again_and_again(
    patches: Sequence[tuple[int, int, str]],
) -> Iterator[tuple[str, int, int, str]]:
    for number in cycle(range(sys.maxsize)):
        for patch in patches:
            yield f"paper {number}", *patch


def _judged(state: bytes) -> float:
    """A keystroke judged and learned, in a document of that history."""
    from documents.protocol.guard import glance  # noqa: PLC0415
    from documents.store import bases  # noqa: PLC0415

    updates = iter(_typed("later", 3 * KEYS + 1))
    known = bases.known(bases.of_state(state, 1))
    next(updates)  # a client's first edit is read in full
    known.clocks[TYPIST] = 1

    def judge() -> None:
        for update in islice(updates, KEYS):
            verdict = glance(update, known)
            assert verdict is not None
            known.learn(verdict)

    return spent(judge) / KEYS


if __name__ == "__main__":
    main(Path(sys.argv[1]))
