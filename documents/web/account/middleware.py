"""What happens beside every request of somebody who is signed in."""

import logging
from collections.abc import Callable

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponseBase

from ...store import devices
from .language import keep_chosen

logger = logging.getLogger(__name__)

_Answer = Callable[[HttpRequest], HttpResponseBase]


def account_middleware(answer: _Answer) -> _Answer:
    """Note where people are signed in, and bring their language along.

    It comes last: requests in which nobody has asked whose session it is are left alone, so that
    `/healthz` answers without a database.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        keep_chosen(request, response)
        session = getattr(request, "session", None)
        if session is not None and session.accessed and session.session_key:
            _note(request, session.session_key)
        return response

    return middleware


def _note(request: HttpRequest, session_key: str) -> None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return
    agent, address = request.headers.get("User-Agent", ""), request.META.get("REMOTE_ADDR")
    try:
        devices.note(user, session_key, agent, address or None)
    except DatabaseError:  # the page is right all the same
        logger.warning("A device was not noted.", exc_info=True)
