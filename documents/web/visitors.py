"""Who looks at a page: a user by their session, or a guest by their cookie."""

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse

from ..store import guests
from ..store.actors import Actor, Guest, principal_of
from ..store.events import Origin

Visitor = AbstractBaseUser | Guest


def visitor_of(request: HttpRequest) -> Visitor | None:
    """Whose browser it is; `None` for somebody unknown."""
    if isinstance(request.user, AbstractBaseUser):
        return request.user
    return guests.of_cookie(request.COOKIES.get(guests.cookie_name()))


def actor_of(request: HttpRequest) -> Actor:
    """Whose browser it is, somebody unknown included."""
    return visitor_of(request) or AnonymousUser()


def remember(response: HttpResponse, guest: Guest) -> None:
    """Let the browser come back as the guest."""
    response.set_cookie(
        guests.cookie_name(),
        guests.sealed(guest),
        max_age=guests.COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def listen() -> None:
    """From now on a guest who signs in becomes who they are."""
    user_logged_in.connect(_signed_in, dispatch_uid="collab.guest")


def _signed_in(request: HttpRequest | None, user: AbstractBaseUser, **_: Any) -> None:
    """What the browser wrote as a guest, and the links it opened, are the user's."""
    cookies = getattr(request, "COOKIES", {})
    guest = guests.of_cookie(cookies.get(guests.cookie_name()))
    if guest is not None:
        guests.adopt(guest, user, Origin(principal_of(user)))
