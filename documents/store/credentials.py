"""What people showed at the door, and whether it still holds: asked again while they stay.

Revoking leaves no trace that a socket would see: a session is deleted, a password replaced, a
user disabled. So every open socket's credential is compared with the database each second, all
those of a process together: one query for users, one for sessions, one for tokens.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.db.models.functions import Now

from ..models import ApiToken


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """On what somebody's presence rests. Sockets with equal ones are checked together."""

    user: str
    """Primary key of the user, as text: has to be active."""
    stamp: bytes | None = None
    """Of the user's password (`stamp_of`); None where a new password ends nothing."""
    session: str | None = None
    """Key of a session that has to exist."""
    token: int | None = None
    """Primary key of a token that has to exist and not to have expired."""

    def proof(self) -> dict[str, Any]:
        """All but the user, as JSON."""
        stamp = self.stamp.hex() if self.stamp else None
        return {"stamp": stamp, "session": self.session, "token": self.token}

    @classmethod
    def of_proof(cls, user: str, proof: Mapping[str, Any]) -> "Credential":
        """The credential of a user whose `proof` this was; the user alone for an empty one."""
        stamp = proof.get("stamp")
        return cls(
            user=user,
            stamp=bytes.fromhex(stamp) if stamp else None,
            session=proof.get("session"),
            token=proof.get("token"),
        )


def stamp_of(user: AbstractBaseUser) -> bytes:
    """What changes with the user's password, as it does in Django's own sessions."""
    return hashlib.sha256(user.get_session_auth_hash().encode()).digest()


def holding(credentials: Collection[Credential]) -> set[Credential]:
    """Those of `credentials` that still hold."""
    people = _people(credentials)
    sessions = _sessions({c.session for c in credentials if c.session is not None})
    tokens = _tokens({c.token for c in credentials if c.token is not None})
    return {
        c
        for c in credentials
        if c.user in people
        and c.stamp in {None, people[c.user]}
        and (c.session is None or c.session in sessions)
        and (c.token is None or c.token in tokens)
    }


def _people(credentials: Iterable[Credential]) -> dict[str, bytes | None]:
    """The active users among those asked for, with their stamps where these count."""
    stamped = {c.user: c.stamp is not None for c in sorted(credentials, key=_is_stamped)}
    users = get_user_model().objects.filter(pk__in=stamped, is_active=True)
    return {str(u.pk): stamp_of(u) if stamped[str(u.pk)] else None for u in users}


def _is_stamped(credential: Credential) -> bool:
    return credential.stamp is not None


def _sessions(keys: set[str]) -> set[str]:
    """The sessions among `keys` that exist: one query where the engine keeps them in a table."""
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    if not keys:
        return set()
    if not hasattr(store, "get_model_class"):
        return {key for key in keys if store(key).get(SESSION_KEY)}
    rows = store.get_model_class().objects
    alive = rows.filter(session_key__in=keys, expire_date__gt=Now())
    return set(alive.values_list("session_key", flat=True))


def _tokens(keys: set[int]) -> set[int]:
    if not keys:
        return set()
    valid = ApiToken.objects.filter(Q(expires=None) | Q(expires__gt=Now()), pk__in=keys)
    return set(valid.values_list("pk", flat=True))
