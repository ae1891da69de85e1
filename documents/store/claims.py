"""Who owns which client id, in SQL: a class that comes in at once claims hundreds in a commit."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from uuid import UUID

from ..models import ClientAuthor
from . import statements

Claim = tuple[UUID, int, int, str]
"""Document, epoch, client id, and the principal that claims it."""

_KEY = ("uuid", "bigint", "bigint")


def owners(claims: Iterable[Claim]) -> dict[UUID, dict[int, str]]:
    """Who owns those of the claimed client ids that have an owner by now, for each document."""
    asked = list(claims)
    keys = statements.keys([claim[0] for claim in asked])
    ids = dict(zip(keys, (claim[0] for claim in asked), strict=True))
    places = [(key, claim[1], claim[2]) for key, claim in zip(keys, asked, strict=True)]
    owned: dict[UUID, dict[int, str]] = {}
    for part in statements.parts(places):
        for key, client, who in statements.read(_select(len(part)), statements.values(part)):
            owned.setdefault(ids[key], {})[client] = who
    return owned


@lru_cache(256)
def _select(count: int) -> str:
    table = ClientAuthor._meta.db_table
    return (
        f"WITH wanted (pk, era, client) AS ({statements.table(_KEY, count)})"  # noqa: S608
        f" SELECT document_id, client_id, principal FROM wanted JOIN {table}"
        " ON document_id = pk AND epoch = era AND client_id = client"
    )


def owned(document_id: UUID, epoch: int, clients: Iterable[int]) -> Mapping[int, str]:
    """Owners of those client ids of a document that have one."""
    return owners((document_id, epoch, client, "") for client in clients).get(document_id, {})


def insert(claims: Iterable[Claim]) -> None:
    """Write claims down. Where the same principal's other process was first, that is well."""
    given = list(claims)
    keys = statements.keys([claim[0] for claim in given])
    rows = [(key, *claim[1:]) for key, claim in zip(keys, given, strict=True)]
    for part in statements.parts(rows):
        statements.run(_insert(len(part)), statements.values(part))


@lru_cache(256)
def _insert(count: int) -> str:
    table = ClientAuthor._meta.db_table
    claimed = statements.table((*_KEY, "text"), count)
    return (
        f"WITH claimed (pk, era, client, who) AS ({claimed})"  # noqa: S608
        f" INSERT INTO {table} (document_id, epoch, client_id, principal)"
        " SELECT pk, era, client, who FROM claimed WHERE TRUE ON CONFLICT DO NOTHING"
    )
