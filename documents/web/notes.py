"""What the page says about what was just done, and how to take it back."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

_TRASHED = "trashed:"


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence above the list."""

    text: str
    is_bad: bool
    undo_address: str
    """Where a form that takes it back goes; empty if it cannot be taken back."""


def say_trashed(request: HttpRequest, text: str, document_id: UUID) -> None:
    """Say it on the next page, beside a button that recovers the document."""
    messages.success(request, text, extra_tags=f"{_TRASHED}{document_id}")


def notes(request: HttpRequest) -> Iterator[Note]:
    """What was said since the last page, each once."""
    for message in messages.get_messages(request):
        tag = message.extra_tags or ""
        document_id = tag.removeprefix(_TRASHED) if tag.startswith(_TRASHED) else ""
        undo = reverse("collab:recover", args=[document_id]) if document_id else ""
        yield Note(str(message), message.level_tag == "error", undo)
