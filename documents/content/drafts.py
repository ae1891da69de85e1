"""New operations of one client on top of a state, as one update."""

from collections.abc import Iterator

from ..protocol.codec import var_uint
from ..protocol.updates import EMPTY, Content, Id, Range
from .encoding import encode_deletes
from .items import Payload, write_item


class Draft:
    """Collects inserts and deletions; they show nowhere until the update is applied."""

    def __init__(self, client: int, clock: int = 0) -> None:
        """`clock` is how many operations of the client the state holds."""
        self._client = client
        self._first = self._clock = clock
        self._structs: list[bytes] = []
        self._deletes: list[Range] = []

    def insert(
        self,
        content: Content,
        payload: Payload,
        *,
        parent: str | Id,
        sub: str | None = None,
        origin: Id | None = None,
        right_origin: Id | None = None,
    ) -> Id:
        """Insert between two neighbours, or as all that `parent` has; the last id is returned."""
        length = len(payload) if isinstance(payload, str | list) else 1
        self._structs.append(
            write_item(
                content,
                payload,
                length,
                origin=origin,
                right_origin=right_origin,
                parent=parent,
                sub=sub,
            )
        )
        self._clock += length
        return self._client, self._clock - 1

    def delete(self, span: Range) -> None:
        """Delete a range that was not deleted."""
        self._deletes.append(span)

    def encode(self) -> bytes:
        """The update; `EMPTY` if nothing was collected."""
        if not self._structs and not self._deletes:
            return EMPTY
        parts = [var_uint(0)]
        if self._structs:
            head = (1, len(self._structs), self._client, self._first)
            parts = [*map(var_uint, head), *self._structs]
        return b"".join([*parts, encode_deletes(joined(self._deletes))])


def joined(ranges: list[Range]) -> Iterator[Range]:
    """Ranges in the order of a delete set, adjacent ones joined; none may overlap."""
    held: Range | None = None
    for client, clock, length in sorted(ranges, key=lambda span: (-span[0], span[1])):
        if held is not None and held[0] == client and held[1] + held[2] == clock:
            held = client, held[1], held[2] + length
            continue
        if held is not None:
            yield held
        held = client, clock, length
    if held is not None:
        yield held
