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
from datetime import timedelta
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet
from django.conf import settings
from django.core import signing

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
    return signing.dumps([principal, document_id.hex, sealed], salt=_SALT)


def verify(ticket: str, document_id: UUID) -> Ticket:
    """Read a ticket.

    Raises `TicketExpired` or `TicketForged`. Whether whom it is for may still see the document is
    not checked here, nor whether the proof still holds: both may have changed since.
    """
    lifetime = timedelta(seconds=conf.current().ticket_seconds)
    try:
        principal, document, sealed = signing.loads(ticket, salt=_SALT, max_age=lifetime)
    except signing.SignatureExpired as error:
        raise TicketExpired from error
    except (signing.BadSignature, ValueError) as error:
        raise TicketForged from error
    if document != document_id.hex:
        raise TicketForged
    return Ticket(principal, json.loads(_cipher().decrypt(sealed)))


def _cipher() -> Fernet:
    key = hashlib.sha256(b"collab.ticket:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
