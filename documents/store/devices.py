"""The browsers in which somebody is signed in."""

import hashlib
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.db.models.functions import Now

from ..models import Device
from . import credentials

_NOTED_EVERY_SECONDS = 300
"""How exact `seen` is: one write in this time, however often a browser asks for something."""
_AGENT_LENGTH = 300


def note(user: AbstractBaseUser, session_key: str, agent: str, address: str | None) -> None:
    """A browser has asked for something in this session."""
    mark = hashlib.sha256(f"{user.pk}:{session_key}".encode()).hexdigest()
    if not cache.add(f"collab:device:{mark}", 1, _NOTED_EVERY_SECONDS):
        return
    news = {"user_id": user.pk, "agent": agent[:_AGENT_LENGTH], "address": address}
    if not Device.objects.filter(session_key=session_key).update(seen=Now(), **news):
        Device.objects.bulk_create([Device(session_key=session_key, **news)], ignore_conflicts=True)


def of(user: AbstractBaseUser) -> list[Device]:
    """Where the user is signed in now, the last seen first."""
    found = list(Device.objects.filter(user=user.pk))
    alive = credentials.sessions({device.session_key for device in found})
    return [device for device in found if device.session_key in alive]


def end(devices: Iterable[Device]) -> None:
    """End the sessions; the sockets that rest on them are closed within two seconds."""
    for device in devices:
        _sessions()(device.session_key).delete()
        device.delete()


def forget_ended() -> int:
    """Delete the rows of sessions that are over; answers how many."""
    keys = set(Device.objects.values_list("session_key", flat=True))
    over = keys - credentials.sessions(keys)
    return Device.objects.filter(session_key__in=over).delete()[0]


def _sessions() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore
