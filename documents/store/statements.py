"""Statements of the hot path, straight to the driver, which keeps them prepared.

Django's cursor rewrites the placeholders of each statement, looks whether to log it, and resolves
the thread's connection again: more processor time than SQLite needs for the statement itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from .sqlite import Connection

T = TypeVar("T")

_ROWS = 100
"""Rows that one statement writes at most."""


def run(sql: str, values: Sequence[Any]) -> Any:
    """Run one statement with a `?` for each value; returns the driver's cursor.

    Raises `django.db.Error`.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.connection is None:
        connection.ensure_connection()
    with connection.wrap_database_errors:
        if connection.vendor == "sqlite":
            return connection.connection.execute(sql, values)
        # Django's own cursors write the values into the text, which is read and planned each time.
        return psycopg.Cursor(connection.connection).execute(sql.replace("?", "%b"), values)


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


# -- many rows of values in one statement


def keys(document_ids: Iterable[UUID]) -> list[Any]:
    """The ids of documents as the database keeps them."""
    return [pk.hex for pk in document_ids] if alone() else list(document_ids)


def table(types: Sequence[str], count: int) -> str:
    """What selects `count` rows of values, given as `values` puts them.

    PostgreSQL gets an array for each column: the statement is the same for any number of rows, so
    that it is read and planned once.
    """
    if alone():
        row = f"({', '.join('?' * len(types))})"
        return f"VALUES {', '.join([row] * count)}"
    names = ", ".join(f"column{number}" for number in range(1, len(types) + 1))
    given = ", ".join(f"?::{kind}[]" for kind in types)
    return f"SELECT * FROM unnest({given}) AS given ({names})"  # noqa: S608


def values(rows: Sequence[Sequence[Any]]) -> list[Any]:
    """The values of a `table`."""
    return list(chain.from_iterable(rows)) if alone() else list(map(list, zip(*rows, strict=True)))


def parts(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """Pieces that are whole statements: SQLite has a limit of placeholders."""
    most = _ROWS if alone() else max(1, len(rows))
    for start in range(0, len(rows), most):
        yield rows[start : start + most]


# -- transactions


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
