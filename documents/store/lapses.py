"""Credentials that have lapsed, as every commit asks: nothing is written with one.

In SQL, straight to the driver: building the queries would cost more than asking. It is one
condition for all of a commit and part of the statement that advances the heads; what it looks up
are keys of a user, a session and a token.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection

from ..access import guest_of_principal, user_of_principal
from ..models import ApiToken
from . import statements
from .actors import Guest
from .credentials import HASH_END_CHARACTERS, Credential, session_model

_MOST = 500
"""Credentials in one statement: databases have a limit of values."""


def none_lapsed(shown: Collection[Credential]) -> tuple[str, list[Any]] | None:
    """The condition that all of these hold, and its values.

    None if one is not a user's, or if they are too many for a statement.
    """
    keys = [pk for one in shown if (pk := user_of_principal(one.principal)) is not None]
    if len(keys) < len(shown) or len(keys) > _MOST:
        return None
    sql, values = _selected(keys, shown)
    return f"NOT EXISTS ({sql})", values


def lapsed(shown: Collection[Credential]) -> frozenset[Credential]:
    """Those that hold no more: of users who are inactive or gone, of guests who signed in.

    Where the engine of sessions keeps them in no table, the session is not asked for.
    """
    users = [one for one in shown if user_of_principal(one.principal) is not None]
    guests = [one for one in shown if guest_of_principal(one.principal) is not None]
    parts = [users[start : start + _MOST] for start in range(0, len(users), _MOST)]
    return frozenset(chain(*map(_lapsed_users, parts), _lapsed_guests(guests)))


def _lapsed_users(shown: Sequence[Credential]) -> list[Credential]:
    keys = [user_of_principal(one.principal) or "" for one in shown]
    return [shown[number] for (number,) in statements.read(*_selected(keys, shown))]


def _lapsed_guests(shown: Sequence[Credential]) -> list[Credential]:
    if not shown:
        return []
    keys = [guest_of_principal(one.principal) for one in shown]
    found = statements.read(_select_guests(len(keys)), statements.values([(key,) for key in keys]))
    there = {pk for (pk,) in found}
    return [one for key, one in zip(keys, shown, strict=True) if key not in there]


def _selected(keys: Sequence[str], shown: Collection[Credential]) -> tuple[str, list[Any]]:
    """The statement that finds those that hold no more, and its values.

    Four values for each, and its place; what was not shown is empty, so that each has its type.
    """
    key_of, sessions = get_user_model()._meta.pk, session_model()
    rows = []
    for number, (key, one) in enumerate(zip(keys, shown, strict=True)):
        session = one.session if sessions is not None else None
        user = key_of.get_db_prep_value(key, connection)
        rows.append((user, one.hash_end or "", session or "", one.token or 0, number))
    if not any(session for _, _, session, _, _ in rows):
        sessions = None
    tokens = any(token for _, _, _, token, _ in rows)
    return _select_lapsed(len(rows), sessions, tokens=tokens), statements.values(rows)


@lru_cache(_MOST)
def _select_lapsed(count: int, sessions: Any, *, tokens: bool) -> str:
    """The numbers of those that hold no more, by their places among the values.

    What is looked up is selected and not asked for by EXISTS: of many, PostgreSQL would read the
    whole table instead. What nobody has shown is not asked for: a table costs it 20 µs.
    """
    key = str(get_user_model()._meta.pk.rel_db_type(connection))
    given = statements.table((key, "text", "text", "bigint", "integer"), count)
    lacks = _no_user()
    if sessions is not None:
        lacks += f" OR {_no_session(sessions)}"
    if tokens:
        lacks += f" OR {_no_token()}"
    return f"SELECT shown.column5 FROM ({given}) AS shown WHERE {lacks}"  # noqa: S608


def _no_user() -> str:
    user = get_user_model()._meta
    end = statements.ending(str(user.get_field("password").column), HASH_END_CHARACTERS)
    return (
        f"(SELECT 1 FROM {user.db_table} WHERE {user.pk.column} = shown.column1"  # noqa: S608
        f" AND is_active AND (shown.column2 = '' OR {end} = shown.column2)) IS NULL"
    )


def _no_session(sessions: Any) -> str:
    return (
        f"(shown.column3 <> '' AND (SELECT 1 FROM {sessions._meta.db_table}"  # noqa: S608
        f" WHERE session_key = shown.column3 AND expire_date > {statements.now()}) IS NULL)"
    )


def _no_token() -> str:
    return (
        f"(shown.column4 <> 0 AND (SELECT 1 FROM {ApiToken._meta.db_table}"  # noqa: S608
        f" WHERE id = shown.column4 AND (expires IS NULL OR expires > {statements.now()})) IS NULL)"
    )


@lru_cache(_MOST)
def _select_guests(count: int) -> str:
    key = str(Guest._meta.pk.rel_db_type(connection))
    given = statements.table((key,), count)
    return f"SELECT id FROM {Guest._meta.db_table} WHERE user_id IS NULL AND id IN ({given})"  # noqa: S608
