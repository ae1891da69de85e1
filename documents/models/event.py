"""The audit trail."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One audit row. Append-only; it outlives the document that it speaks of."""

    document = models.UUIDField(null=True, db_index=True, editable=False)
    kind = models.CharField(max_length=40, editable=False)
    """Such as `snapshot.restored` or `write.refused`."""
    principal = models.CharField(max_length=64, editable=False)
    address = models.GenericIPAddressField(null=True, editable=False)
    detail = models.JSONField(default=dict, editable=False)
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-pk"]
        default_permissions: ClassVar = ("view",)

    def __str__(self) -> str:
        return f"{self.kind} by {self.principal}"
