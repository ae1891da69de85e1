"""Websocket tickets: signed, short-lived, for one document. Nothing is stored.

A ticket stands for its user on a handshake that can carry neither cookie nor header.
"""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing

from . import conf

_SALT = "collab.ticket"
"""Keeps other signed values of the project from being taken for tickets."""


class TicketForged(Exception):
    """Not signed by this server, or for another document: no reason to try again."""


class TicketExpired(Exception):
    """Well signed but too old: the client fetches a new one."""


def issue(user: AbstractBaseUser, document_id: UUID) -> str:
    """A ticket with which `user` opens the document's websocket."""
    return signing.dumps([str(user.pk), document_id.hex], salt=_SALT)


def verify(ticket: str, document_id: UUID) -> str:
    """The primary key, as text, of the user for whom the ticket was issued.

    Raises `TicketExpired` or `TicketForged`. The user's right on the document is not checked here:
    it may have changed since.
    """
    lifetime = timedelta(seconds=conf.current().ticket_seconds)
    try:
        user_pk, document = signing.loads(ticket, salt=_SALT, max_age=lifetime)
    except signing.SignatureExpired as error:
        raise TicketExpired from error
    except (signing.BadSignature, UnicodeError) as error:
        raise TicketForged from error
    if document != document_id.hex:
        raise TicketForged
    return str(user_pk)
