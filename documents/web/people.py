"""People as pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from ..presence import person_of

_MOST_SHOWN = 4


def account_of(request: HttpRequest) -> Any:
    """Whose session it is, behind `login_required`."""
    return request.user


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


def avatar_of(request: HttpRequest) -> Avatar:
    """Whose session it is, for the account's menu."""
    return Avatar.of(person_of(account_of(request)))


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
