"""How the OpenAPI document speaks of an operation, its answers and its problems."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from .problems import CONTENT_TYPE

_MEANINGS = {
    400: "A value cannot be accepted; `errors` says which.",
    401: "Nobody is signed in, or the token is not valid.",
    403: "The role, the token's scopes or the CSRF token do not allow it.",
    404: "It does not exist, or the user may not see it.",
    406: "There is no such representation.",
    409: "It does not fit what the document is by now.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "The content has no such representation, or cannot be changed in this way.",
    429: "Too many requests; `Retry-After` says when to go on.",
    503: "It cannot be answered now; to be tried again.",
}

_ALWAYS = (401, 429)
_WITH_BODY = (400, 413, 415)

Method = TypeVar("Method", bound=Callable[..., Any])


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]
        required=False,
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Messages by field.",
    )
    id = serializers.CharField(required=False, help_text="To quote when asking for help.")
    code = serializers.CharField(required=False, help_text="`quarantined` or `damaged`.")


def operation(
    name: str,
    summary: str,
    responses: Mapping[Any, Any],
    *,
    refused: Iterable[int] = (),
    request: Any = None,
    parameters: Iterable[OpenApiParameter] = (),
) -> Callable[[Method], Method]:
    """Describe a view's method; its docstring says the rest, the first word of `name` groups it.

    `refused` are the problems it may answer with, besides those of every operation and of every
    operation that takes a body.
    """
    extra = _WITH_BODY if request else ()
    described: Callable[[Method], Method] = extend_schema(
        operation_id=name,
        summary=summary,
        tags=[name.partition("_")[0]],
        request=request,
        parameters=list(parameters),
        responses={**_successes(responses), **_problems({*_ALWAYS, *refused, *extra})},
    )

    def decorate(method: Method) -> Method:
        # Else the project's default would be extended, which may be another library's.
        method.schema = AutoSchema  # type: ignore[attr-defined]
        return described(method)

    return decorate


def _successes(responses: Mapping[Any, Any]) -> dict[Any, Any]:
    # All with their media type, as the problems have theirs: drf-spectacular takes the smallest
    # key for the main response, and a bare 200 is not smaller than (401, "...").
    return {
        (status, "application/json") if shape and isinstance(status, int) else status: shape
        for status, shape in responses.items()
    }


def _problems(statuses: Iterable[int]) -> dict[Any, Any]:
    return {
        (status, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, _MEANINGS[status])
        for status in sorted(statuses)
    }
