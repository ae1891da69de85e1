"""Use cases on pictures: put one into a document."""

from .. import workers
from ..access import Capability
from ..content import jobs
from ..content.pictures import Fault, Picture
from ..models import Document, Image
from ..store import documents, images
from ..store.errors import ImageNotFound
from ..store.roles import Actor
from .rights import origin_of, require
from .storage import require_space

MAX_BYTES = 10 * 1024**2
"""Of an upload. A camera's JPEG has some five million."""


class NotAPicture(Exception):
    """The bytes are no picture of a kind that every browser shows."""

    def __init__(self) -> None:
        super().__init__("This is no PNG, JPEG, GIF or WebP picture.")


class PictureTooLarge(Exception):
    """The picture has too many bytes or pixels."""


def add_image(document: Document, data: bytes, *, actor: Actor) -> Image:
    """Keep a picture for a document; what is kept are its pixels, written anew.

    Raises `Forbidden`, `InTrash`, `StorageFull`, `NotAPicture`, `PictureTooLarge` or
    `ContentFailed`.
    """
    require(actor, document, Capability.WRITE)
    documents.refuse_trashed(document.pk)
    require_space(document.owner)
    if len(data) > MAX_BYTES:
        raise PictureTooLarge("The picture is larger than 10 MiB.")
    redrawn = workers.run(jobs.redraw, data)
    return images.keep(document.pk, _checked(redrawn), origin_of(actor).principal)


def copy_image(document: Document, name: str, *, actor: Actor) -> Image:
    """Let a picture of another document that `actor` may see be seen in this one, too.

    Raises `Forbidden`, `InTrash` or `ImageNotFound`.
    """
    require(actor, document, Capability.WRITE)
    documents.refuse_trashed(document.pk)
    image = images.find(actor, name)
    if image is None:
        raise ImageNotFound
    return images.share(image, document.pk, origin_of(actor).principal)


def _checked(redrawn: Picture | Fault) -> Picture:
    match redrawn:
        case Picture():
            return redrawn
        case Fault.TOO_MANY_PIXELS:
            raise PictureTooLarge("The picture has more than 40 million pixels.")
        case _:
            raise NotAPicture
