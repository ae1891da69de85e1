"""`python -m tests.bench.stages FILE serve ...`: where a keystroke's time goes in a real server.

Runs `manage.py serve ...` with clocks around each stage of a change, and writes to FILE every two
seconds how long each took: from the bytes that came in to the frames that went out. Put load on
the server with whatever types; a clock costs some 0.3 µs, and a cold processor more than any.
"""

import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab.settings")

import django
from django.core.management import execute_from_command_line

_taken: defaultdict[str, list[float]] = defaultdict(list)
_WRITE_SECONDS = 2.0


def main() -> None:
    """Serve, and measure."""
    sys.path.insert(0, str(Path.cwd()))
    django.setup()
    watch()
    Thread(target=_write_forever, args=(Path(sys.argv[1]),), daemon=True).start()
    execute_from_command_line(["manage.py", *sys.argv[2:]])


def watch() -> None:
    """Put a clock around each stage, in the order in which a change goes through them."""
    from documents import journal, transport  # noqa: PLC0415 (they need the app registry)
    from documents.consumers import document  # noqa: PLC0415
    from documents.rooms import gathering, room, syncing  # noqa: PLC0415
    from documents.store import log  # noqa: PLC0415

    _clock(document, "admit", "handshake: who is it")
    _clock(syncing.Syncing, "answer", "answer to who joins")
    _clock(transport.DirectProtocol, "data_received", "bytes in: parse, judge, let wait")
    _clock(room.Room, "draft", "draft of a commit")
    _clock(log, "commit", "commit, in its thread")
    _clock(room.Room, "settle", "settling, with the frames out")
    _clock(gathering.Gathering, "broadcast", "frames out")
    commit: Any = log.commit
    journal.Journal.__init__.__defaults__ = (commit,)


def _clock(owner: Any, name: str, stage: str) -> None:
    inner: Callable[..., Any] = getattr(owner, name)

    def timed(*args: Any, **kwargs: Any) -> Any:
        start = time.perf_counter()
        try:
            return inner(*args, **kwargs)
        finally:
            _taken[stage].append(time.perf_counter() - start)

    setattr(owner, name, timed)


def _write_forever(path: Path) -> None:
    while True:
        time.sleep(_WRITE_SECONDS)
        lines = [_line(stage, sorted(taken)) for stage, taken in list(_taken.items())]
        path.write_text(
            "\n".join([f"{'µs':<40}     count   mean    p50    p95    p99", *lines, ""])
        )


def _line(stage: str, taken: list[float]) -> str:
    count = len(taken)
    figures = [sum(taken) / count, *(taken[count * part // 100] for part in (50, 95, 99))]
    return f"{stage:<40} {count:>9} " + " ".join(f"{value * 1e6:6.0f}" for value in figures)


if __name__ == "__main__":
    main()
