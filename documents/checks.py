"""System checks: a wrong setting is explained before anything runs."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ImproperlyConfigured

from . import conf


@register()
def settings_are_valid(**_: Any) -> list[CheckMessage]:
    """One error for a `COLLAB` dict that cannot be used."""
    try:
        conf.current()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="collab.E001")]
    return []


@register()
def origins_are_named(**_: Any) -> list[CheckMessage]:
    """A warning where no page may open a websocket, so that no document opens."""
    if settings.CSRF_TRUSTED_ORIGINS:
        return []
    return [
        CheckWarning(
            "CSRF_TRUSTED_ORIGINS is empty: no page can open a document, and mails lead nowhere.",
            hint="Name what people type, the public address first: ['http://127.0.0.1:8000'].",
            id="collab.W001",
        )
    ]
