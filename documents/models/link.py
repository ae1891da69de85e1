"""Links that let people in without a name, and who came through them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from ..access import LINK_ROLES
from .document import Document
from .guest import Guest


class ShareLink(models.Model):
    """A secret address that gives a role. Only its SHA-256 is stored; it is shown once.

    Never deleted: a revoked link tells later who came in by it.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    """SHA-256 of the secret, hexadecimal."""
    role = models.CharField(
        max_length=10, choices=[(role.value, role.value) for role in LINK_ROLES]
    )
    label = models.CharField(max_length=100, blank=True)
    password = models.CharField(max_length=128, blank=True, editable=False)
    """By Django's hashers; empty if the link needs none."""
    expires = models.DateTimeField(null=True, blank=True)
    expiry_noted = models.BooleanField(default=False, editable=False)
    """Whether open rooms were told that the link has expired."""
    revoked = models.DateTimeField(null=True, blank=True, editable=False)
    last_used = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="collab_links",
    )
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["expires"],
                name="collab_link_expiring",
                condition=models.Q(expires__isnull=False, expiry_noted=False),
            )
        ]

    def __str__(self) -> str:
        return self.label or f"#{self.pk}"


class LinkVisit(models.Model):
    """A user or a guest came in by a link: as long as it holds, its role is theirs."""

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="visits")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, null=True, related_name="visits")
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "user"], name="collab_visit_user"),
            models.UniqueConstraint(fields=["link", "guest"], name="collab_visit_guest"),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, guest__isnull=True)
                | models.Q(user__isnull=True, guest__isnull=False),
                name="collab_visit_user_or_guest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.guest} by {self.link_id}"
