"""What the relay puts on the channel layer: a frozen value, and plain types for the wire.

Rows carry a seal over everything that matters about them, so that a damaged one is noticed
whatever layer is in use.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .protocol.messages import AwarenessEntry
from .store.rows import Row


class DamagedError(Exception):
    """An envelope is not what anybody here has sent."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """One row of the awareness table, signed by the process that its owner is connected to."""

    entry: AwarenessEntry
    principal: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """News of one document from one process."""

    document_id: UUID
    node: str
    """The process that sends it; empty for one that has no rooms."""
    seq: int | None = None
    """How far the log has come, if it has grown."""
    rows: Sequence[Row] = ()
    """The last rows up to `seq`, where they are small."""
    cursors: Sequence[Cursor] = ()
    asks: bool = False
    """Whether the sender has just opened the document and asks who is here."""
    behind: bool = False
    """Whether there is something to read, in the log or in the rights, whatever `seq` says."""
    notice: Mapping[str, Any] | None = None
    """Goes to the peers as a message of its own."""


def encode(envelopes: Sequence[Envelope]) -> dict[str, Any]:
    """The message for the channel layer: plain types."""
    return {"type": "collab.envelopes", "envelopes": list(map(_encode, envelopes))}


def parse(message: Mapping[str, Any]) -> list[Envelope]:
    """The envelopes in a message of the channel layer. Raises `DamagedError`."""
    try:
        return list(map(_parse, message["envelopes"]))
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedError(repr(error)) from error


def _encode(envelope: Envelope) -> dict[str, Any]:
    return {
        "document": envelope.document_id.bytes,
        "node": envelope.node,
        "seq": envelope.seq,
        "rows": [
            [row.seq, row.author, row.payload, _seal(envelope.document_id, row)]
            for row in envelope.rows
        ],
        "cursors": [
            [c.entry.client, c.entry.clock, c.entry.state, c.principal] for c in envelope.cursors
        ],
        "asks": envelope.asks,
        "behind": envelope.behind,
        "notice": None if envelope.notice is None else dict(envelope.notice),
    }


def _parse(fields: Mapping[str, Any]) -> Envelope:
    document_id = UUID(bytes=fields["document"])
    return Envelope(
        document_id,
        fields["node"],
        fields["seq"],
        tuple(_row(document_id, *row) for row in fields["rows"]),
        tuple(_cursor(*cursor) for cursor in fields["cursors"]),
        fields["asks"],
        fields["behind"],
        fields["notice"],
    )


def _row(document_id: UUID, seq: int, author: str, payload: bytes, seal: bytes) -> Row:
    row = Row(seq, payload, author)
    if _seal(document_id, row) != seal:
        raise DamagedError("a row does not fit its seal")
    return row


def _cursor(client: int, clock: int, state: str | None, principal: str) -> Cursor:
    return Cursor(AwarenessEntry(client, clock, state), principal)


def _seal(document_id: UUID, row: Row) -> bytes:
    """BLAKE2b, 16 bytes, as the digests of the log, over the row's place as well."""
    place = b"%b%d:%b:" % (document_id.bytes, row.seq, row.author.encode())
    return hashlib.blake2b(place + row.payload, digest_size=16).digest()
