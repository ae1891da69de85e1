"""What happened in a room since its last snapshot and its last compaction."""

from collections.abc import Callable, Iterable


class Changes:
    """Who changed the document, since when, and when last."""

    __slots__ = ("_now", "authors", "compacted", "first", "last")

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.authors: set[str] = set()
        self.first: float | None = None
        """When the first change since the last snapshot was committed."""
        self.last = now()
        self.compacted = self.last
        """When the room was opened or last compacted."""

    def note(self, authors: Iterable[str]) -> None:
        """Something was committed."""
        self.last = self._now()
        if self.first is None:
            self.first = self.last
        self.authors.update(authors)

    def clear(self) -> tuple[str, ...]:
        """A snapshot is about to be taken; returns who contributed to it."""
        authors = tuple(sorted(self.authors))
        self.authors.clear()
        self.first = None
        return authors
