"""`documents/<id>/export/` and `export/`: files of documents."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from .. import services
from ..access import Capability
from ..services.exports import MEDIA, Format
from .downloads import download, stream
from .endpoint import Endpoint
from .negotiation import Unnegotiated
from .operations import operation
from .throttles import ArchiveThrottle, ReadThrottle

ZIP = "application/zip"
_FILES: dict[Any, Any] = {(200, media): OpenApiTypes.BINARY for media in (*MEDIA.values(), ZIP)}


def archive_name() -> str:
    """Of an archive of everything."""
    return f"{_('Documents')} {timezone.localdate().isoformat()}.zip"


class DocumentExport(Endpoint):
    """A document as a file."""

    open_to_guests = True
    content_negotiation_class = Unnegotiated

    @operation(
        "exports_document",
        "Export a document",
        _FILES,
        refused=(400, 404, 422, 503),
        parameters=[
            OpenApiParameter(
                "format", enum=[form.value for form in Format], description="Default: markdown."
            )
        ],
    )
    def get(self, request: Request, document_id: UUID) -> HttpResponseBase:
        """Named as the document is. Markdown with pictures is a zip archive of both."""
        document = self.document(Capability.READ)
        asked = request.query_params.get("format", Format.MARKDOWN)
        if asked not in {form.value for form in Format}:
            raise ValidationError({"format": [f"It is one of: {', '.join(Format)}."]})
        return download(services.export_document(document, Format(asked)))


class WorkspaceExport(Endpoint):
    """Everything that one may read, as files."""

    content_negotiation_class = Unnegotiated
    throttle_classes = (ReadThrottle, ArchiveThrottle)

    @operation("exports_all", "Export all documents", {(200, ZIP): OpenApiTypes.BINARY})
    def get(self, request: Request) -> HttpResponseBase:
        """A zip archive of Markdown and pictures, sent while it is made; without the trash."""
        found = self.visible().filter(trashed=None).order_by("title").only("title")
        pieces = services.export_all(self.user, found)
        return stream(request._request, pieces, archive_name(), ZIP)  # noqa: SLF001 (no other way)
