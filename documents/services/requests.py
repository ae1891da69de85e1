"""Use cases on requests for access: ask, grant, decline."""

from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from ..access import Capability, Role
from ..models import Document
from ..store import requests
from ..store.roles import Actor
from . import invitations, notices
from .rights import origin_of, require


def ask_for_access(document_id: UUID, *, actor: AbstractBaseUser, message: str = "") -> None:
    """Ask who may share what is at an address to be let in.

    Says nothing about whether there is a document: neither by its answer nor by how long it takes.
    """
    requests.ask(document_id, actor, message)


def grant_request(
    document: Document,
    request_id: int,
    role: Role,
    *,
    actor: Actor | None,
    address: str | None = None,
) -> None:
    """Give who asked a role, and tell them.

    Raises `Forbidden`, `RequestNotFound`, or `Conflict` for the owner.
    """
    require(actor, document, Capability.SHARE)
    with transaction.atomic():
        origin = origin_of(actor, address)
        asked = requests.grant(document.pk, request_id, role, origin)
        invitations.tell(document.pk, asked, role, origin)
        notices.after_commit(document.pk)


def decline_request(
    document: Document, request_id: int, *, actor: Actor | None, address: str | None = None
) -> None:
    """Answer no. Raises `Forbidden` or `RequestNotFound`."""
    require(actor, document, Capability.SHARE)
    requests.decline(document.pk, request_id, origin_of(actor, address))
