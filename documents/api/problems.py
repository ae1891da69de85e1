"""Every refusal as `application/problem+json` (RFC 9457), without internals.

The answer is a plain Django response: it must look the same whatever the client accepts.
"""

import logging
import secrets
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.views import set_rollback

from ..services.exports import ExportRefused
from ..services.images import NotAPicture, PictureTooLarge
from ..services.imports import ImportRefused, ImportTooLarge
from ..services.rights import Forbidden
from ..store.errors import Conflict, Corrupt, CorruptSnapshot, NotFound, StorageFull
from ..workers import ContentFailed, Reason

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"

NOTHING_HERE = "There is nothing here, or nothing that you may see."
"""One sentence for unknown and invisible: the body must not tell them apart."""

_RETRY_SECONDS = 5
_REPAIR_SECONDS = 300

_PLAIN: tuple[tuple[tuple[type[Exception], ...], HTTPStatus, str | None], ...] = (
    ((NotFound, Http404, exceptions.NotFound), HTTPStatus.NOT_FOUND, NOTHING_HERE),
    ((Forbidden,), HTTPStatus.FORBIDDEN, None),
    ((PermissionDenied,), HTTPStatus.FORBIDDEN, "You may not do this."),
    ((PictureTooLarge, ImportTooLarge), HTTPStatus.REQUEST_ENTITY_TOO_LARGE, None),
    ((ImportRefused, ExportRefused), HTTPStatus.UNPROCESSABLE_ENTITY, None),
    ((NotAPicture,), HTTPStatus.UNSUPPORTED_MEDIA_TYPE, None),
    ((StorageFull,), HTTPStatus.REQUEST_ENTITY_TOO_LARGE, None),
    ((Conflict,), HTTPStatus.CONFLICT, None),
    ((RequestDataTooBig,), HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too large."),
    ((SuspiciousOperation,), HTTPStatus.BAD_REQUEST, "The request cannot be understood."),
)
"""What is not the framework's own; `None` stands for the exception's own sentence."""

_AWAY = (OperationalError, InterfaceError, ContentFailed)
"""The database or the content worker cannot answer now: to be tried again."""

QUARANTINED = (
    "The document is quarantined: what is stored of it does not read."
    " Whoever runs this server can open its last good state."
)


def problem(
    status: HTTPStatus | int, detail: str, headers: dict[str, str] | None = None, **more: Any
) -> HttpResponse:
    """A response that says what went wrong; `more` are further members of the object."""
    status = HTTPStatus(status)
    body = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail}
    return JsonResponse(body | more, status=status, headers=headers, content_type=CONTENT_TYPE)


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """The answer at addresses of the API that lead nowhere."""
    return problem(HTTPStatus.NOT_FOUND, NOTHING_HERE)


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """What the API answers instead of `error` (see REST framework's `EXCEPTION_HANDLER`)."""
    set_rollback()
    for classes, status, sentence in _PLAIN:
        if isinstance(error, classes):
            return problem(status, sentence or str(error))
    if isinstance(error, exceptions.APIException):
        return _refusal(error)
    if isinstance(error, ContentFailed) and error.reason is Reason.REFUSED:
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
    if isinstance(error, Corrupt):
        return _damage(error)
    return _failure(error, context)


def _damage(error: Corrupt) -> HttpResponse:
    """To be tried again, but not soon: somebody has to look after the document."""
    headers = {"Retry-After": str(_REPAIR_SECONDS)}
    if isinstance(error, CorruptSnapshot):
        return problem(503, str(error), headers, code="damaged")
    return problem(503, QUARANTINED, headers, code="quarantined")


def _refusal(error: exceptions.APIException) -> HttpResponse:
    if isinstance(error, exceptions.ValidationError):
        return problem(error.status_code, "Some values cannot be accepted.", errors=error.detail)
    return problem(error.status_code, str(error.detail), _headers(error))


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if auth_header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers


def _failure(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """The one place where a request's unexpected end is logged; the client gets an id to quote."""
    failure_id = secrets.token_hex(8)
    logger.error("%s failed (%s)", type(context["view"]).__name__, failure_id, exc_info=error)
    if isinstance(error, _AWAY):
        headers = {"Retry-After": str(_RETRY_SECONDS)}
        return problem(503, "This cannot be answered now. Try again.", headers, id=failure_id)
    return problem(500, "Something went wrong on the server.", id=failure_id)
