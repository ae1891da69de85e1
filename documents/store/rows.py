"""The log's rows in SQL: one statement for many, no ORM object for an update."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from ..models import Document, Update
from .errors import Corrupt


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


def digest(payload: bytes) -> bytes:
    """What tells a payload that the disk or the network has changed: BLAKE2b, 16 bytes."""
    return hashlib.blake2b(payload, digest_size=16).digest()


def heads(document_ids: Iterable[UUID], *, lock: bool = False) -> dict[UUID, Head]:
    """The heads of documents; with `lock`, held until the transaction ends, in order of id."""
    rows = Document.objects.filter(pk__in=list(document_ids)).order_by("pk")
    if lock:
        # Others may meanwhile insert rows that only refer to the document: `no_key`.
        rows = rows.select_for_update(no_key=True)
    return {
        pk: Head(seq, version, epoch, trashed is not None, removals)
        for pk, seq, version, epoch, trashed, removals in rows.values_list(
            "pk", "head", "access_version", "epoch", "trashed", "removals"
        )
    }


def after(document_id: UUID, seq: int) -> list[Row]:
    """The rows that are stored after `seq`, in order.

    The first need not be the next one: a checkpoint may have taken its place. Raises `Corrupt`
    when there is a hole between them, or bytes that nobody here wrote.
    """
    rows: list[Row] = []
    found = Update.objects.filter(document=document_id, seq__gt=seq).order_by("seq")
    for number, payload, mark, author, created in found.values_list(
        "seq", "payload", "digest", "author", "created"
    ):
        if rows and number != rows[-1].seq + 1:
            raise Corrupt("the log has a hole")
        data = bytes(payload)
        if digest(data) != bytes(mark):
            raise Corrupt("a row of the log is damaged")
        rows.append(Row(number, data, author, created))
    return rows


def insert(rows: Sequence[tuple[UUID, Row]]) -> None:
    """Append rows whose sequence numbers were taken under the lock of `heads`."""
    field = Document._meta.pk
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {Update._meta.db_table} (document_id, seq, payload, digest, author)"  # noqa: S608
            " VALUES (%s, %s, %s, %s, %s)",
            [
                (
                    field.get_db_prep_value(document_id, connection),
                    row.seq,
                    row.payload,
                    digest(row.payload),
                    row.author,
                )
                for document_id, row in rows
            ],
        )


def advance(seqs: Iterable[tuple[UUID, int]]) -> None:
    """Set the heads of documents, which the caller holds locked."""
    field = Document._meta.pk
    now = "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')" if _on_sqlite() else "STATEMENT_TIMESTAMP()"
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {Document._meta.db_table} SET head = %s, updated = {now} WHERE id = %s",  # noqa: S608
            [(seq, field.get_db_prep_value(pk, connection)) for pk, seq in seqs],
        )


def _on_sqlite() -> bool:
    return connection.vendor == "sqlite"
