"""The log's rows in SQL: one statement for many, no ORM object for an update.

Every commit comes through here. Django's query builder would need six times the processor time
of the commit itself; and each statement lets go of the interpreter and has to get it back from a
busy event loop, hence one for many rows.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from ..models import Document, ShareLink, Update
from . import statements
from .errors import Corrupt

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


class Stored(NamedTuple):
    """A row as the database holds it."""

    seq: int
    payload: bytes | memoryview
    digest: bytes | memoryview
    author: str
    created: datetime | None = None


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
    keys = dict(zip(statements.keys(asked), asked, strict=True))
    sql = _select_heads(len(keys), lock=lock)
    found = statements.read(sql, statements.values([(key,) for key in keys]))
    return {keys[key]: _head(*fields) for key, *fields in found}


def _head(seq: int, version: int, epoch: int, *marks: Any) -> Head:
    trashed, removals, recovering, quarantine, expired = marks
    flags = bool(trashed), removals, bool(recovering), quarantine, bool(expired)
    return Head(seq, version, epoch, *flags)


@lru_cache(_STATEMENTS)
def _select_heads(count: int, *, lock: bool) -> str:
    # Others may meanwhile insert rows that only refer to the document: no key. On SQLite the
    # transaction itself is the lock.
    ending = " FOR NO KEY UPDATE" if lock and not statements.alone() else ""
    return (
        "SELECT id, head, access_version, epoch, trashed IS NOT NULL, removals,"  # noqa: S608
        f" recovering_until > CURRENT_TIMESTAMP, quarantine, {link_expired()} IS NOT NULL"
        f" FROM {Document._meta.db_table}"
        f" WHERE id IN ({statements.table(('uuid',), count)}) ORDER BY id{ending}"
    )


def stored_after(seqs: Mapping[UUID, int]) -> dict[UUID, list[Stored]]:
    """The rows of documents that are stored after a number each."""
    keys = dict(zip(statements.keys(seqs), seqs, strict=True))
    pairs = list(zip(keys, seqs.values(), strict=True))
    rows: dict[UUID, list[Stored]] = {}
    for key, *fields in statements.read(_select_after(len(pairs)), statements.values(pairs)):
        rows.setdefault(keys[key], []).append(Stored(*fields))
    return rows


@lru_cache(_STATEMENTS)
def _select_after(count: int) -> str:
    return (
        f"WITH wanted (pk, known) AS ({statements.table(('uuid', 'bigint'), count)})"  # noqa: S608
        " SELECT document_id, seq, payload, digest, author"
        f" FROM wanted JOIN {Update._meta.db_table} ON document_id = pk AND seq > known"
        " ORDER BY document_id, seq"
    )


def after(document_id: UUID, seq: int, *, most: int | None = None) -> list[Row]:
    """The rows that are stored after `seq`, in order: all, or the first `most`.

    The first need not be the next one: a checkpoint may have taken its place. Raises `Corrupt`
    when there is a hole between them, or bytes that nobody here wrote.
    """
    found = Update.objects.filter(document=document_id, seq__gt=seq).order_by("seq")
    fields = ("seq", "payload", "digest", "author", "created")
    return checked(Stored(*values) for values in found.values_list(*fields)[:most])


def checked(stored: Iterable[Stored]) -> list[Row]:
    """Rows that follow each other and are as they were written. Raises `Corrupt`."""
    rows: list[Row] = []
    for number, payload, mark, author, created in stored:
        if rows and number != rows[-1].seq + 1:
            raise Corrupt("The log has a hole.", "log", number)
        data = bytes(payload)
        if digest(data) != bytes(mark):
            raise Corrupt("A row of the log is damaged.", "row", number)
        rows.append(Row(number, data, author, created))
    return rows


def insert(rows: Sequence[tuple[UUID, Row]]) -> None:
    """Append rows whose sequence numbers were taken under the lock of `heads`."""
    if rows:
        _write(_insert_rows, records(rows))


def records(rows: Sequence[tuple[UUID, Row]]) -> list[tuple[Any, ...]]:
    """The rows as the database keeps them."""
    keys = statements.keys([document_id for document_id, _ in rows])
    return [
        (key, row.seq, row.payload, digest(row.payload), row.author)
        for key, (_, row) in zip(keys, rows, strict=True)
    ]


@lru_cache(_STATEMENTS)
def _insert_rows(count: int) -> str:
    return f"{INSERT} {statements.table(ROW_TYPES, count)}"


INSERT = f"INSERT INTO {Update._meta.db_table} (document_id, seq, payload, digest, author)"
ROW_TYPES = ("uuid", "bigint", "bytea", "bytea", "text")


def advance(seqs: Iterable[tuple[UUID, int]]) -> None:
    """Set the heads of documents, which the caller holds locked."""
    wanted = dict(seqs)
    if wanted:
        _write(_update_heads, list(zip(statements.keys(wanted), wanted.values(), strict=True)))


@lru_cache(_STATEMENTS)
def _update_heads(count: int) -> str:
    table = Document._meta.db_table
    return (
        f"WITH wanted (pk, seq) AS ({statements.table(('uuid', 'bigint'), count)})"  # noqa: S608
        f" UPDATE {table} SET head = wanted.seq, updated = {statements.now()}"
        f" FROM wanted WHERE {table}.id = wanted.pk"
    )


def _write(sql: Callable[[int], str], whole: Sequence[tuple[Any, ...]]) -> None:
    for part in statements.parts(whole):
        statements.run(sql(len(part)), statements.values(part))


def link_expired() -> str:
    """NULL unless a link to the document has expired since its rights had a new version."""
    return (
        f"(SELECT 1 FROM {ShareLink._meta.db_table} AS link"  # noqa: S608
        f" WHERE link.document_id = {Document._meta.db_table}.id AND NOT link.expiry_noted"
        f" AND link.expires <= {statements.now()} LIMIT 1)"
    )
