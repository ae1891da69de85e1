"""The log's rows in SQL: one statement for many, no ORM object for an update.

Every commit comes through here. Django's query builder would need six times the processor time
of the commit itself; and each statement lets go of the interpreter and has to get it back from a
busy event loop, hence one for many rows.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from ..models import Document, ShareLink, Update
from . import statements
from .errors import Corrupt

T = TypeVar("T")

_ROWS = 100
"""Rows that one statement writes at most."""

_STATEMENTS = 256
"""Texts of statements that are kept: they differ in the number of their rows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a document's log."""

    seq: int
    payload: bytes
    author: str
    created: datetime | None = None
    """When it was committed, by the database's clock; None for rows written just now."""

    @property
    def epoch_seconds(self) -> int:
        """`created` in seconds since 1970; 0 if it is not known."""
        return int(self.created.timestamp()) if self.created else 0


@dataclass(frozen=True, slots=True)
class Head:
    """What the log of a document has come to, and what rights on it have come to."""

    seq: int
    access_version: int
    epoch: int
    trashed: bool
    removals: int = 0
    """Not 0 where restores may have removed what somebody goes on typing in."""
    recovering: bool = False
    """Whether editors may bring back what a restored backup lacks, whoever wrote it."""
    quarantine: int = 0
    """Grows when the document is quarantined, and when that ends."""
    expired: bool = False
    """Whether the time of a link is over and `access_version` does not say so yet."""

    @property
    def quarantined(self) -> bool:
        """Whether the stored content does not read."""
        return self.quarantine % 2 == 1

    @property
    def plain(self) -> bool:
        """Whether what is typed needs nothing but to be appended."""
        return not (self.trashed or self.removals or self.recovering)


def digest(payload: bytes) -> bytes:
    """What tells a payload that the disk or the network has changed: BLAKE2b, 16 bytes."""
    return hashlib.blake2b(payload, digest_size=16).digest()


def heads(document_ids: Iterable[UUID], *, lock: bool = False) -> dict[UUID, Head]:
    """The heads of documents; with `lock`, held until the transaction ends, in order of id."""
    asked = list(document_ids)
    if not asked:
        return {}
    sqlite = _on_sqlite()
    keys = dict(zip(_keys(asked, sqlite=sqlite), asked, strict=True))
    found = statements.read(_select_heads(len(keys), lock=lock and not sqlite), list(keys))
    return {
        keys[key]: Head(
            seq,
            version,
            epoch,
            bool(trashed),
            removals,
            bool(recovering),
            quarantine,
            bool(expired),
        )
        for key, seq, version, epoch, trashed, removals, recovering, quarantine, expired in found
    }


@lru_cache(_STATEMENTS)
def _select_heads(count: int, *, lock: bool) -> str:
    # Others may meanwhile insert rows that only refer to the document: no key. On SQLite the
    # transaction itself is the lock.
    ending = " FOR NO KEY UPDATE" if lock else ""
    return (
        "SELECT id, head, access_version, epoch, trashed IS NOT NULL, removals,"  # noqa: S608
        f" recovering_until > CURRENT_TIMESTAMP, quarantine, {_link_expired()} IS NOT NULL"
        f" FROM {Document._meta.db_table} WHERE id IN ({_places('?', count)}) ORDER BY id{ending}"
    )


def after(document_id: UUID, seq: int, *, most: int | None = None) -> list[Row]:
    """The rows that are stored after `seq`, in order: all, or the first `most`.

    The first need not be the next one: a checkpoint may have taken its place. Raises `Corrupt`
    when there is a hole between them, or bytes that nobody here wrote.
    """
    rows: list[Row] = []
    found = Update.objects.filter(document=document_id, seq__gt=seq).order_by("seq")
    for number, payload, mark, author, created in found.values_list(
        "seq", "payload", "digest", "author", "created"
    )[:most]:
        if rows and number != rows[-1].seq + 1:
            raise Corrupt("The log has a hole.", "log", number)
        data = bytes(payload)
        if digest(data) != bytes(mark):
            raise Corrupt("A row of the log is damaged.", "row", number)
        rows.append(Row(number, data, author, created))
    return rows


