"""What people had open."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from .document import Document


class Visit(models.Model):
    """When a user last opened a document's page; nobody else sees it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="visits")
    seen = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "document"], name="collab_visit")
        ]
        indexes: ClassVar = [models.Index(fields=["user", "-seen"], name="collab_visit_seen")]

    def __str__(self) -> str:
        return f"{self.document_id} by {self.user_id}"
