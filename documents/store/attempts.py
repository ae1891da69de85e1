"""Counting what may be tried a few times only: by the database, for all processes, by its clock."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from math import ceil

from django.db import transaction
from django.db.models import DateTimeField, F
from django.db.models.functions import Now

from ..models import Attempt


def take(bounds: Mapping[str, int], window_seconds: int) -> int:
    """Count one attempt for each key, unless the bound of one of them is reached.

    Returns 0, or how many seconds it takes until that one may be tried again; then none was
    counted. A window begins with the first attempt in it.
    """
    window = timedelta(seconds=window_seconds)
    with transaction.atomic():
        for key in sorted(bounds):  # in one order everywhere, or two attempts wait for each other
            Attempt.objects.bulk_create([Attempt(key=key)], ignore_conflicts=True)
            found = Attempt.objects.filter(key=key)
            found.filter(began__lte=Now() - window).update(count=0, began=Now())
            if not found.filter(count__lt=bounds[key]).update(count=F("count") + 1):
                wait_seconds = _seconds_left(key, window)
                transaction.set_rollback(True)
                return wait_seconds
    return 0


def give_back(keys: Iterable[str]) -> None:
    """An attempt turned out to be right: it does not count."""
    for key in sorted(keys):
        Attempt.objects.filter(key=key, count__gt=0).update(count=F("count") - 1)


def forget(age: timedelta) -> int:
    """Delete counts whose window began so long ago; answers how many."""
    return Attempt.objects.filter(began__lt=Now() - age).delete()[0]


def _seconds_left(key: str, window: timedelta) -> int:
    asked = Attempt.objects.filter(pk=key).annotate(now=Now(output_field=DateTimeField()))
    began, now = asked.values_list("began", "now").get()
    return max(1, ceil((began + window - now).total_seconds()))
