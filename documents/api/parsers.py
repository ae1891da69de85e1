"""Bodies of requests, bounded before they are parsed."""

from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any

from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser

_MAX_BYTES = 64 * 1024
"""Ample for a title, a label, a reason; content does not come this way."""


class TooLarge(APIException):
    """413."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The request is too large."


class LengthRequired(APIException):
    """411."""

    status_code = status.HTTP_411_LENGTH_REQUIRED
    default_detail = "The request needs a Content-Length."


class BoundedJSONParser(JSONParser):
    """JSON of at most 64 KiB, counted on what arrives and not on what a header says."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Raises `TooLarge` or `ParseError`."""
        body = stream.read(_MAX_BYTES + 1)
        if len(body) > _MAX_BYTES:
            raise TooLarge
        try:
            return super().parse(BytesIO(body), media_type, parser_context)
        except RecursionError:
            raise ParseError("The JSON is nested too deep.") from None
