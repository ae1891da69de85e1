"""The audit trail."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One audit row. Append-only; it outlives the document that it speaks of."""

    document = models.UUIDField(_("document"), null=True, db_index=True, editable=False)
    kind = models.CharField(_("kind"), max_length=40, editable=False)
    """Such as `snapshot.restored` or `write.refused`."""
    principal = models.CharField(_("principal"), max_length=64, editable=False)
    address = models.GenericIPAddressField(_("address"), null=True, editable=False)
    detail = models.JSONField(default=dict, editable=False)
    created = models.DateTimeField(_("when"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering: ClassVar = ["-pk"]
        default_permissions: ClassVar = ("view",)

    def __str__(self) -> str:
        return f"{self.kind} by {self.principal}"
