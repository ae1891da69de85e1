"""A process whose clock is wrong, by as much as a file says at the time."""

import sqlite3
import time
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.utils import timezone

_LOOK_SECONDS = 0.1


def follow(path: Path) -> None:
    """Let the wall clock be wrong by the seconds in the file, which may change; not the monotonic
    one, which no administrator sets. SQLite runs in the process, so its clock is as wrong.
    """
    clock = _Clock(path)
    time.time = clock.time
    timezone.now = clock.now
    connection_created.connect(clock.enter_sqlite, weak=False)


class _Clock:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._right = time.time
        self._right_now = timezone.now
        self._looked = 0.0
        self._skew_seconds = 0.0

    def _skew(self) -> float:
        if time.monotonic() - self._looked > _LOOK_SECONDS:
            self._looked = time.monotonic()
            self._skew_seconds = float(self._path.read_text())
        return self._skew_seconds

    def time(self) -> float:
        return self._right() + self._skew()

    def now(self) -> datetime:
        return self._right_now() + timedelta(seconds=self._skew())

    def enter_sqlite(self, connection: BaseDatabaseWrapper, **_: object) -> None:
        """Replace the functions of SQL that say how late it is."""
        if connection.vendor == "sqlite":
            database: sqlite3.Connection = connection.connection
            for name, arguments in (("julianday", 1), ("strftime", 2)):
                database.create_function(name, arguments, partial(self._ask, name))

    def _ask(self, name: str, *arguments: str) -> Any:
        """What SQLite itself says, with the clock as wrong as it is."""
        wrong = arguments[-1].lower() == "now"
        shift = f"{self._skew() if wrong else 0:+} seconds"
        places = "?, " * len(arguments)
        with closing(sqlite3.connect(":memory:")) as right:
            return right.execute(f"SELECT {name}({places}?)", (*arguments, shift)).fetchone()[0]
