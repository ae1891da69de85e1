"""Use cases on one's own account: how one appears, where one is signed in, which tokens one has."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from .. import conf, tokens
from ..models import ApiToken, Device
from ..store import devices, events, profiles
from ..store.errors import Conflict, NotFound
from ..tokens import Scope
from .rights import origin_of


class TokenNotFound(NotFound):
    """The user has no such token."""


class DeviceNotFound(NotFound):
    """The user is not signed in there."""


class TooManyTokens(Conflict):
    """As many tokens as one user may have."""

    def __init__(self) -> None:
        super().__init__("There are too many tokens already. Revoke one first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """What somebody chooses about themselves."""

    name: str
    color: str
    """Empty for one that is given."""
    language: str
    """Empty for what the browser asks for."""
    mails: bool


def change_appearance(user: AbstractBaseUser, chosen: Appearance) -> None:
    """Let the user appear like this; open editors show it within two seconds."""
    with transaction.atomic():
        profiles.rename(user, chosen.name)
        profiles.save(user, color=chosen.color, language=chosen.language, mails=chosen.mails)


def create_token(
    user: AbstractBaseUser,
    name: str,
    scope: Scope,
    expires: datetime | None,
    address: str | None = None,
) -> tuple[ApiToken, str]:
    """A token and its secret, which cannot be shown again. Raises `TooManyTokens`."""
    with transaction.atomic():
        if ApiToken.objects.filter(user=user.pk).count() >= conf.current().limits.tokens_per_user:
            raise TooManyTokens
        token, secret = tokens.issue(user, name, [scope], expires=expires)
        events.record("token.created", None, origin_of(user, address), token=token.pk, scope=scope)
    return token, secret


def revoke_token(user: AbstractBaseUser, token_id: int, address: str | None = None) -> None:
    """End one of the user's tokens and what is open by it. Raises `TokenNotFound`."""
    with transaction.atomic():
        if not ApiToken.objects.filter(user=user.pk, pk=token_id).delete()[0]:
            raise TokenNotFound
        events.record("token.revoked", None, origin_of(user, address), token=token_id)


def sign_out_device(user: AbstractBaseUser, device_id: int, address: str | None = None) -> Device:
    """Sign the user out in one browser. Raises `DeviceNotFound`."""
    with transaction.atomic():
        device = next((found for found in devices.of(user) if found.pk == device_id), None)
        if device is None:
            raise DeviceNotFound
        devices.end([device])
        events.record("session.ended", None, origin_of(user, address))
    return device


def sign_out_everywhere(user: AbstractBaseUser, address: str | None = None) -> int:
    """Sign the user out in every browser; answers how many there were."""
    with transaction.atomic():
        found = devices.of(user)
        devices.end(found)
        events.record("session.ended", None, origin_of(user, address), everywhere=True)
    return len(found)


def note_new_password(user: AbstractBaseUser, address: str | None = None) -> None:
    """Write down that the user has another password. It ends every session but tokens."""
    events.record("password.changed", None, origin_of(user, address))
