"""How often something may happen from one address, counted in the cache of all processes."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .. import conf
from ..services.throttle import network

_WINDOW_SECONDS = 60


class Attempts:
    """What an address did in the last minute, up to a bound of `Limits`."""

    def __init__(self, kind: str, limit: str) -> None:
        self._kind = kind
        self._limit = limit

    def are_used_up(self, request: HttpRequest) -> bool:
        """Whether this address has to wait."""
        limits = conf.current().limits
        most: int = getattr(limits, self._limit)
        return limits.throttle and cache.get(self._key(request), 0) >= most

    def note(self, request: HttpRequest) -> None:
        """It happened from this address. The window begins with the first time."""
        key = self._key(request)
        cache.add(key, 0, _WINDOW_SECONDS)
        try:
            cache.incr(key)
        except ValueError:  # the window has just ended
            cache.set(key, 1, _WINDOW_SECONDS)

    def _key(self, request: HttpRequest) -> str:
        return f"collab:{self._kind}:{network(request.META.get('REMOTE_ADDR', ''))}"


WRONG_LINKS = Attempts("wrong-links", "wrong_links_per_minute")
"""Guesses at secrets. Only what fails counts: a class of two hundred behind one address opens its
link at once."""

NEW_GUESTS = Attempts("new-guests", "new_guests_per_minute")
"""Guests that were made."""


def too_many(request: HttpRequest, wait_seconds: int = _WINDOW_SECONDS) -> HttpResponse:
    """The page that asks for patience."""
    context = {"wait_seconds": wait_seconds}
    response = render(request, "collab_documents/too_many.html", context, status=429)
    response["Retry-After"] = str(wait_seconds)
    return response
