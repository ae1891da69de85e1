"""System checks: a wrong setting is explained before anything runs."""

from typing import Any

from django.core.checks import CheckMessage, Error, register
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
