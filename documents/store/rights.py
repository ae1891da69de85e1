"""Who of some principals may still write.

A commit asks always whose account is active, and who has which role when rights have changed:
roles carry a version on the document, accounts do not.
"""

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection

from ..access import SYSTEM, Capability, Role, may, user_of_principal
from ..models import Document
from . import statements
from .roles import role_of


def roles_of_principals(document_id: UUID, principals: Iterable[str]) -> dict[str, Role | None]:
    """The role that each principal has on the document now; None for strangers."""
    document = Document.objects.filter(pk=document_id).first()
    users = {user_of_principal(principal): principal for principal in principals}
    users.pop(None, None)
    found: dict[str, Role | None] = dict.fromkeys(users.values())
    if document is None:
        return found
    for user in get_user_model().objects.filter(pk__in=[pk for pk in users if pk]):
        found[users[str(user.pk)]] = role_of(user, document)
    return found


def disabled(principals: Iterable[str]) -> frozenset[str]:
    """Those of `principals` whose user is not active, or gone. One query for a whole commit.

    It is asked in every commit, hence in SQL: building the query would cost more than asking.
    """
    field = get_user_model()._meta.pk
    users = {
        field.get_db_prep_value(pk, connection): who
        for who in principals
        if (pk := user_of_principal(who)) is not None
    }
    if not users:
        return frozenset()
    active = {pk for (pk,) in statements.read(_select_active(len(users)), list(users))}
    return frozenset(who for pk, who in users.items() if pk not in active)


@lru_cache(256)
def _select_active(count: int) -> str:
    user = get_user_model()._meta
    places = ", ".join(["?"] * count)
    return (
        f"SELECT {user.pk.column} FROM {user.db_table}"  # noqa: S608
        f" WHERE is_active AND {user.pk.column} IN ({places})"
    )


def writers(document_id: UUID, principals: Iterable[str]) -> frozenset[str]:
    """Those of `principals` who may write; the server itself always may."""
    asked = list(principals)
    roles = roles_of_principals(document_id, asked)
    allowed = {who for who, role in roles.items() if may(role, Capability.WRITE)}
    return frozenset(allowed | ({SYSTEM} & set(asked)))
