"""A document's row and the roles that people have on it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..access import GIVEN_ROLES, LINK_ROLES, Reach, Role


class Document(models.Model):
    """What users own, name and share. Its content is in the log."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_documents",
    )
    head = models.BigIntegerField(_("head"), default=0, editable=False)
    """Sequence number of the last row of the log; locked first by every commit."""
    access_version = models.BigIntegerField(default=0, editable=False)
    """Grows whenever somebody's rights on the document change."""
    epoch = models.PositiveIntegerField(_("epoch"), default=1, editable=False)
    """Grows only when the content is replaced by one with another history."""
    schema_version = models.PositiveIntegerField(default=1, editable=False)
    removals = models.PositiveIntegerField(default=0, editable=False)
    """Grows with what restores have removed, and with what is typed into that; 0: no restore."""
    quarantine = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    """Grows when the stored content turns out not to read, and again when it does: odd between."""
    recovering_until = models.DateTimeField(null=True, blank=True, editable=False)
    """Until then, editors may bring back what a restored backup lacks, whoever wrote it."""
    link_reach = models.CharField(
        max_length=10,
        choices=[(reach.value, reach.value) for reach in Reach],
        default=Reach.RESTRICTED,
        editable=False,
    )
    """Whom the address alone lets in."""
    link_role = models.CharField(
        max_length=10,
        choices=[(role.value, role.value) for role in LINK_ROLES],
        default=Role.READER,
        editable=False,
    )
    """What it lets them do."""
    metadata = models.JSONField(default=dict, blank=True)
    template = models.BooleanField(default=False, db_default=False, editable=False)
    """Whether people start new documents from it."""
    text = models.TextField(blank=True, editable=False)
    """Plain text as of the last checkpoint, for search."""
    created = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    updated = models.DateTimeField(_("changed"), db_default=Now(), editable=False)
    trashed = models.DateTimeField(_("in the trash since"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering: ClassVar = ["-updated"]
        indexes: ClassVar = [models.Index(fields=["trashed", "-updated"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where people edit it."""
        return reverse("collab:editor", args=[self.pk])


class DocumentAccess(models.Model):
    """A role on a document, given to one user or to one group."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="access")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    group = models.ForeignKey(
        Group, verbose_name=_("group"), on_delete=models.CASCADE, null=True, blank=True
    )
    role = models.CharField(
        _("role"), max_length=10, choices=[(role.value, role.value) for role in GIVEN_ROLES]
    )
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("role on a document")
        verbose_name_plural = _("roles on documents")
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
