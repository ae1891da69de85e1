"""Pictures of documents, for those who may see a document that they are in."""

import re

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.views.decorators.http import require_safe

from ..store import images
from .visitors import actor_of

_NAME = re.compile(r"[\w-]{22}\.(?:png|jpg|gif|webp)")

_HEADERS = {
    # A file that somebody uploaded is shown and does nothing, even when it is opened by itself.
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Kept by the browser alone, which asks each time: the right to see it may have ended.
    "Cache-Control": "private, no-cache",
}


@require_safe
def image(request: HttpRequest, name: str) -> HttpResponseBase:
    """One picture; unknown and invisible ones look alike."""
    found = images.find(actor_of(request), name) if _NAME.fullmatch(name) else None
    if found is None:
        raise Http404
    headers = {**_HEADERS, "ETag": f'"{name}"', "Content-Disposition": f'inline; filename="{name}"'}
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return HttpResponseNotModified(headers=headers)
    return FileResponse(images.read(found), content_type=found.media, headers=headers)
