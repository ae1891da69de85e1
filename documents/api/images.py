"""`documents/<id>/images/`: pictures that are put into a document."""

from collections.abc import Mapping
from typing import IO, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from .. import services
from ..access import Capability
from ..models import Image
from ..services.images import MAX_BYTES
from .endpoint import Endpoint
from .operations import operation
from .parsers import BoundedJSONParser, TooLarge


class PictureParser(BaseParser):
    """A picture as the whole body, whatever kind it says it is."""

    media_type = "image/*"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, bytes]:
        """Raises `TooLarge`."""
        body = stream.read(MAX_BYTES + 1)
        if len(body) > MAX_BYTES:
            raise TooLarge("The picture is larger than 10 MiB.")
        return {"file": body}


class ImageSerializer(serializers.ModelSerializer[Image]):
    """A picture and where it is."""

    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Image
        fields = ("url", "media", "width", "height", "size")


class PictureCopySerializer(serializers.Serializer[Any]):
    """Which picture of another document is wanted."""

    copy_of = serializers.RegexField(r"^[\w-]{22}\.(png|jpg|gif|webp)$")


class ImageList(Endpoint):
    """Uploads. The picture is decoded and written anew; what is not pixels is dropped."""

    open_to_guests = True

    parser_classes = (PictureParser, MultiPartParser, BoundedJSONParser)

    @operation(
        "images_create",
        "Upload a picture",
        {201: ImageSerializer},
        request={
            "image/png": bytes,
            "multipart/form-data": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
            },
            "application/json": PictureCopySerializer,
        },
        refused=(403, 404, 409, 413, 415, 503),
    )
    def post(self, request: Request, document_id: UUID) -> Response:
        """PNG, JPEG, GIF or WebP as the body or as `file` of a form, at most 10 MiB.

        JSON with `copy_of` takes the name of a picture in another document that the user may see.
        """
        document = self.document(Capability.WRITE)
        picture = _picture(request.data)
        if picture is not None:
            image = services.add_image(document, picture, actor=self.user)
        else:
            wanted = PictureCopySerializer(data=request.data)
            wanted.is_valid(raise_exception=True)
            name = wanted.validated_data["copy_of"]
            image = services.copy_image(document, name, actor=self.user)
        return Response(ImageSerializer(image).data, status=201)


def _picture(data: Any) -> bytes | None:
    upload = data.get("file") if isinstance(data, Mapping) else None
    if isinstance(upload, UploadedFile):
        picture: bytes = upload.read(MAX_BYTES + 1)
        return picture
    return upload if isinstance(upload, bytes) else None
