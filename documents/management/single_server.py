"""Servers on one database must hear of each other: without Redis there may be one."""

import fcntl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TextIO

from django.core.management import CommandError
from django.db import connection

from ..store import sqlite
from . import postgresql

LOCK = int.from_bytes(b"collab")
"""Key of PostgreSQL's advisory lock. Servers that hear of each other share it."""


@contextmanager
def only_server() -> Iterator[None]:
    """Hold the database's lock, which is released however the process ends.

    Raises `CommandError` if another server holds it and the two would not hear of each other.
    """
    hold = _hold_file if connection.vendor == "sqlite" else _hold_in_database
    with hold():
        yield


@contextmanager
def _hold_file() -> Iterator[None]:
    """Lock a file. Python opens files close-on-exec, so no child process keeps the lock."""
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


@contextmanager
def _hold_in_database() -> Iterator[None]:
    """Lock by a transaction that stays open on a connection of its own.

    Not by a session: behind a pool of sessions that would outlive its server. The transaction has
    neither an id nor a snapshot, so it holds up no vacuum. A database that restarts lets go of the
    lock; what is checked is the start of a server.
    """
    with closing(postgresql.connect()) as own, own.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        shared = "_shared" if postgresql.hears_others() else ""
        cursor.execute(f"SELECT pg_try_advisory_xact_lock{shared}(%s)", [LOCK])
        if cursor.fetchone() != (True,):
            raise CommandError(
                "Another server is running on this database, and one of the two has no Redis:"
                " set the same REDIS_URL for all of them."
            )
        yield
