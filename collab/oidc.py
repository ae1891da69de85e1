"""Signing in with an identity provider (OpenID Connect): an extra, `pip install collab[oidc]`.

Everything about it is settings of django-allauth; without the variables none of it is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .environment import EnvironmentFault, is_loopback

PROVIDER_ID = "company"
"""Part of the address that the provider sends people back to."""

APPS: list[str] = [
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = "allauth.account.middleware.AccountMiddleware"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Who says who people are."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    """As the sign-in page calls it."""

    def as_setting(self) -> dict[str, Any]:
        """`SOCIALACCOUNT_PROVIDERS`."""
        app = {
            "provider_id": PROVIDER_ID,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.client_secret,
            "settings": {"server_url": self.issuer},
        }
        return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def read(variables: Mapping[str, str]) -> Provider | None:
    """The provider that the environment names, or None.

    Raises `EnvironmentFault` with one sentence for one that cannot be used.
    """
    issuer = variables.get("OIDC_ISSUER", "").strip().rstrip("/")
    if not issuer:
        return None
    _check_issuer(issuer)
    client_id, secret = variables.get("OIDC_CLIENT_ID", ""), _secret(variables)
    if not client_id or not secret:
        raise EnvironmentFault("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.")
    if find_spec("allauth") is None:
        raise EnvironmentFault("OIDC_ISSUER needs django-allauth: pip install 'collab[oidc]'.")
    name = variables.get("OIDC_NAME", "").strip() or (urlsplit(issuer).hostname or issuer)
    return Provider(issuer=issuer, client_id=client_id, client_secret=secret, name=name)


def _check_issuer(issuer: str) -> None:
    parts = urlsplit(issuer)
    plain = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if not parts.hostname or not (parts.scheme == "https" or plain):
        raise EnvironmentFault(
            f"OIDC_ISSUER must look like https://id.example.org, not {issuer!r}."
        )


def _secret(variables: Mapping[str, str]) -> str:
    path = variables.get("OIDC_CLIENT_SECRET_FILE")
    if not path:
        return variables.get("OIDC_CLIENT_SECRET", "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise EnvironmentFault(f"Cannot read {path}: {error.strerror}.") from None
