"""Who may use which client id: the first principal that announced it or wrote with it."""

from collections.abc import Iterable

from ..access import principal_of_author
from ..store.rows import Row
from .record import Record, writers_in


class Claims:
    """The owners that a room knows, and which of them the database does not know yet."""

    __slots__ = ("_new", "_record")

    def __init__(self, record: Record) -> None:
        self._record = record
        self._new: dict[int, str] = {}

    def may_use(self, client: int, principal: str) -> bool:
        """Whether nobody else owns the client id."""
        return self._record.owners.get(client, principal) == principal

    def claim(self, client: int, principal: str) -> None:
        """Somebody uses a client id: it is theirs if it was nobody's."""
        if client not in self._record.owners:
            self._record.owners[client] = self._new[client] = principal

    def new_among(self, clients: Iterable[int]) -> dict[int, str]:
        """Those of `clients` whose owner a commit has to write down."""
        return {client: self._new[client] for client in clients if client in self._new}

    def committed(self, clients: Iterable[int]) -> None:
        """The database knows who owns these."""
        if self._new:  # else there is nothing to forget: so it is for nearly every commit
            for client in clients:
                self._new.pop(client, None)

    def credit(self, rows: Iterable[Row]) -> None:
        """Who commits with a client id owns it, whoever has claimed it here meanwhile."""
        for row in rows:
            if principal_of_author(row.author) != row.author:
                continue  # brought back for whoever wrote it
            for client in writers_in([row]):
                if self._new.pop(client, None) is None:
                    self._record.owners.setdefault(client, row.author)
                else:
                    self._record.owners[client] = row.author
