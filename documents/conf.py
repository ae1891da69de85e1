"""The app's settings: one `COLLAB` dict, parsed once into a frozen value."""

from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from math import inf
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

from .protocol.limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Conf:
    """Every setting of the app with its default; keys of `COLLAB` are these names in capitals."""

    snapshot_interval_seconds: float = 300.0
    """How long people type before the room takes a periodic snapshot."""

    quiet_seconds: float = 30.0
    """Silence after which a room counts as quiet: it compacts and takes a snapshot."""

    grace_seconds: float = 30.0
    """How long an empty room stays loaded for those who come back."""

    poll_seconds: float = 1.0
    """How often open rooms ask the database for rows that no hint announced."""

    compact_seconds: float = 30.0
    """How long a room in which people type rests between two compactions: each reads the whole
    document. A log that is sixteen times too long does not wait."""

    compact_rows: int = 500
    """Rows of the log after which a room compacts."""

    compact_bytes: int = 256 * 1024
    """Bytes of the log after which a room compacts."""

    worker_processes: int = 2
    """Content workers per server process."""

    worker_seconds: float = 20.0
    """Time limit of one call to a content worker."""

    worker_bytes: int = 2 * 1024**3
    """Memory limit of one content worker."""

    ticket_seconds: float = 60.0
    """How long a websocket ticket opens its document."""

    trash_days: int = 30
    """How long what is in the trash can be recovered; then `collab_maintenance` deletes it."""

    suggest_everybody: bool = True
    """Whether somebody who shares a document is suggested every user by the beginning of the name.
    Off, only those with whom they share something: for sites where anybody may sign up."""

    quota_bytes: float = inf
    """What the documents of one user may weigh, with versions, pictures and trash; no bound if it
    is not set."""

    limits: Limits = field(default_factory=Limits)
    """Bounds of the protocol (`COLLAB["LIMITS"]`, itself a dict)."""


Settings = TypeVar("Settings", Conf, Limits)


def _override(defaults: Settings, given: dict[str, Any], where: str) -> Settings:
    known = {f.name.upper(): f for f in fields(defaults)}
    changes: dict[str, Any] = {}
    for key, value in given.items():
        if key not in known:
            raise ImproperlyConfigured(f"{where} has no setting {key!r}.")
        name = known[key].name
        changes[name] = _checked(f"{where}[{key!r}]", value, getattr(defaults, name))
    return replace(defaults, **changes)


def _checked(where: str, value: Any, default: Any) -> Any:
    if isinstance(default, Limits):
        if not isinstance(value, dict):
            raise ImproperlyConfigured(f"{where} must be a dict, not {value!r}.")
        return _override(default, value, where)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise ImproperlyConfigured(f"{where} must be True or False, not {value!r}.")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ImproperlyConfigured(f"{where} must be a number, not {value!r}.")
    if isinstance(default, int) and not isinstance(value, int):
        raise ImproperlyConfigured(f"{where} must be a whole number, not {value!r}.")
    if not 0 < value < inf:
        raise ImproperlyConfigured(f"{where} must be greater than zero, not {value!r}.")
    return value


def parse(given: dict[str, Any]) -> Conf:
    """The settings that a `COLLAB` dict stands for.

    Raises `ImproperlyConfigured` with one sentence for an unknown key or an absurd value.
    """
    return _override(Conf(), given, "COLLAB")


@lru_cache(maxsize=1)
def current() -> Conf:
    """The settings in force; raises as `parse` does."""
    return parse(getattr(settings, "COLLAB", {}))


def _forget(*, setting: str, **_: Any) -> None:
    if setting == "COLLAB":
        current.cache_clear()


setting_changed.connect(_forget)
