"""The rows. Who may touch them: store, api, admin, web and management; nobody else.

The log (`Update`) is the truth about a document's content: `Document.head` counts its rows,
a `Checkpoint` stands for a prefix of it, a `Snapshot` is a state that people see.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from .access import Role


class Document(models.Model):
    """What users own, name and share. Its content is in the log."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_documents",
    )
    head = models.BigIntegerField(default=0, editable=False)
    """Sequence number of the last row of the log; locked first by every commit."""
    access_version = models.BigIntegerField(default=0, editable=False)
    """Grows whenever somebody's rights on the document change."""
    epoch = models.PositiveIntegerField(default=1, editable=False)
    """Grows only when the content is replaced by one with another history."""
    schema_version = models.PositiveIntegerField(default=1, editable=False)
    metadata = models.JSONField(default=dict, blank=True)
    text = models.TextField(blank=True, editable=False)
    """Plain text as of the last checkpoint, for search."""
    created = models.DateTimeField(db_default=Now(), editable=False)
    updated = models.DateTimeField(db_default=Now(), editable=False)
    trashed = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-updated"]
        indexes: ClassVar = [models.Index(fields=["trashed", "-updated"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where people edit it."""
        return reverse("collab:editor", args=[self.pk])


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
    canonical = models.BooleanField()
    """Whether `state` was re-encoded and proved equal, or is the merged raw bytes."""
    digest = models.BinaryField(max_length=16)
    created = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"{self.document_id} up to {self.seq}"


class Update(models.Model):
    """One row of a document's log: what one author added in one commit. Append-only."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="log")
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
    size = models.PositiveIntegerField()
    """Bytes of `state`."""

    class Meta:
        ordering: ClassVar = ["-seq", "-pk"]
        permissions: ClassVar = [("restore_snapshot", "Can restore a snapshot into its document")]
        indexes: ClassVar = [models.Index(fields=["document", "-seq"])]

    def __str__(self) -> str:
        return self.label or f"{self.get_reason_display()} #{self.seq}"


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


class DocumentAccess(models.Model):
    """A role on a document, given to one user or to one group."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="access")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True
    )
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, blank=True)
    role = models.CharField(max_length=10, choices=[(role.value, role.value) for role in Role])
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name_plural = "document access"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "user"], name="collab_access_user"),
            models.UniqueConstraint(fields=["document", "group"], name="collab_access_group"),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, group__isnull=True)
                | models.Q(user__isnull=True, group__isnull=False),
                name="collab_access_user_or_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.group}: {self.role}"


class ApiToken(models.Model):
    """A bearer token. Only its SHA-256 is stored; the secret is shown once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    """First characters of the secret, so that its owner can tell tokens apart."""
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret, hexadecimal."""
    scopes = models.JSONField(default=list)
    every_document = models.BooleanField(default=True)
    """Whether the token opens all that its user may see, or only `documents`: a list that became
    empty because its documents were deleted must not open the others."""
    documents = models.ManyToManyField(Document, blank=True)
    created = models.DateTimeField(db_default=Now(), editable=False)
    expires = models.DateTimeField(null=True, blank=True)
    last_used = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


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
