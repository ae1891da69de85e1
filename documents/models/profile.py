"""What somebody has chosen about themselves, and the browsers in which they are signed in."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Profile(models.Model):
    """How one user wants to appear and to be spoken to; who has none has chosen nothing yet."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="collab_profile",
    )
    color = models.CharField(max_length=7, blank=True)
    """Of the caret and the avatar, `#` and six digits; empty: one is given."""
    language = models.CharField(max_length=16, blank=True)
    """Code of the pages' language; empty: what the browser asks for."""
    mails = models.BooleanField(default=True, db_default=True)
    """Whether what lands in the inbox is sent by mail, too, where there is a mail server."""

    def __str__(self) -> str:
        return f"profile of {self.user_id}"


class Device(models.Model):
    """A browser in which somebody is signed in. It is there no longer than its session."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="collab_devices"
    )
    session_key = models.CharField(max_length=40, unique=True)
    agent = models.CharField(max_length=300, blank=True)
    """What the browser said that it is (`User-Agent`)."""
    address = models.GenericIPAddressField(null=True)
    created = models.DateTimeField(db_default=Now(), editable=False)
    seen = models.DateTimeField(db_default=Now())
    """When it last asked for something, to a few minutes."""

    class Meta:
        ordering: ClassVar = ["-seen"]

    def __str__(self) -> str:
        return f"device of {self.user_id}"
