"""`manage.py migrate`: changes tables while people write."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.errors import LockNotAvailable

LOCK_SECONDS = 2
"""A change that waits for a table makes everybody wait who comes after it: not for longer."""

PAUSE_SECONDS = 1.0
ATTEMPTS = 300
"""Together the time that a large backup may take, which reads every table in one transaction."""


class Command(MigrateCommand):
    """Gives a table up that is in use, lets others pass, and tries again."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; on PostgreSQL, without holding up commits for longer than a moment.

        Raises `OperationalError` when a table was in use for some fifteen minutes.
        """
        connection = connections[options["database"]]
        for left in reversed(range(ATTEMPTS)):
            try:
                with impatient(connection):
                    super().handle(*args, **options)
            except OperationalError as error:
                if not left or not isinstance(error.__cause__, LockNotAvailable):
                    raise
                self.stderr.write("\n  A table is in use; trying again.")
                time.sleep(PAUSE_SECONDS)
            else:
                return


@contextmanager
def impatient(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Bound the wait for locks, on PostgreSQL; SQLite has one writer at a time."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    try:
        yield
    finally:
        # `quickstart` goes on to serve with this connection, which is back in the pool then.
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
