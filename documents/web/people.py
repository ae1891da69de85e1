"""People as pages show them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from ..access import principal_of_user

_COLORS = (
    "#c2410c", "#b45309", "#4d7c0f", "#15803d", "#0f766e", "#0369a1",
    "#1d4ed8", "#6d28d9", "#a21caf", "#be185d", "#be123c", "#57534e",
)  # fmt: skip
_MOST_SHOWN = 4


def account_of(request: HttpRequest) -> Any:
    """Whose session it is, behind `login_required`."""
    return request.user


def name_of(user: AbstractBaseUser) -> str:
    """The full name, or else the username."""
    full = user.get_full_name() if hasattr(user, "get_full_name") else ""
    return full or user.get_username()


def identity(user: AbstractBaseUser) -> dict[str, str]:
    """How the user appears to the others: the same as the socket says of them."""
    principal = principal_of_user(user.pk)
    color = _COLORS[hashlib.sha256(principal.encode()).digest()[0] % len(_COLORS)]
    return {"id": principal, "name": name_of(user), "color": color}


@dataclass(frozen=True, slots=True)
class Avatar:
    """Somebody's initials on their colour."""

    name: str
    color: str
    initials: str

    @classmethod
    def of(cls, person: Mapping[str, Any]) -> "Avatar":
        """Of somebody in a presence table."""
        name = str(person["name"])
        words = name.replace(".", " ").replace("_", " ").replace("-", " ").split() or ["?"]
        ends = words[:1] + words[1:][-1:]
        return cls(name, str(person["color"]), "".join(word[0] for word in ends).upper())


@dataclass(frozen=True, slots=True)
class Gathering:
    """Who has a document open: some as avatars, the rest as a number."""

    shown: list[Avatar]
    hidden: list[Avatar]

    @classmethod
    def of(cls, people: list[Mapping[str, Any]]) -> "Gathering":
        """Of everybody in a presence table."""
        avatars = [Avatar.of(person) for person in people]
        return cls(avatars[:_MOST_SHOWN], avatars[_MOST_SHOWN:])

    @property
    def names(self) -> str:
        """Everybody, for a title."""
        return ", ".join(avatar.name for avatar in self.shown + self.hidden)
