"""Who of some principals may still write.

A commit asks always whose account is active, and who has which role when rights have changed:
roles carry a version on the document, accounts do not.
"""

from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Model

from ..access import (
    SYSTEM,
    Capability,
    Role,
    guest_of_principal,
    may,
    user_of_principal,
)
from ..models import Document
from . import actors, statements
from .actors import Guest
from .roles import roles_on


def roles_of_principals(document_id: UUID, principals: Iterable[str]) -> dict[str, Role | None]:
    """The role that each principal has on the document now; None for strangers."""
    asked = [who for who in principals if who != SYSTEM]
    found: dict[str, Role | None] = dict.fromkeys(asked)
    document = Document.objects.filter(pk=document_id).first()
    if document is not None:
        found |= roles_on(document, actors.of_principals(asked).values())
    return found


def disabled(principals: Iterable[str]) -> frozenset[str]:
    """Those of `principals` who cannot act any more: inactive users, guests who signed in.

    It is asked in every commit, hence in SQL: building the queries would cost more than asking.
    One is about users, another about guests if there are any.
    """
    asked = list(principals)
    user, guest = get_user_model(), Guest
    left_out = _inactive(asked, user_of_principal, user, "is_active")
    return left_out | _inactive(asked, guest_of_principal, guest, "user_id IS NULL")


def all_active(principals: Collection[str]) -> tuple[str, list[Any]] | None:
    """The condition that all these users may act, and its values; None if one is no user."""
    field = get_user_model()._meta.pk
    pks = [pk for who in principals if (pk := user_of_principal(who)) is not None]
    if len(pks) < len(principals):
        return None
    return _count_active(len(pks)), [field.get_db_prep_value(pk, connection) for pk in pks]


@lru_cache(256)
def _count_active(count: int) -> str:
    selected = _select_active(get_user_model(), "is_active", count)
    return f"(SELECT COUNT(*) FROM ({selected}) AS active) = {count}"  # noqa: S608


def _inactive(
    principals: Iterable[str],
    pk_of: Callable[[str], str | None],
    model: type[Model],
    condition: str,
) -> frozenset[str]:
    """Those of one kind for whom the condition does not hold, or who are gone."""
    field = model._meta.pk
    asked = {
        field.get_db_prep_value(pk, connection): who
        for who in principals
        if (pk := pk_of(who)) is not None
    }
    if not asked:
        return frozenset()
    found = statements.read(_select_active(model, condition, len(asked)), list(asked))
    active = {pk for (pk,) in found}
    return frozenset(who for pk, who in asked.items() if pk not in active)


@lru_cache(256)
def _select_active(model: type[Model], condition: str, count: int) -> str:
    row = model._meta
    places = ", ".join(["?"] * count)
    return (
        f"SELECT {row.pk.column} FROM {row.db_table}"  # noqa: S608
        f" WHERE {condition} AND {row.pk.column} IN ({places})"
    )


def writers(document_id: UUID, principals: Iterable[str]) -> frozenset[str]:
    """Those of `principals` who may write; the server itself always may."""
    asked = list(principals)
    roles = roles_of_principals(document_id, asked)
    allowed = {who for who, role in roles.items() if may(role, Capability.WRITE)}
    return frozenset(allowed | ({SYSTEM} & set(asked)))
