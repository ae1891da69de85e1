"""Which representation is sent: by `?format=`, else by the `Accept` header."""

from collections.abc import Iterable, Iterator
from typing import Any

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class Negotiation(DefaultContentNegotiation):
    """REST framework knows no quality (`;q=`) and answers 404, as for a document, to a format."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """What the client likes best; ties as the server likes them. Raises `NotAcceptable`."""
        best = next(_acceptable(request, list(renderers)), None)
        if best is None:
            raise NotAcceptable
        return best, str(best.media_type)


def _acceptable(request: Request, renderers: list[BaseRenderer]) -> Iterator[BaseRenderer]:
    # The name outweighs the header, which libraries often set on their own.
    if named := request.query_params.get("format"):
        return (renderer for renderer in renderers if renderer.format == named)
    if not request.headers.get("Accept", "").strip():
        return iter(renderers)
    return (
        renderer
        for accepted in request.accepted_types
        for renderer in renderers
        if _matches(accepted, str(renderer.media_type))
    )


def _matches(accepted: Any, media_type: str) -> bool:
    # Without parameters: `application/json; charset=utf-8` means JSON.
    main, _, sub = media_type.partition("/")
    return accepted.main_type in {"*", main} and accepted.sub_type in {"*", sub}


class Unnegotiated(Negotiation):
    """For files: what is sent is asked for by name, whatever the client says it accepts."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """The first."""
        first = next(iter(renderers))
        return first, str(first.media_type)
