"""What people showed at the door, and whether it still holds: asked again while they stay.

Revoking leaves no trace that a socket would see: a session is deleted, a password replaced, a
user disabled. So every open socket's credential is compared with the database each second, all
those of a process together: a query each for users, guests, sessions and tokens. What is written
in between is checked by its commit (`lapses`).
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.db.models.functions import Now

from ..models import ApiToken
from . import actors
from .actors import Guest

HASH_END_CHARACTERS = 16
"""Enough to tell two hashes apart, and without their salt, too little to guess passwords by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """On what somebody's presence rests. Sockets with equal ones are checked together."""

    principal: str
    """Of a user, who has to be active, or of a guest, who has to be one still."""
    stamp: bytes | None = None
    """Of the user's password (`stamp_of`); None where a new password ends nothing."""
    hash_end: str | None = None
    """The end of the password's hash, which a commit can compare; None along with `stamp`."""
    session: str | None = None
    """Key of a session that has to exist."""
    token: int | None = None
    """Primary key of a token that has to exist and not to have expired."""

    def proof(self) -> dict[str, Any]:
        """All but the principal, as JSON."""
        stamp = self.stamp.hex() if self.stamp else None
        return {
            "stamp": stamp,
            "hash_end": self.hash_end,
            "session": self.session,
            "token": self.token,
        }

    @classmethod
    def of_session(cls, user: AbstractBaseUser, key: str | None) -> "Credential":
        """The credential of a user by a session: it ends with that, and with the password."""
        end = user.password[-HASH_END_CHARACTERS:]
        who = actors.principal_of(user)
        return cls(principal=who, stamp=stamp_of(user), hash_end=end, session=key)

    @classmethod
    def of_proof(cls, principal: str, proof: Mapping[str, Any]) -> "Credential":
        """The credential of somebody whose `proof` this was; they alone for an empty one."""
        stamp = proof.get("stamp")
        return cls(
            principal=principal,
            stamp=bytes.fromhex(stamp) if stamp else None,
            hash_end=proof.get("hash_end"),
            session=proof.get("session"),
            token=proof.get("token"),
        )


def stamp_of(user: AbstractBaseUser) -> bytes:
    """What changes with the user's password, as it does in Django's own sessions."""
    return hashlib.sha256(user.get_session_auth_hash().encode()).digest()


@dataclass(frozen=True, slots=True)
class Review:
    """What has become of credentials, and of those who showed them."""

    holding: set[Credential]
    """Those that still hold."""
    people: Mapping[str, AbstractBaseUser | Guest]
    """By principal, everybody who may still act, as they are now."""


def holding(credentials: Collection[Credential]) -> set[Credential]:
    """Those of `credentials` that still hold."""
    return review(credentials).holding


def review(credentials: Collection[Credential]) -> Review:
    """Which of `credentials` still hold, and who stands behind them."""
    found = actors.of_principals({c.principal for c in credentials})
    people = {who: actor for who, actor in found.items() if actor.is_active}
    return Review(_holding(credentials, people), people)


def _holding(
    credentials: Collection[Credential], people: Mapping[str, AbstractBaseUser | Guest]
) -> set[Credential]:
    stamps = _stamps(credentials, people)
    alive = sessions({c.session for c in credentials if c.session is not None})
    tokens = _tokens({c.token for c in credentials if c.token is not None})
    return {
        c
        for c in credentials
        if c.principal in people
        and c.stamp in {None, stamps.get(c.principal)}
        and (c.session is None or c.session in alive)
        and (c.token is None or c.token in tokens)
    }


def _stamps(
    credentials: Iterable[Credential], people: Mapping[str, AbstractBaseUser | Guest]
) -> dict[str, bytes]:
    """What the passwords of those among `people` stand for whose stamp was shown."""
    stamped = {c.principal for c in credentials if c.stamp is not None}
    return {
        who: stamp_of(actor)
        for who, actor in people.items()
        if who in stamped and isinstance(actor, AbstractBaseUser)
    }


def sessions(keys: set[str]) -> set[str]:
    """Those sessions among `keys` that exist: one query where the engine keeps them in a table."""
    if not keys:
        return set()
    model = session_model()
    if model is None:
        store = _session_store()
        return {key for key in keys if store(key).get(SESSION_KEY)}
    alive = model.objects.filter(session_key__in=keys, expire_date__gt=Now())
    return set(alive.values_list("session_key", flat=True))


def session_model() -> Any:
    """The model whose rows are sessions; None where the engine keeps them in no table."""
    store = _session_store()
    return store.get_model_class() if hasattr(store, "get_model_class") else None


def _session_store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore


def _tokens(keys: set[int]) -> set[int]:
    if not keys:
        return set()
    valid = ApiToken.objects.filter(Q(expires=None) | Q(expires__gt=Now()), pk__in=keys)
    return set(valid.values_list("pk", flat=True))