def insert(rows: Sequence[tuple[UUID, Row]]) -> None:
    """Append rows whose sequence numbers were taken under the lock of `heads`."""
    keys = _keys([document_id for document_id, _ in rows], sqlite=_on_sqlite())
    records = [
        (key, row.seq, row.payload, digest(row.payload), row.author)
        for key, (_, row) in zip(keys, rows, strict=True)
    ]
    for part in _parts(records):
        statements.run(_insert_rows(len(part)), list(chain.from_iterable(part)))


@lru_cache(_STATEMENTS)
def _insert_rows(count: int) -> str:
    return (
        f"INSERT INTO {Update._meta.db_table} (document_id, seq, payload, digest, author)"  # noqa: S608
        f" VALUES {_places('(?, ?, ?, ?, ?)', count)}"
    )


def advance(seqs: Iterable[tuple[UUID, int]]) -> None:
    """Set the heads of documents, which the caller holds locked."""
    wanted, sqlite = dict(seqs), _on_sqlite()
    records = list(zip(_keys(wanted, sqlite=sqlite), wanted.values(), strict=True))
    for part in _parts(records):
        statements.run(_update_heads(len(part)), list(chain.from_iterable(part)))


@lru_cache(_STATEMENTS)
def _update_heads(count: int) -> str:
    table = Document._meta.db_table
    return (
        f"WITH wanted (pk, seq) AS (VALUES {_places('(?, ?)', count)})"  # noqa: S608
        f" UPDATE {table} SET head = wanted.seq, updated = {statements.now()}"
        f" FROM wanted WHERE {table}.id = wanted.pk"
    )


class UnexpectedError(Exception):
    """A head is not plain, or not what was expected."""


def step(wanted: Sequence[tuple[UUID, Head, int]], also: str, values: Sequence[Any]) -> None:
    """Advance heads by some rows each if they are plain and exactly as expected, and `also` holds.

    Leaves the time of change as it is, and locks in no order. Raises `UnexpectedError` when some
    are not so: others may have been advanced by then, and the transaction is to be rolled back.
    """
    keys = _keys([document_id for document_id, _, _ in wanted], sqlite=_on_sqlite())
    records = [
        (key, head.seq, head.seq + grown, head.access_version, head.epoch, head.quarantine)
        for key, (_, head, grown) in zip(keys, wanted, strict=True)
    ]
    sql = _step_heads(len(records), also)
    found = statements.run(sql, [*chain.from_iterable(records), *values])
    if found.rowcount != len(records):
        raise UnexpectedError


@lru_cache(_STATEMENTS)
def _step_heads(count: int, also: str) -> str:
    table = Document._meta.db_table
    return (
        f"UPDATE {table} SET head = wanted.column3"  # noqa: S608
        f" FROM (VALUES {_places('(?, ?, ?, ?, ?, ?)', count)}) AS wanted"
        f" WHERE {table}.id = wanted.column1 AND head = wanted.column2"
        " AND access_version = wanted.column4 AND epoch = wanted.column5"
        " AND quarantine = wanted.column6"
        " AND trashed IS NULL AND removals = 0"
        " AND (recovering_until > CURRENT_TIMESTAMP) IS NOT TRUE"
        f" AND {_link_expired()} IS NULL AND {also}"
    )


def _link_expired() -> str:
    """NULL unless a link to the document has expired since its rights had a new version."""
    return (
        f"(SELECT 1 FROM {ShareLink._meta.db_table} AS link"  # noqa: S608
        f" WHERE link.document_id = {Document._meta.db_table}.id AND NOT link.expiry_noted"
        f" AND link.expires <= {statements.now()} LIMIT 1)"
    )


def _parts(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    """Pieces that are whole statements: SQLite has a limit of placeholders."""
    for start in range(0, len(whole), _ROWS):
        yield whole[start : start + _ROWS]


def _places(one: str, count: int) -> str:
    return ", ".join([one] * count)


def _keys(document_ids: Iterable[UUID], *, sqlite: bool) -> list[Any]:
    """The ids as the database keeps them."""
    return [pk.hex for pk in document_ids] if sqlite else list(document_ids)


def _on_sqlite() -> bool:
    return connection.vendor == "sqlite"
