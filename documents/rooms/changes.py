"""What happened in a room since its last snapshot and its last compaction."""

from collections.abc import Callable, Iterable

_TOUCH_SECONDS = 5.0
"""How exact a document's time of change is while somebody types: to write it costs an index."""


class Changes:
    """Who changed the document, since when, and when last."""

    __slots__ = ("_now", "_touch_at", "authors", "compacted", "first", "last")

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.authors: set[str] = set()
        self.first: float | None = None
        """When the first change since the last snapshot was committed."""
        self.last = now()
        self.compacted = self.last
        """When the room was opened or last compacted."""
        self._touch_at = self.last

    def note(self, authors: Iterable[str]) -> None:
        """Something was committed."""
        self.last = self._now()
        if self.first is None:
            self.first = self.last
        self.authors.update(authors)

    def touches(self) -> bool:
        """Whether the next commit has to write the time of change, too."""
        now = self._now()
        due = now >= self._touch_at
        if due:
            self._touch_at = now + _TOUCH_SECONDS
        return due

    def clear(self) -> tuple[str, ...]:
        """A snapshot is about to be taken; returns who contributed to it."""
        authors = tuple(sorted(self.authors))
        self.authors.clear()
        self.first = None
        return authors
