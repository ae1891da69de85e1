"""The file of an SQLite database: never made in silence, and still there when something is saved.

SQLite goes on in a file that was removed or replaced meanwhile, and its commits succeed, until the
process ends and takes them along. And it makes an empty file where one is missing, which looks
like the loss of every document.
"""

import sqlite3
from pathlib import Path
from typing import Any

_served: dict[Path, tuple[int, int]] = {}
"""Device and number of the files that this process has opened, by their names."""


def lock_path(database: Path) -> Path:
    """The file that a server holds; it stays, and says that the database has been in use."""
    return database.with_name(database.name + ".lock")


def is_gone(database: Path) -> bool:
    """Whether there was a database and is none."""
    return not database.exists() and (database in _served or lock_path(database).exists())


class Connection(sqlite3.Connection):
    """Opens no empty file in the place of one that is gone, and saves only what will be found.

    Both end as `sqlite3.OperationalError`, like a disk that fails: the outcome of a commit is
    then unknown, and it is given again when the file is back in its place.
    """

    def __init__(self, database: Any, *args: Any, **kwargs: Any) -> None:
        self._path = None if str(database).startswith((":", "file:")) else Path(database)
        if self._path is not None and is_gone(self._path):
            raise sqlite3.OperationalError(f"the database {self._path} is gone")
        super().__init__(database, *args, **kwargs)
        self.require_same_file()

    def commit(self) -> None:
        """Commit; what was committed is in the file that the next process opens."""
        super().commit()
        self.require_same_file()

    def require_same_file(self) -> None:
        """Whether what was written or read here is what the next process finds.

        Raises `sqlite3.OperationalError`.
        """
        if self._path is None:
            return
        try:
            there = self._path.stat()
        except FileNotFoundError:
            raise sqlite3.OperationalError(f"the database {self._path} is gone") from None
        inode = (there.st_dev, there.st_ino)
        if _served.setdefault(self._path, inode) != inode:
            raise sqlite3.OperationalError(
                f"the database {self._path} was replaced while it was open: restart the server"
            )
