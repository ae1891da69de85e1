"""Documents whose stored content does not read, and what was set aside of it."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .document import Document


class Quarantine(models.Model):
    """A time in which a document was not served. It ends when somebody has looked after it."""

    class Place(models.TextChoices):
        """What does not read."""

        ROW = "row", _("A row of the log")
        CHECKPOINT = "checkpoint", _("The checkpoint")
        LOG = "log", _("The log as a whole")
        CONTENT = "content", _("What all of it says together")

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="quarantines", editable=False
    )
    place = models.CharField(_("place"), max_length=10, choices=Place.choices, editable=False)
    seq = models.BigIntegerField(_("number"), null=True, editable=False)
    """Sequence number of the row or checkpoint that does not read, where it is one."""
    reason = models.CharField(_("reason"), max_length=200, editable=False)
    since = models.DateTimeField(_("since"), db_default=Now(), editable=False)
    ended = models.DateTimeField(_("ended"), null=True, editable=False)

    class Meta:
        verbose_name = _("quarantine")
        verbose_name_plural = _("quarantines")
        ordering: ClassVar = ["-pk"]
        default_permissions: ClassVar = ("view",)
        permissions: ClassVar = [
            ("release_quarantine", "Can open the last good state of a quarantined document")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document"],
                condition=models.Q(ended=None),
                name="collab_one_quarantine_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.reason


class SetAside(models.Model):
    """Bytes of a document as they were stored, kept when its last good state was opened."""

    quarantine = models.ForeignKey(
        Quarantine, on_delete=models.CASCADE, related_name="kept", editable=False
    )
    name = models.CharField(max_length=60, editable=False)
    """Such as `row-17` or `checkpoint-12-clocks`."""
    payload = models.BinaryField()
    digest = models.BinaryField(max_length=16)
    """As it was stored; it need not be that of the payload."""
    author = models.CharField(max_length=64, blank=True, editable=False)
    written = models.DateTimeField(null=True, editable=False)
    used = models.BooleanField(editable=False)
    """Whether the state that was opened holds it."""

    class Meta:
        ordering: ClassVar = ["pk"]
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return self.name
