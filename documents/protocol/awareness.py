"""Who is here: the awareness table of a room, by the clock rules of y-protocols.

Identity is the server's: it writes `user` into every state, a client id belongs to the principal
who first used it, and nobody else can move or remove it.
"""

import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .codec import MAX_SAFE_INTEGER
from .errors import ProtocolError
from .messages import AwarenessEntry
from .values import mend_surrogates

Identity = Mapping[str, Any]
"""What others see of a person: `id`, `name`, `color`."""


@dataclass(slots=True)
class _Row:
    clock: int
    state: str | None
    owner: Hashable
    renewed: float


class Awareness:
    """The table client id to (clock, state).

    Removed rows keep their clock, so that a late frame cannot bring a cursor back.
    """

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows: dict[int, _Row] = {}

    def apply(
        self,
        entries: Iterable[AwarenessEntry],
        owner: Hashable,
        identity: Identity,
        now: float,
    ) -> list[int]:
        """Take in what a peer announced; returns the client ids that changed.

        The caller has dropped ids of other principals. An entry counts when its clock is newer,
        or when it removes a state at an equal clock. Raises `ProtocolError` for a state that is
        no JSON object.
        """
        return [entry.client for entry in entries if self._accept(entry, owner, identity, now)]

    def _accept(
        self, entry: AwarenessEntry, owner: Hashable, identity: Identity, now: float
    ) -> bool:
        row = self._rows.get(entry.client)
        clock = row.clock if row else 0
        removes = entry.state is None and row is not None and row.state is not None
        if not (clock < entry.clock or (clock == entry.clock and removes)):
            return False
        state = None if entry.state is None else _signed(entry.state, identity)
        self._rows[entry.client] = _Row(entry.clock, state, owner, now)
        return True

    def introduce(self, owner: Hashable, identity: Identity) -> list[int]:
        """Write another identity into what `owner` announced; returns the client ids that changed.

        The clock moves on, or nobody would take it in. A client that hears of its own state by a
        newer clock takes both over and goes on from there (y-protocols).
        """
        changed = []
        for client, row in self._rows.items():
            if row.owner is owner and row.state is not None and row.clock < MAX_SAFE_INTEGER:
                row.state, row.clock = _signed(row.state, identity), row.clock + 1
                changed.append(client)
        return changed

    def take_in(self, entry: AwarenessEntry, owner: Hashable, now: float) -> bool:
        """Take in a row that another process has signed; whether it changed anything.

        A removal at an equal clock counts only from the row's own process: the client may have
        moved here since.
        """
        row = self._rows.get(entry.client)
        clock = row.clock if row else 0
        left = entry.state is None and row is not None and row.state is not None
        removes = left and row is not None and row.owner == owner
        if not (clock < entry.clock or (clock == entry.clock and removes)):
            return False
        self._rows[entry.client] = _Row(entry.clock, entry.state, owner, now)
        return True

    def leave(self, owner: Hashable) -> list[int]:
        """Remove everything that `owner` announced last; returns the client ids that changed."""
        return self._remove(lambda row: row.owner is owner)

    def expire(self, before: float) -> list[int]:
        """Remove what was not renewed since `before`; returns the client ids that changed."""
        return self._remove(lambda row: row.renewed < before)

    def _remove(self, gone: Callable[[_Row], bool]) -> list[int]:
        ids = [c for c, row in self._rows.items() if row.state is not None and gone(row)]
        for client in ids:
            self._rows[client].state = None
        return ids

    def owners(self, clients: Iterable[int]) -> dict[int, Hashable]:
        """Who announced each of the rows last."""
        return {c: self._rows[c].owner for c in clients if c in self._rows}

    def present(self) -> list[int]:
        """Client ids that have a state."""
        return [client for client, row in self._rows.items() if row.state is not None]

    def entries(self, clients: Iterable[int]) -> list[AwarenessEntry]:
        """The rows of `clients`, removed ones included (else ghosts stay)."""
        rows = self._rows
        return [AwarenessEntry(c, rows[c].clock, rows[c].state) for c in clients if c in rows]


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
"""Made once: `json.dumps` would make one for each caret that moves, in half of its time."""


def _signed(state: str, identity: Identity) -> str:
    """The state with the server's word on who it is, as JSON that every browser reads."""
    try:
        value = json.loads(mend_surrogates(state.encode()).decode())
        if not isinstance(value, dict) or "__proto__" in value:
            raise ProtocolError("awareness state is not an object")
        value["user"] = dict(identity)
        return _ENCODER.encode(value)
    except (ValueError, RecursionError):
        raise ProtocolError("awareness state is not JSON") from None
