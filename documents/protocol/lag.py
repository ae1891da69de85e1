"""How late a client reads, by what it was given and what of that has arrived."""

from .limits import Limits


class Lag:
    """What was on its way to one client at some moment, and until when it has to arrive.

    A whole document on a slow line takes its time, and that is no lateness: it has what the slowest
    line needs for it, beside `queue_seconds`.
    """

    __slots__ = ("_given", "_limits", "_until")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._given = 0
        self._until: float | None = None

    def give(self, now: float, given: int, arrived: int) -> None:
        """Note that `given` bytes were sent by now, of which `arrived` have come."""
        if self._until is None:
            needed = (given - arrived) / self._limits.slow_bytes_per_second
            self._given, self._until = given, now + self._limits.queue_seconds + needed

    def late(self, now: float, given: int, arrived: int) -> bool:
        """Whether something of what was given has not arrived in its time; asked now and then.

        A client that reads a kilobyte a second takes every frame in the end, later and later.
        """
        if arrived >= self._given:
            self._until = None
        if arrived < given:
            self.give(now, given, arrived)
        return self._until is not None and now > self._until
