"""People without an account."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from ..access import principal_of_guest

_ID_BYTES = 16


def new_id() -> str:
    """128 random bits: whoever guesses one still lacks the signature of its cookie."""
    return secrets.token_urlsafe(_ID_BYTES)


class Guest(models.Model):
    """Somebody whom a link let in: a signed cookie of one browser, and a name they chose."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    name = models.CharField(max_length=60, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="collab_guests",
    )
    """Who they turned out to be when they signed in; from then on the guest is nobody."""
    created = models.DateTimeField(db_default=Now(), editable=False)

    is_authenticated: ClassVar = False
    is_anonymous: ClassVar = False
    """What Django and REST framework ask of everybody who asks for something."""

    def __str__(self) -> str:
        return self.name or "Guest"

    @property
    def is_active(self) -> bool:
        """Whether they are still a guest."""
        return self.user_id is None

    @property
    def principal(self) -> str:
        """Who they are in logs and presence."""
        return principal_of_guest(self.pk)
