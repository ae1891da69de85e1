"""What open editors are told, once it is committed (message 103 of the protocol)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from .. import relay
from ..models import Snapshot

Notice = Mapping[str, Any]


def renamed(title: str) -> Notice:
    """The document has another title."""
    return {"kind": "renamed", "title": title}


def restored(snapshot: Snapshot) -> Notice:
    """The content is now that of a snapshot."""
    return {"kind": "restored", "snapshot": snapshot.pk, "label": snapshot.label}


def commented(thread_id: int, change: str) -> Notice:
    """Something was said about the document, or taken back; pages ask for the thread."""
    return {"kind": "comment", "thread": thread_id, "change": change}


def after_commit(document_id: UUID, notice: Notice | None = None) -> None:
    """Make the document's open rooms read what changed, and pass `notice` on to their peers.

    A relay that fails is logged and no more: the change is committed, and rooms ask the database
    every second anyway.
    """

    def tell() -> None:
        relay.hint(document_id, notice)

    transaction.on_commit(tell, robust=True)
