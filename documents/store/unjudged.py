"""Appending what people type into documents that are as their rooms have read them.

Nothing is to be judged, so it takes half the processor time: this is for nearly every commit. On
PostgreSQL it is one statement, which no process can be stopped within, however busy: nobody waits
for locks whose owner waits for the interpreter.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any
from uuid import UUID

from ..models import Document
from . import lapses, rows, statements
from .credentials import Credential
from .rows import Head, Row

Step = tuple[UUID, Head, bool, Sequence[Row]]
"""A document, its head as expected, whether to write the time of change, and what to append."""

_MOST = 1000
"""Documents that one statement may advance: SQLite has a limit of values in a statement."""


def append(steps: Sequence[Step], shown: Collection[Credential]) -> set[UUID]:
    """Append to the documents whose heads are plain and exactly as expected; answers which.

    Nothing is appended unless all that was `shown` holds and is of users; on SQLite, unless all
    heads are as expected.
    """
    holding = lapses.none_lapsed(shown)
    if holding is None or not steps:
        return set()
    return _append_alone(steps, *holding) if statements.alone() else _append(steps, *holding)


# -- SQLite


class _UnexpectedError(Exception):
    """A head is not plain, or not what was expected."""


def _append_alone(steps: Sequence[Step], also: str, values: Sequence[Any]) -> set[UUID]:
    if len(steps) > _MOST or any(touches for _, _, touches, _ in steps):
        return set()  # the time of change has an index, which is not written here
    try:
        with statements.writing():
            _step(steps, also, values)
            rows.insert([(pk, row) for pk, _, _, appended in steps for row in appended])
    except _UnexpectedError:
        return set()
    return {pk for pk, _, _, _ in steps}


def _step(steps: Sequence[Step], also: str, values: Sequence[Any]) -> None:
    records = _records(steps)
    sql = _step_heads(len(records), also)
    found = statements.run(sql, [*chain.from_iterable(records), *values])
    if found.rowcount != len(records):
        raise _UnexpectedError


@lru_cache(256)
def _step_heads(count: int, also: str) -> str:
    table = Document._meta.db_table
    wanted = statements.table(_TYPES, count)
    return (
        f"UPDATE {table} SET head = wanted.column3 FROM ({wanted}) AS wanted"  # noqa: S608
        f" WHERE {table}.id = wanted.column1 AND head = wanted.column2"
        " AND access_version = wanted.column4 AND epoch = wanted.column5"
        f" AND quarantine = wanted.column6 AND {_plain()} AND {also}"
    )


# -- PostgreSQL


def _append(steps: Sequence[Step], also: str, values: Sequence[Any]) -> set[UUID]:
    """Heads are locked in order of id before any is advanced, as everywhere: no deadlock.

    Whoever had to wait for a lock finds the head that its owner has left, and leaves it alone.
    """
    touches = [touch for _, _, touch, _ in steps]
    new = rows.records([(pk, row) for pk, _, _, appended in steps for row in appended])
    heads = statements.values(_records(steps))
    given = [*heads, touches, *values, *statements.values(new)]
    return {pk for (pk,) in statements.read(_append_rows(also), given)}


@lru_cache(256)
def _append_rows(also: str) -> str:
    table = Document._meta.db_table
    wanted = statements.table((*_TYPES, "boolean"), 0)
    new = statements.table(rows.ROW_TYPES, 0)
    touched = f"CASE WHEN touches THEN {statements.now()} ELSE updated END"
    return (
        f"WITH wanted (pk, seq, upto, version, era, marks, touches) AS MATERIALIZED ({wanted}),"  # noqa: S608
        " locked AS MATERIALIZED ("
        f"SELECT ctid AS place, id, head, access_version, epoch, quarantine, {_plain()} AS plain"
        f" FROM {table} WHERE {also} AND id IN (SELECT pk FROM wanted)"
        " ORDER BY id FOR NO KEY UPDATE),"
        f" stepped AS (UPDATE {table} SET head = upto, updated = {touched}"
        f" FROM wanted JOIN locked ON pk = id AND head = seq AND access_version = version"
        " AND epoch = era AND quarantine = marks AND plain"
        f" WHERE {table}.ctid = place RETURNING pk),"
        f" new (pk, seq, payload, digest, author) AS ({new}),"
        f" appended AS ({rows.INSERT} SELECT new.* FROM new JOIN stepped USING (pk))"
        " SELECT pk FROM stepped"
    )


_TYPES = ("uuid", "bigint", "bigint", "bigint", "integer", "integer")


def _plain() -> str:
    return (
        "trashed IS NULL AND removals = 0 AND (recovering_until > CURRENT_TIMESTAMP) IS NOT TRUE"
        f" AND {rows.link_expired()} IS NULL"
    )


def _records(steps: Sequence[Step]) -> list[tuple[Any, ...]]:
    ids = statements.keys([pk for pk, _, _, _ in steps])
    return [
        (key, head.seq, head.seq + len(new), head.access_version, head.epoch, head.quarantine)
        for key, (_, head, _, new) in zip(ids, steps, strict=True)
    ]
