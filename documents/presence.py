"""Who has which document open: leases of 30 seconds in Django's cache, shared by all processes.

A hint for people, not a fact to build on: a lease that is lost is renewed ten seconds later.
"""

import hashlib
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache

from .store.actors import Guest, chosen_color, name_of, principal_of

LEASE_SECONDS = 30
RENEW_SECONDS = 10

Person = Mapping[str, Any]
"""What others see of somebody: `id`, `name`, `color`, and `guest` if they have no account."""

COLORS = (
    "#c2410c", "#b45309", "#4d7c0f", "#15803d", "#0f766e", "#0369a1",
    "#1d4ed8", "#6d28d9", "#a21caf", "#be185d", "#be123c", "#57534e",
)  # fmt: skip
"""Of carets and avatars: dark enough for white text on them (4.5 to 1)."""

_PROCESS = f"{os.getpid()}-{uuid4().hex}"


def person_of(actor: AbstractBaseUser | Guest) -> Person:
    """How somebody appears to the others, on the socket and on pages alike."""
    principal = principal_of(actor)
    color = chosen_color(actor) or color_of(principal)
    person = {"id": principal, "name": name_of(actor), "color": color}
    return person | {"guest": True} if isinstance(actor, Guest) else person


def color_of(principal: str) -> str:
    """The colour of the caret and avatar of a principal who has chosen none."""
    return COLORS[hashlib.sha256(principal.encode()).digest()[0] % len(COLORS)]


def renew(here: Mapping[UUID, Sequence[Person]]) -> None:
    """Say who has documents open in this process; an empty list ends the lease at once."""
    keys = {_key(document_id): list(people) for document_id, people in here.items()}
    leases = cache.get_many(keys)
    until = time.time() + LEASE_SECONDS
    for key, people in keys.items():
        lease = _alive(leases.get(key, {}))
        lease.pop(_PROCESS, None)
        if people:
            lease[_PROCESS] = (until, people)
        leases[key] = lease
    cache.set_many(leases, LEASE_SECONDS)


def present(document_ids: Iterable[UUID]) -> dict[UUID, list[Person]]:
    """Who has each document open, each person once; documents nobody has open are left out."""
    keys = {_key(document_id): document_id for document_id in document_ids}
    found = {}
    for key, lease in cache.get_many(keys).items():
        people = {p["id"]: p for _, group in _alive(lease).values() for p in group}
        if people:
            found[keys[key]] = list(people.values())
    return found


def first(document_id: UUID, seconds: int) -> bool:
    """Whether no other process has asked this of the document in the last `seconds`.

    Who is first looks after it. A lease that is lost costs double work and nothing else.
    """
    key = f"collab:upkeep:{document_id.hex}"
    return bool(cache.add(key, _PROCESS, seconds)) or cache.get(key) == _PROCESS


def _alive(lease: dict[str, Any]) -> dict[str, Any]:
    now = time.time()
    return {process: entry for process, entry in lease.items() if entry[0] > now}


def _key(document_id: UUID) -> str:
    return f"collab:present:{document_id.hex}"
