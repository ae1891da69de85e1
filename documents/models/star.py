"""What people want at hand."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from .document import Document


class Star(models.Model):
    """A document that a user put a star on; nobody else sees it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="stars")
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "document"], name="collab_star")
        ]

    def __str__(self) -> str:
        return f"{self.document_id} of {self.user_id}"
