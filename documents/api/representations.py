"""The media types of content: negotiated as REST framework does it, sent as plain bytes."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

_SAFE_HEADERS = {
    # What people wrote is shown as a document of its own: it runs nothing and fetches nothing.
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-cache",
}


class Representation(BaseRenderer):
    """One media type; the view makes the bytes itself."""

    media_type: str
    format: str
    charset = None


class ProseMirror(Representation):
    """The tree that Tiptap and ProseMirror read."""

    media_type = "application/json"
    format = "json"


class Markdown(Representation):
    """CommonMark with tables and task lists."""

    media_type = "text/markdown"
    format = "markdown"


class Html(Representation):
    """Sanitised, without styles."""

    media_type = "text/html"
    format = "html"


class Text(Representation):
    """Plain text."""

    media_type = "text/plain"
    format = "text"


class YjsUpdate(Representation):
    """The whole state as one Yjs update, v1 encoding."""

    media_type = "application/vnd.yjs.update"
    format = "yjs"


REPRESENTATIONS: tuple[type[Representation], ...] = (ProseMirror, Markdown, Html, Text, YjsUpdate)
"""The first is what a client gets that accepts anything."""

FORMAT = OpenApiParameter(
    "format",
    enum=[representation.format for representation in REPRESENTATIONS],
    description="Instead of the `Accept` header.",
)

RESPONSES: dict[Any, Any] = {
    (200, ProseMirror.media_type): OpenApiTypes.OBJECT,
    (200, Markdown.media_type): OpenApiTypes.STR,
    (200, Html.media_type): OpenApiTypes.STR,
    (200, Text.media_type): OpenApiTypes.STR,
    (200, YjsUpdate.media_type): OpenApiTypes.BINARY,
    (304, "*/*"): OpenApiResponse(description="It is what `If-None-Match` names."),
}


def answer(
    request: Request, version: str, read: Callable[[str], tuple[str, bytes]]
) -> HttpResponseBase:
    """304 if the client has `version`, else what `read` gives: the version it read, and bytes."""
    representation = request.accepted_renderer
    tag = f'"{version}-{representation.format}"'
    unchanged = HttpResponse(headers=_SAFE_HEADERS | {"ETag": tag})
    decided = get_conditional_response(request, tag, response=unchanged)
    if decided and decided is not unchanged:
        return decided
    version, body = read(representation.media_type)
    headers = _SAFE_HEADERS | {"ETag": f'"{version}-{representation.format}"'}
    return HttpResponse(
        body, headers=headers, content_type=_content_type(representation.media_type)
    )


def _content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
