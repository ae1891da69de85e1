"""Static files under ASGI, compressed once and kept."""

import gzip
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from whitenoise.middleware import WhiteNoiseMiddleware

_LEAST_BYTES = 1024
"""Below that a packet is a packet."""

_KEPT = 256
"""Compressed files kept in memory: all of ours, and those of the admin that are asked for."""


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """Answers whole files.

    WhiteNoise streams them for WSGI. Under ASGI Django reads such a stream to its end first all the
    same, and warns about it with every file.
    """

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        """The file as WhiteNoise would answer it: ranges, encodings and cache headers included.

        Compressed, if the client takes that, also where nobody has put a compressed file beside it.
        """
        found = static_file.get_response(request.method, request.META)
        body = b""
        if found.file is not None:
            with found.file:
                body = found.file.read()
        answer = HttpResponse(body, status=int(found.status))
        del answer["Content-Type"]
        for name, value in found.headers:
            answer[name] = value
        if found.file is not None and found.status == HTTPStatus.OK:
            _compress(answer, Path(found.file.name), request)
        return answer


def _compress(answer: HttpResponse, path: Path, request: HttpRequest) -> None:
    if not _is_text(answer["Content-Type"]) or len(answer.content) < _LEAST_BYTES:
        return
    patch_vary_headers(answer, ["Accept-Encoding"])
    if "Content-Encoding" in answer or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return
    answer.content = _compressed(path, path.stat().st_mtime_ns)
    answer["Content-Encoding"] = "gzip"
    answer["Content-Length"] = str(len(answer.content))


def _is_text(media_type: str) -> bool:
    kind = media_type.partition(";")[0]
    return kind.startswith("text/") or kind.endswith(("javascript", "json", "xml"))


@lru_cache(_KEPT)
def _compressed(path: Path, changed: int) -> bytes:
    """Once for each version of a file: it takes some milliseconds, and half a page's time saved."""
    del changed
    return gzip.compress(path.read_bytes(), 9, mtime=0)
