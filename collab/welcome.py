"""The document that a new installation starts with."""

import secrets
from importlib.resources import files

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F

from documents.content import jobs
from documents.models import Document
from documents.store import documents

TITLE = "Welcome to collab"
CLIENT_ID_BITS = 32
"""Yjs clients draw their ids from as many."""


def create() -> None:
    """Make the document, unless there is any: it belongs to new installations alone.

    Its content is ours, so building it needs no worker. It has no owner until there is somebody.
    """
    if Document.objects.exists():
        return
    text = files(__package__).joinpath("welcome.md").read_text(encoding="utf-8")
    content = jobs.start(text, secrets.randbits(CLIENT_ID_BITS))
    documents.create(TITLE, None, documents.First(content.payload, content.text))


def give_to(owner: AbstractBaseUser) -> None:
    """Let `owner` have what was made before there was anybody to own it."""
    Document.objects.filter(owner=None).update(
        owner=owner.pk, access_version=F("access_version") + 1
    )
