"""Who asks: a session or a guest's cookie, with a CSRF token for changes, or a bearer token.

Never two of them implied.
"""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    get_authorization_header,
)
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from .. import tokens
from ..models import ApiToken
from ..store import guests
from ..store.actors import Guest
from ..tokens import Scope


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`; with it the session's cookie does not count."""

    def authenticate(self, request: Request) -> tuple[AbstractBaseUser, ApiToken] | None:
        """The token's user and the token; `None` if no bearer token was sent."""
        scheme, _, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        token = tokens.find(secret.strip().decode("latin-1"))
        if token is None:
            raise AuthenticationFailed("The token is unknown, expired or no longer valid.")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """The challenge of a 401."""
        return 'Bearer realm="collab"'


class GuestAuthentication(SessionAuthentication):
    """The signed cookie of a guest, with its CSRF token for changes; users come before."""

    def authenticate(self, request: Request) -> tuple[Guest, None] | None:
        """The guest; `None` if there is no such cookie."""
        guest = guests.of_cookie(request.COOKIES.get(guests.cookie_name()))
        if guest is None:
            return None
        self.enforce_csrf(request)
        return guest, None


class GuestScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document speaks of `GuestAuthentication`."""

    target_class = GuestAuthentication
    name = "guest"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """The security scheme object."""
        return {"type": "apiKey", "in": "cookie", "name": guests.cookie_name()}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document speaks of `BearerAuthentication`."""

    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """The security scheme object."""
        return {"type": "http", "scheme": "bearer"}


class IsSignedInWithScope(BasePermission):
    """Only for somebody, and with a token only as far as its scopes reach."""

    message = "The token's scopes do not include this."

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the request may go on to the view."""
        asks: object = request.user
        if isinstance(asks, Guest):
            return True
        if not request.user.is_authenticated:
            return False
        if not isinstance(request.auth, ApiToken):
            return True
        safe = request.method in {"GET", "HEAD"}
        return tokens.allows(request.auth, Scope.READ if safe else view.unsafe_scope)
