"""The language that somebody has chosen goes with them into every browser."""

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponseBase

from ...store import profiles

_CHOSEN = "collab.language"
"""Where a request carries what the response has to tell the browser."""
_COOKIE_SECONDS = 400 * 24 * 3600


def keep_language(response: HttpResponseBase, language: str) -> None:
    """Let the browser ask for pages in this language; empty: in its own."""
    if not language:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def keep_chosen(request: HttpRequest, response: HttpResponseBase) -> None:
    """Tell the browser, if somebody has just signed in who has chosen a language."""
    if language := request.META.get(_CHOSEN):
        keep_language(response, language)


def listen() -> None:
    """From now on whoever signs in finds their language."""
    user_logged_in.connect(_signed_in, dispatch_uid="collab.language")


def _signed_in(request: HttpRequest | None, user: AbstractBaseUser, **_: Any) -> None:
    if request is not None:
        request.META[_CHOSEN] = profiles.of(user).language
