"""`documents/<id>/content/`: what is committed now, in five media types."""

from uuid import UUID

from django.http import HttpResponseBase
from rest_framework.request import Request

from .. import services
from ..access import Capability
from . import representations
from .endpoint import Endpoint
from .operations import operation


class DocumentContent(Endpoint):
    """The content of a document."""

    open_to_guests = True

    renderer_classes = representations.REPRESENTATIONS

    @operation(
        "content_read",
        "Read the content",
        representations.RESPONSES,
        refused=(404, 406, 422, 503),
        parameters=[representations.FORMAT],
    )
    def get(self, request: Request, document_id: UUID) -> HttpResponseBase:
        """By `Accept` or `?format=`, with an `ETag` for `If-None-Match`."""
        document = self.document(Capability.READ)

        def read(media: str) -> tuple[str, bytes]:
            content = services.read_content(document, media)
            return _version(content.epoch, content.seq), content.body

        return representations.answer(request, _version(document.epoch, document.head), read)


def _version(epoch: int, seq: int) -> str:
    return f"{epoch}-{seq}"
