"""One server per SQLite database: rooms of two would learn of each other only by polling."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from django.core.management import CommandError
from django.db import connection


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


def _open_lock(database: Path) -> TextIO:
    path = database.with_name(database.name + ".lock")
    if path.exists() and not database.exists():
        # An empty database made in silence would look like the loss of every document.
        raise CommandError(
            f"The database {database} is gone: put it back from a backup, or remove {path}"
            " to start with an empty one."
        )
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"Cannot write beside the database: {error}.") from error
