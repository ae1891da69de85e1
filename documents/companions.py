"""Which other processes have a document open, as far as this one has heard.

Whoever is not heard of for a lease's time counts as gone: nobody has to say goodbye.
"""

from collections.abc import Iterable
from uuid import UUID

LEASE_SECONDS = 30.0


class Companions:
    """The processes that have the same documents open as this one."""

    __slots__ = ("_heard",)

    def __init__(self) -> None:
        self._heard: dict[UUID, dict[str, float]] = {}

    def enter(self, document_id: UUID) -> None:
        """Note that a document is open here."""
        self._heard.setdefault(document_id, {})

    def leave(self, document_id: UUID) -> None:
        """Note that it is open here no more."""
        self._heard.pop(document_id, None)

    def hear(self, document_id: UUID, node: str, now: float) -> None:
        """Another process has it open, too."""
        heard = self._heard.get(document_id)
        if heard is not None:
            heard[node] = now

    def of(self, document_id: UUID) -> Iterable[str]:
        """Who has it open, too."""
        return self._heard.get(document_id, ())

    def expire(self, now: float) -> None:
        """Forget who was not heard of for long."""
        for heard in self._heard.values():
            for node in [n for n, at in heard.items() if now - at > LEASE_SECONDS]:
                del heard[node]

    @property
    def documents(self) -> list[UUID]:
        """What is open here."""
        return list(self._heard)
