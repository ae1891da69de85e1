"""Tables of access: who asks, and which status they get."""

from rest_framework.test import APIClient

from documents.models import Document

WHO = (
    "owner",
    "editor",
    "commenter",
    "reader",
    "stranger",
    "anonymous",
    "read token",
    "write token",
    "admin token",
)
"""The columns of every table; the tokens are the owner's."""

Clients = dict[str, APIClient]


def expect(*statuses: int) -> list[tuple[str, int]]:
    """Pairs of who asks and what they get, in the order of `WHO`."""
    return list(zip(WHO, statuses, strict=True))


def address(document: Document, tail: str = "") -> str:
    """An address below a document."""
    return f"/api/v1/documents/{document.pk}/{tail}"
