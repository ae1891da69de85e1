"""`imports/`: documents from files."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from .. import services
from ..models import Document
from ..services.imports import MAX_BYTES
from .endpoint import Endpoint
from .operations import operation
from .throttles import ImportThrottle, ReadThrottle, WriteThrottle


class ImportedDocumentSerializer(serializers.Serializer[Any]):
    """A document that was made."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    url = serializers.SerializerMethodField(help_text="Where people edit it.")

    def get_url(self, document: Document) -> str:
        """As in every answer about a document."""
        url: str = self.context["request"].build_absolute_uri(document.get_absolute_url())
        return url


class SkippedSerializer(serializers.Serializer[Any]):
    """A file of an archive, or a picture, that was not imported."""

    path = serializers.CharField()
    reason = serializers.CharField()


class ImportedSerializer(serializers.Serializer[Any]):
    """What became of the file."""

    documents = ImportedDocumentSerializer(many=True)
    skipped = SkippedSerializer(many=True)


class ImportList(Endpoint):
    """The way in for files."""

    parser_classes = (MultiPartParser,)
    throttle_classes = (ReadThrottle, WriteThrottle, ImportThrottle)

    @operation(
        "imports_create",
        "Import a file",
        {201: ImportedSerializer},
        request={
            "multipart/form-data": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
                "required": ["file"],
            },
        },
        refused=(403, 422, 503),
    )
    def post(self, request: Request) -> Response:
        """Markdown, HTML, Word (.docx), plain text, or a zip archive of those, at most 25 MB.

        The name of the file is the title. Folders of an archive stand before it; links between its
        files and pictures in it lead to what they have become.
        """
        self.refuse_narrowed_token()
        upload = request.FILES.get("file")
        if not isinstance(upload, UploadedFile):
            raise ValidationError({"file": ["A file is required."]})
        data = upload.read(MAX_BYTES + 1)
        imported = services.import_file(upload.name or "", data, owner=self.user)
        answer = ImportedSerializer(imported, context={"request": request})
        return Response(answer.data, status=201)
