"""Signing in, with a wait for those who guess. For every view that takes a name and a password."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase

from ..services.throttle import SIGN_IN
from .attempts import too_many

_NAME_LENGTH = 254
"""No account has a longer name or address."""

View = Callable[..., HttpResponseBase]


def throttled(view: View) -> View:
    """Ask a sign-in view only as often as `SIGN_IN` allows. It redirects whom it lets in."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST":
            return view(request)
        name = request.POST.get("username", "")[:_NAME_LENGTH]
        address = request.META.get("REMOTE_ADDR")
        if wait_seconds := SIGN_IN.take(account=name, address=address):
            return too_many(request, wait_seconds)
        response = view(request)
        if response.status_code == HTTPStatus.FOUND:
            SIGN_IN.give_back(account=name, address=address)
        return response

    return answer
