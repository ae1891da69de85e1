"""Bearer tokens of the API: issue one, find whose it is. Only SHA-256 digests are stored."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from .models import ApiToken, Document

MARK = "collab_"
"""How every secret begins, so that scanners and people recognise a leaked one."""

_SECRET_BYTES = 32
_PREFIX_CHARACTERS = 12
_LAST_USED_EVERY = timedelta(minutes=1)
"""How exact `last_used` is: one write a minute, however often a token is used."""


class Scope(StrEnum):
    """What a token may be used for; each includes the ones before it."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


_RANK = {Scope.READ: 0, Scope.WRITE: 1, Scope.ADMIN: 2}


def issue(
    user: AbstractBaseUser,
    name: str,
    scopes: Iterable[Scope | str],
    documents: Iterable[Document] = (),
    expires: datetime | None = None,
) -> tuple[ApiToken, str]:
    """Make a token; answer its row and its secret, which cannot be shown again.

    `documents` narrows it to those; without any it opens all that `user` may see.
    Raises `ValueError` for an unknown scope or none at all.
    """
    granted = sorted({Scope(scope) for scope in scopes}, key=_RANK.__getitem__)
    narrowed = list(documents)
    if not granted:
        raise ValueError("A token needs at least one scope.")
    secret = MARK + secrets.token_urlsafe(_SECRET_BYTES)
    with transaction.atomic():
        token = ApiToken.objects.create(
            user_id=user.pk,
            name=name,
            prefix=secret[:_PREFIX_CHARACTERS],
            digest=_digest(secret),
            scopes=granted,
            every_document=not narrowed,
            expires=expires,
        )
        token.documents.set(narrowed)
    return token, secret


def find(secret: str) -> ApiToken | None:
    """The token with this secret, or `None` if it is unknown, expired or its user is inactive."""
    token = (
        ApiToken.objects.select_related("user")
        .filter(Q(expires=None) | Q(expires__gt=Now()), digest=_digest(secret))
        .first()
    )
    if token is None or not token.user.is_active:
        return None
    _note_use(token)
    return token


def issued_to(user: AbstractBaseUser) -> QuerySet[ApiToken]:
    """All tokens of the user, the newest first, without their digests."""
    return ApiToken.objects.filter(user=user.pk).defer("digest").order_by("-pk")


def allows(token: ApiToken, scope: Scope) -> bool:
    """Whether one of the token's scopes is `scope` or includes it."""
    return any(_RANK[Scope(granted)] >= _RANK[scope] for granted in token.scopes)


def opens(token: ApiToken, document_id: UUID) -> bool:
    """Whether the token is not narrowed to other documents."""
    return token.every_document or token.documents.filter(pk=document_id).exists()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def _note_use(token: ApiToken) -> None:
    if token.last_used and timezone.now() - token.last_used < _LAST_USED_EVERY:
        return
    # The condition is in the statement too: of many requests at once, one writes.
    ApiToken.objects.filter(
        Q(last_used=None) | Q(last_used__lt=Now() - _LAST_USED_EVERY), pk=token.pk
    ).update(last_used=Now())
