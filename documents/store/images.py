"""Pictures of documents: their rows, and their files in one of Django's storages.

A file is written before its row and goes after its last row, so that no row is without its file.
"""

import secrets
from typing import IO
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import InvalidStorageError, Storage, storages
from django.db import transaction
from django.db.models.signals import post_delete

from ..content.pictures import Picture
from ..models import Image
from . import roles
from .roles import Actor

ALIAS = "collab_images"
"""The storage's name in `STORAGES`; a project without it has them in its default storage."""

_NAME_BYTES = 16
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


def new_name(picture: Picture) -> str:
    """A name that nobody can guess, for a picture that will be kept."""
    return f"{secrets.token_urlsafe(_NAME_BYTES)}.{_ENDINGS[picture.media]}"


def keep(document_id: UUID, picture: Picture, author: str, name: str = "") -> Image:
    """Store a picture under its name, a new one unless the text of the document has one."""
    name = name or new_name(picture)
    _storage().save(_path(name), ContentFile(picture.data))
    return Image.objects.create(
        document_id=document_id,
        name=name,
        media=picture.media,
        width=picture.width,
        height=picture.height,
        size=len(picture.data),
        author=author,
    )


def address_of(name: str) -> str:
    """Where those who may see it get the picture of that name."""
    return Image(name=name).get_absolute_url()


def find(actor: Actor, name: str) -> Image | None:
    """The picture, if `actor` may see a document that it is in."""
    return Image.objects.filter(name=name, document__in=roles.open_to(actor)).first()


def share(image: Image, document_id: UUID, author: str) -> Image:
    """Let the picture be seen in another document, too."""
    shared, _ = Image.objects.get_or_create(
        document_id=document_id,
        name=image.name,
        defaults={
            "media": image.media,
            "width": image.width,
            "height": image.height,
            "size": image.size,
            "author": author,
        },
    )
    return shared


def share_all(source_id: UUID, document_id: UUID, author: str) -> None:
    """Let all pictures of a document be seen in its copy."""
    for image in Image.objects.filter(document=source_id):
        share(image, document_id, author)


def read(image: Image) -> IO[bytes]:
    """The picture's file, open. Raises `FileNotFoundError`."""
    return _storage().open(_path(image.name))


def listen() -> None:
    """From now on files go with their last rows, however those are deleted."""
    post_delete.connect(_forget, sender=Image, dispatch_uid="collab-image-files")


def _forget(instance: Image, **_: object) -> None:
    def delete() -> None:
        if not Image.objects.filter(name=instance.name).exists():
            _storage().delete(_path(instance.name))

    transaction.on_commit(delete)


def _storage() -> Storage:
    try:
        return storages[ALIAS]
    except InvalidStorageError:
        return storages["default"]


def _path(name: str) -> str:
    return f"collab-images/{name[:2]}/{name}"
