"""People who ask to be let in."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from .document import Document


class AccessRequest(models.Model):
    """Somebody asked for access to what is at an address, one row for each who asks."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open"
        GRANTED = "granted"
        DECLINED = "declined"

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, db_constraint=False, related_name="access_requests"
    )
    """May be of no document: the server does the same whether there is one or not, so that asking
    tells nothing."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    message = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    created = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "user"], name="collab_request_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} asks for {self.document_id}"
