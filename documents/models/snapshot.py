"""States of a document that people see."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from .document import Document


class Snapshot(models.Model):
    """A saved state that a person can see, name, compare and restore ("version" in the page)."""

    class Reason(models.TextChoices):
        """Why the snapshot was taken."""

        PERIODIC = "periodic"
        LAST_LEAVE = "last-leave"
        NAMED = "named"
        BEFORE_RESTORE = "before-restore"
        IMPORT = "import"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="snapshots")
    state = models.BinaryField()
    seq = models.BigIntegerField()
    created = models.DateTimeField(db_default=Now(), editable=False)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    label = models.CharField(max_length=200, blank=True)
    contributors = models.JSONField(default=list, blank=True)
    """Principals who wrote since the snapshot before."""
    removed = models.BinaryField(null=True)
    """Of a snapshot before a restore: what that removed (`documents.protocol.strays`)."""
    size = models.PositiveIntegerField()
    """Bytes of `state`."""

    class Meta:
        ordering: ClassVar = ["-seq", "-pk"]
        permissions: ClassVar = [("restore_snapshot", "Can restore a snapshot into its document")]
        indexes: ClassVar = [models.Index(fields=["document", "-seq"])]

    def __str__(self) -> str:
        return self.label or f"{self.get_reason_display()} #{self.seq}"
