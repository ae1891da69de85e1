"""Who stands at the door of a document's socket, and whether they come in.

A cookie counts only with an allowed `Origin`: any web page may open a websocket and the browser
adds the cookie. A bearer token or a ticket is shown on purpose and needs none; with one of
those the cookie is ignored.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import Error as DatabaseError
from django.http import HttpRequest, parse_cookie

from .. import tickets, tokens
from ..access import Capability, Role, may
from ..content.schema import VERSION as SCHEMA_VERSION
from ..presence import person_of
from ..protocol.awareness import Identity
from ..protocol.errors import CloseCode
from ..store import actors, credentials, documents, guests
from ..store.actors import Guest, principal_of
from ..store.credentials import Credential
from ..store.errors import DocumentNotFound

logger = logging.getLogger(__name__)

Scope = Mapping[str, Any]

Somebody = AbstractBaseUser | Guest


class OriginRefused(Exception):
    """A handshake with no credential of its own from an origin that is not allowed: HTTP 403."""


class Turned(Exception):
    """Not let in: the close code and the reason are sent after accept, so that browsers see it."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who may come in."""

    document_id: UUID
    principal: str
    identity: Identity
    role: Role
    access_version: int
    """Of the document's rights, at the latest when `role` was read."""
    seq: int
    """Of the last row in the document's log, at the latest when `role` was read."""
    credential: Credential
    writing_credential: bool
    private: bool
    """Whether the client asked for our own message types (`?v=1`)."""

    @property
    def may_write(self) -> bool:
        """Whether they may change the document as it stands."""
        return self.writing_credential and may(self.role, Capability.WRITE)


@dataclass(frozen=True, slots=True)
class Request:
    """What a handshake asks for, parsed once."""

    document: str
    query: Mapping[str, str]
    bearer: str | None
    http_origin: str | None
    session_key: str | None
    guest_cookie: str | None

    @property
    def credential(self) -> str:
        """What was shown to say who it is."""
        return (
            self.bearer or self.query.get("ticket") or self.session_key or self.guest_cookie or ""
        )

    @classmethod
    def of(cls, scope: Scope) -> "Request":
        """Read an ASGI scope."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        kind, _, credential = headers.get(b"authorization", "").partition(" ")
        cookies = parse_cookie(headers.get(b"cookie", ""))
        raw = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        return cls(
            document=scope["url_route"]["kwargs"]["document"],
            query={name: values[0] for name, values in raw.items()},
            bearer=credential.strip() if kind.lower() == "bearer" else None,
            http_origin=headers.get(b"origin"),
            session_key=cookies.get(settings.SESSION_COOKIE_NAME),
            guest_cookie=cookies.get(guests.cookie_name()),
        )


def shown_by(request: HttpRequest) -> list[str]:
    """The credentials that a page's browser will show at the door."""
    names = (settings.SESSION_COOKIE_NAME, guests.cookie_name())
    return [request.COOKIES[name] for name in names if name in request.COOKIES]


def check_origin(request: Request) -> None:
    """Raise `OriginRefused` for a handshake that could only rest on a cookie and must not.

    No session is looked up before this. Origins are compared whole: scheme, host and port.
    """
    shown = request.bearer is not None or "ticket" in request.query
    if not shown and request.http_origin not in settings.CSRF_TRUSTED_ORIGINS:
        logger.warning("A websocket from origin %.200r was refused.", request.http_origin)
        raise OriginRefused


def admit(request: Request) -> Visitor:
    """Let somebody in, or raise `Turned`. Reads the database: call it in a thread."""
    try:
        return _admit(request)
    except DatabaseError:
        logger.warning("A websocket was sent away: the database is away.", exc_info=True)
        raise Turned(CloseCode.RESTARTING, "the server is not ready") from None


