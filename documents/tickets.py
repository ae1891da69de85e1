"""Websocket tickets: signed, short-lived, for one document. Nothing is stored.

A ticket stands for somebody on a handshake that can carry neither cookie nor header. What it was
asked for with (a session, a token) travels in it, encrypted, because tickets are parts of
addresses: a connection that it opens ends when that ends.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet
from django.conf import settings
from django.core import signing
from django.db import connection

from . import conf

_SALT = "collab.ticket"
"""Keeps other signed values of the project from being taken for tickets."""

Proof = Mapping[str, Any]
"""What the ticket was asked for with, as JSON."""


class TicketForged(Exception):
    """Not signed by this server, or for another document: no reason to try again."""


class TicketExpired(Exception):
    """Well signed but too old: the client fetches a new one."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says."""

    principal: str
    """For whom it was issued."""
    proof: Proof


def issue(principal: str, document_id: UUID, proof: Proof | None = None) -> str:
    """A ticket with which somebody opens the document's websocket."""
    sealed = _cipher().encrypt(json.dumps(dict(proof or {})).encode()).decode()
    said = [principal, document_id.hex, sealed, _now()]
    return signing.Signer(salt=_SALT).sign_object(said, compress=False)


def is_signed(ticket: str) -> bool:
    """Whether a ticket is one of ours, for whatever document and however old. Asks no database."""
    try:
        signing.Signer(salt=_SALT).unsign(ticket)
    except signing.BadSignature:
        return False
    return True


def verify(ticket: str, document_id: UUID) -> Ticket:
    """Read a ticket.

    Raises `TicketExpired` or `TicketForged`. Whether whom it is for may still see the document is
    not checked here, nor whether the proof still holds: both may have changed since.
    """
    try:
        principal, document, sealed, issued = signing.Signer(salt=_SALT).unsign_object(ticket)
    except (signing.BadSignature, ValueError) as error:
        raise TicketForged from error
    if document != document_id.hex:
        raise TicketForged
    if _now() - issued > conf.current().ticket_seconds:
        raise TicketExpired
    return Ticket(principal, json.loads(_cipher().decrypt(sealed)))


_CLOCKS = {
    "postgresql": "SELECT EXTRACT(EPOCH FROM STATEMENT_TIMESTAMP())",
    "sqlite": "SELECT (JULIANDAY('now') - 2440587.5) * 86400",
}


def _now() -> float:
    """Seconds since 1970 by the database's clock, which all processes agree on."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOCKS[connection.vendor])
        return float(cursor.fetchone()[0])


def _cipher() -> Fernet:
    key = hashlib.sha256(b"collab.ticket:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
