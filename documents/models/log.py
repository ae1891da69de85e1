"""What a document's content is made of: the log, its checkpoint, and who owns which client id.

The log (`Update`) is the truth: `Document.head` counts its rows, a `Checkpoint` stands for a
prefix of it.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from .document import Document


class Checkpoint(models.Model):
    """One stored state that stands for the log up to `seq`."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, primary_key=True)
    seq = models.BigIntegerField()
    state = models.BinaryField()
    clocks = models.BinaryField()
    """State vector of `state`, v1 encoding."""
    deletes = models.BinaryField()
    """Delete set of `state`, v1 encoding."""
    attribution = models.BinaryField()
    """Who inserted and who deleted which ids, and when (`documents.content.attribution`)."""
    writers = models.JSONField(default=list)
    """Principals who had written since the last snapshot when the rows were replaced."""
    canonical = models.BooleanField()
    """Whether `state` was re-encoded and proved equal, or is the merged raw bytes."""
    digest = models.BinaryField(max_length=16)
    created = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"{self.document_id} up to {self.seq}"


class Update(models.Model):
    """One row of a document's log: what one author added in one commit. Append-only."""

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="log", db_index=False
    )
    """Without an index of its own: the constraint below has one, and every index is written in
    every commit."""
    seq = models.BigIntegerField()
    payload = models.BinaryField()
    digest = models.BinaryField(max_length=16)
    author = models.CharField(max_length=64)
    """Principal, such as `user:7` (see `documents.store.principals`)."""
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "seq"], name="collab_update_seq")
        ]

    def __str__(self) -> str:
        return f"{self.document_id} #{self.seq}"


class ClientAuthor(models.Model):
    """Which principal owns a Yjs client id in a document: the first who used it."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="client_authors")
    epoch = models.PositiveIntegerField()
    client_id = models.BigIntegerField()
    principal = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "epoch", "client_id"], name="collab_client_author"
            )
        ]

    def __str__(self) -> str:
        return f"{self.client_id} is {self.principal}"