def _admit(request: Request) -> Visitor:
    document_id = _document_id(request.document)
    actor, credential, writes = _credential(request, document_id)
    try:
        document, role = documents.enter(actor, document_id)
    except DocumentNotFound:
        raise Turned(CloseCode.NOT_FOUND, "no such document") from None
    _check_version(request, document.epoch, document.schema_version)
    if may(role, Capability.WRITE) and writes and "schema" in request.query:
        documents.raise_schema(document, SCHEMA_VERSION)
    return Visitor(
        document_id=document_id,
        principal=credential.principal,
        identity=person_of(actor),
        role=role,
        access_version=document.access_version,
        seq=document.head,
        credential=credential,
        writing_credential=writes,
        private=request.query.get("v") == "1",
    )


def _document_id(text: str) -> UUID:
    """The one spelling that REST and pages use; any other is no document."""
    try:
        document_id = UUID(text)
    except ValueError:
        document_id = None
    if document_id is None or str(document_id) != text:
        raise Turned(CloseCode.NOT_FOUND, "no such document")
    return document_id


def _credential(request: Request, document_id: UUID) -> tuple[Somebody, Credential, bool]:
    """Who it is, on what that rests, and whether it is enough to write."""
    if request.bearer is not None:
        return _by_token(request.bearer, document_id)
    if "ticket" in request.query:
        return *_by_ticket(request.query["ticket"], document_id), True
    return *_by_cookies(request), True


def _by_cookies(request: Request) -> tuple[Somebody, Credential]:
    """Whose session it is, or else whose browser: a guest's."""
    found = _by_session(request.session_key)
    if found is not None:
        return found
    guest = guests.of_cookie(request.guest_cookie)
    if guest is None:
        raise Turned(CloseCode.NOT_SIGNED_IN, "not signed in")
    return guest, Credential(principal=guest.principal)


def _by_session(session_key: str | None) -> tuple[AbstractBaseUser, Credential] | None:
    """Find whose session it is, as Django's own middleware does.

    Not Channels' middleware: that would look the session up before the origin was checked.
    """
    holder = HttpRequest()
    holder.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(holder)
    if not isinstance(user, AbstractBaseUser):
        return None
    return user, Credential.of_session(user, holder.session.session_key)


def _by_token(secret: str, document_id: UUID) -> tuple[Somebody, Credential, bool]:
    token = tokens.find(secret)
    if token is None:
        raise Turned(CloseCode.NOT_SIGNED_IN, "no such token")
    if not tokens.opens(token, document_id):
        raise Turned(CloseCode.NOT_FOUND, "no such document")
    credential = Credential(principal=principal_of(token.user), token=token.pk)
    return token.user, credential, tokens.allows(token, tokens.Scope.WRITE)


def _by_ticket(text: str, document_id: UUID) -> tuple[Somebody, Credential]:
    try:
        ticket = tickets.verify(text, document_id)
    except tickets.TicketExpired:
        raise Turned(CloseCode.TOO_SLOW, "the ticket has expired; fetch a new one") from None
    except tickets.TicketForged:
        raise Turned(CloseCode.NOT_SIGNED_IN, "no such ticket") from None
    actor = actors.of_principals([ticket.principal]).get(ticket.principal)
    credential = Credential.of_proof(ticket.principal, ticket.proof)
    if actor is None or not credentials.holding([credential]):
        raise Turned(CloseCode.NOT_SIGNED_IN, "no such ticket")
    return actor, credential


def _check_version(request: Request, epoch: int, schema: int) -> None:
    """Refuse a client that holds another history, or an editor that knows another schema.

    An editor deletes what it does not know, for everyone. An older one is turned away from every
    document, because a newer one beside it may write something new at any moment.
    """
    if request.query.get("epoch", str(epoch)) != str(epoch):
        raise Turned(CloseCode.EPOCH_CHANGED, "the document was replaced")
    if "schema" not in request.query:
        return
    text = request.query["schema"]
    known = int(text) if text.isascii() and text.isdigit() and len(text) < _MAX_DIGITS else 0
    if known < max(SCHEMA_VERSION, schema):
        raise Turned(CloseCode.EDITOR_TOO_OLD, "the editor is too old for this document")
    if known > SCHEMA_VERSION:
        raise Turned(CloseCode.RESTARTING, "the editor is newer than the server")


_MAX_DIGITS = 10
