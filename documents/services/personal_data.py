"""Use case: everything that is kept about somebody, as one file."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder

from ..content import jobs
from ..models import Comment, Device, Document, Event
from ..store import images, profiles
from ..store.actors import name_of, principal_of
from ..store.errors import Corrupt
from ..tokens import issued_to
from ..workers import ContentFailed
from .content import read_content

MOST_BYTES = 64 * 1024**2
"""Of contents and pictures together, before they are packed."""
MOST_SECONDS = 45.0
"""Proxies wait a minute for an answer."""
MOST_EVENTS = 100_000

_NOT_IN_NAMES = re.compile(r"[^\w .-]+")
_NAME_LENGTH = 60
_KINDS = ((jobs.MARKDOWN, "md"), (jobs.YJS, "yjs"))


@dataclass(slots=True)
class _Parcel:
    """The file in the making, within its bounds."""

    file: ZipFile
    until: float
    left_bytes: int
    left_out: list[dict[str, str]] = field(default_factory=list)

    def add(self, name: str, data: bytes) -> None:
        self.left_bytes -= len(data)
        self.file.writestr(name, data)

    def describe(self, name: str, value: Any) -> None:
        text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        self.file.writestr(name, text)

    def refusal(self) -> str:
        """Why nothing more fits; empty while something does."""
        if self.left_bytes <= 0:
            return "The file would become too large."
        return "It would take too long." if time.monotonic() > self.until else ""


def write_personal_data(user: AbstractBaseUser, out: IO[bytes]) -> None:
    """Write a zip: profile, own documents with pictures, comments, tokens, devices, own acts.

    What does not fit into the bounds is named in `left-out.json`; the API gives it one by one.
    """
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        parcel = _Parcel(file, time.monotonic() + MOST_SECONDS, MOST_BYTES)
        parcel.describe("profile.json", _profile(user))
        parcel.describe("comments.json", list(_comments(user)))
        parcel.describe("tokens.json", list(_tokens(user)))
        parcel.describe("devices.json", list(_devices(user)))
        parcel.describe("acts.json", list(_acts(user)))
        owned = Document.objects.filter(owner=user.pk).order_by("created")
        parcel.describe("documents.json", [_row(document) for document in owned])
        for document in owned:
            _add_document(parcel, document)
        parcel.describe("left-out.json", parcel.left_out)


def _add_document(parcel: _Parcel, document: Document) -> None:
    reason = parcel.refusal()
    try:
        if not reason:
            _pack(parcel, document)
    except (ContentFailed, Corrupt, OSError) as error:
        reason = f"It cannot be read now ({type(error).__name__})."
    if reason:
        parcel.left_out.append({"document": str(document.pk), "reason": reason})


def _pack(parcel: _Parcel, document: Document) -> None:
    for media, ending in _KINDS:
        name = f"documents/{_file_name(document)}.{ending}"
        parcel.add(name, read_content(document, media).body)
    for image in document.images.all():
        with images.read(image) as file:
            parcel.add(f"images/{document.pk}/{image.name}", file.read())


def _file_name(document: Document) -> str:
    title = " ".join(_NOT_IN_NAMES.sub(" ", document.title).split())[:_NAME_LENGTH].strip(" .")
    return f"{title or 'Untitled'} {document.pk}"


def _row(document: Document) -> dict[str, Any]:
    fields = ("id", "title", "created", "updated", "trashed", "template", "metadata")
    return {name: getattr(document, name) for name in fields}


def _profile(user: Any) -> dict[str, Any]:
    chosen = profiles.of(user)
    return {
        "id": user.pk,
        "username": user.get_username(),
        "name": name_of(user),
        "mail": getattr(user, user.get_email_field_name(), ""),
        "color": chosen.color,
        "language": chosen.language,
        "joined": getattr(user, "date_joined", None),
        "last_login": user.last_login,
    }


def _comments(user: AbstractBaseUser) -> Iterator[dict[str, Any]]:
    said = Comment.objects.filter(author=principal_of(user), deleted=None)
    for comment in said.select_related("thread__document").iterator():
        document = comment.thread.document
        yield {
            "document": document.pk,
            "about": comment.thread.quote,
            "text": comment.text,
            "created": comment.created,
            "edited": comment.edited,
        }


def _tokens(user: AbstractBaseUser) -> Iterator[dict[str, Any]]:
    fields = ("name", "prefix", "scopes", "created", "expires", "last_used")
    yield from issued_to(user).values(*fields)


def _devices(user: AbstractBaseUser) -> Iterator[dict[str, Any]]:
    fields = ("agent", "address", "created", "seen")
    yield from Device.objects.filter(user=user.pk).values(*fields)


def _acts(user: AbstractBaseUser) -> Iterator[dict[str, Any]]:
    fields = ("created", "kind", "document", "address", "detail")
    done = Event.objects.filter(principal=principal_of(user)).values(*fields)
    yield from done[:MOST_EVENTS]
