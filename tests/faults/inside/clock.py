"""A process whose clock is wrong, by as much as a file says at the time."""

import time
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

_LOOK_SECONDS = 0.1


def follow(path: Path) -> None:
    """Let the wall clock be wrong by the seconds in the file, which may change; not the monotonic
    one, which no administrator sets.
    """
    clock = _Clock(path)
    time.time = clock.time
    timezone.now = clock.now


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
