"""One server per SQLite database: rooms of two would learn of each other only by polling."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from django.core.management import CommandError
from django.db import connection

from ..store import sqlite


@contextmanager
def only_server() -> Iterator[None]:
    """Hold the database's lock file, which is released however the process ends.

    Nothing to hold on PostgreSQL. Raises `CommandError` if another server holds it. Python opens
    files close-on-exec, so no child process keeps the lock.
    """
    if connection.vendor != "sqlite":
        yield
        return
    database = Path(connection.settings_dict["NAME"])
    with _open_lock(database) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"Another server is running on {database}: stop it, or use PostgreSQL and Redis."
            ) from None
        yield


def require_not_gone(database: Path) -> None:
    """Raise `CommandError` if there was a database and is none.

    An empty database made in silence would look like the loss of every document.
    """
    if sqlite.is_gone(database):
        raise CommandError(
            f"The database {database} is gone: put it back from a backup, or remove"
            f" {sqlite.lock_path(database)} to start with an empty one."
        )


def _open_lock(database: Path) -> TextIO:
    require_not_gone(database)
    try:
        database.touch()  # before the lock, which says that it was there
        return sqlite.lock_path(database).open("w", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"Cannot write beside the database: {error}.") from error
