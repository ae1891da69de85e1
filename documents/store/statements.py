"""Statements of the hot path, straight to the driver, which keeps them prepared.

Django's cursor rewrites the placeholders of each statement, looks whether to log it, and resolves
the thread's connection again: more processor time than SQLite needs for the statement itself.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from .sqlite import Connection


def run(sql: str, values: Sequence[Any]) -> Any:
    """Run one statement with a `?` for each value; returns the driver's cursor.

    Raises `django.db.Error`.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.connection is None:
        connection.ensure_connection()
    if connection.vendor != "sqlite":
        sql = sql.replace("?", "%s")
    with connection.wrap_database_errors:
        return connection.connection.execute(sql, values)


def read(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows that one statement finds. Raises `django.db.Error`."""
    found = run(sql, values)
    with connections[DEFAULT_DB_ALIAS].wrap_database_errors:
        rows: list[tuple[Any, ...]] = found.fetchall()
    return rows


def require_kept() -> None:
    """Whether what was read so far is what the next process will find.

    A commit into a file that was removed is not called one, but whoever had the file open reads
    it all the same. Raises `django.db.OperationalError`.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if isinstance(connection.connection, Connection):
        with connection.wrap_database_errors:
            connection.connection.require_same_file()


def alone() -> bool:
    """Whether a transaction that writes is alone: nothing can be locked in a wrong order."""
    return connections[DEFAULT_DB_ALIAS].vendor == "sqlite"


def now() -> str:
    """The moment of a statement in SQL, as exact as Django stores it."""
    return "STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW')" if alone() else "STATEMENT_TIMESTAMP()"


def ending(column: str, characters: int) -> str:
    """The last characters of a text, in SQL."""
    return f"SUBSTR({column}, -{characters})" if alone() else f"RIGHT({column}, {characters})"


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that writes, without the hooks and savepoints of `transaction.atomic`.

    On SQLite straight to the driver: Django's own takes as long as three statements.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    run("BEGIN IMMEDIATE", ())
    try:
        yield
        with connection.wrap_database_errors:
            connection.connection.commit()  # which also looks whether the file is there (`sqlite`)
    except BaseException:
        if connection.connection.in_transaction:  # some errors have ended it
            run("ROLLBACK", ())
        raise
