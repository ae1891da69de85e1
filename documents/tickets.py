"""Websocket tickets: signed, short-lived, for one document. Nothing is stored.

A ticket stands for its user on a handshake that can carry neither cookie nor header. What it was
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
from django.contrib.auth.base_user import AbstractBaseUser
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

    user: str
    """Primary key of the user for whom it was issued, as text."""
    proof: Proof


def issue(user: AbstractBaseUser, document_id: UUID, proof: Proof | None = None) -> str:
    """A ticket with which `user` opens the document's websocket."""
    sealed = _cipher().encrypt(json.dumps(dict(proof or {})).encode()).decode()
    return signing.dumps([str(user.pk), document_id.hex, sealed], salt=_SALT)


def verify(ticket: str, document_id: UUID) -> Ticket:
    """Read a ticket.

    Raises `TicketExpired` or `TicketForged`. The user's right on the document is not checked here,
    nor whether the proof still holds: both may have changed since.
    """
    lifetime = timedelta(seconds=conf.current().ticket_seconds)
    try:
        user, document, sealed = signing.loads(ticket, salt=_SALT, max_age=lifetime)
    except signing.SignatureExpired as error:
        raise TicketExpired from error
    except (signing.BadSignature, ValueError) as error:
        raise TicketForged from error
    if document != document_id.hex:
        raise TicketForged
    return Ticket(user, json.loads(_cipher().decrypt(sealed)))


def _cipher() -> Fernet:
    key = hashlib.sha256(b"collab.ticket:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
