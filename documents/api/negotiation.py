"""Which representation is sent: by `?format=`, else by the `Accept` header."""

from collections.abc import Iterable
from typing import Any, TypeVar

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

Named = TypeVar("Named", bound=BaseRenderer | type[BaseRenderer])
"""A renderer or its class: both have a format and a media type."""


def acceptable(request: Request, renderers: Iterable[Named]) -> list[Named]:
    """All that the client takes, what it likes best first; ties as the server likes them.

    `?format=` outweighs the header, which libraries often set on their own.
    """
    renderers = list(renderers)
    if named := request.query_params.get("format"):
        return [renderer for renderer in renderers if renderer.format == named]
    if not request.headers.get("Accept", "").strip():
        return renderers
    ranked = [
        renderer
        for accepted in request.accepted_types
        for renderer in renderers
        if _matches(accepted, str(renderer.media_type))
    ]
    return list(dict.fromkeys(ranked))


class Negotiation(DefaultContentNegotiation):
    """REST framework knows no quality (`;q=`) and answers 404, as for a document, to a format."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """The best of those that are acceptable."""
        found = acceptable(request, renderers)
        if not found:
            raise NotAcceptable
        return found[0], str(found[0].media_type)


def _matches(accepted: Any, media_type: str) -> bool:
    # Without parameters: `application/json; charset=utf-8` means JSON.
    main, _, sub = media_type.partition("/")
    return accepted.main_type in {"*", main} and accepted.sub_type in {"*", sub}
