"""Files that browsers keep instead of showing them."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from ..services.exports import Exported

_HEADERS = {
    # What people wrote runs nothing and fetches nothing, should a browser show it after all.
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


def download(exported: Exported) -> HttpResponse:
    """A file under its name (RFC 6266)."""
    return HttpResponse(exported.body, exported.media, headers=_headers(exported.name))


def stream(request: Any, pieces: Iterator[bytes], name: str, media: str) -> HttpResponseBase:
    """A file that is made while it is sent."""
    # Served asynchronously, Django would gather all pieces of a plain iterator before it sends one.
    content: Any = _awaited(pieces) if hasattr(request, "scope") else pieces
    return StreamingHttpResponse(content, content_type=media, headers=_headers(name))


def _headers(name: str) -> dict[str, str]:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return {**_HEADERS, "Content-Disposition": str(disposition)}


async def _awaited(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    following = sync_to_async(lambda: next(pieces, None))
    while (piece := await following()) is not None:
        yield piece
