"""Moments as people say them."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext


def ago(when: datetime) -> str:
    """Such as "3 hours ago"."""
    if timezone.now() - when < timedelta(minutes=1):
        return gettext("just now")
    return gettext("%(time)s ago") % {"time": timesince(when, depth=1)}
