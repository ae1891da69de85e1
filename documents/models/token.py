"""Bearer tokens of scripts."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .document import Document


class ApiToken(models.Model):
    """A bearer token. Only its SHA-256 is stored; the secret is shown once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE
    )
    name = models.CharField(_("name"), max_length=100)
    prefix = models.CharField(_("begins with"), max_length=12)
    """First characters of the secret, so that its owner can tell tokens apart."""
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret, hexadecimal."""
    scopes = models.JSONField(default=list)
    every_document = models.BooleanField(default=True)
    """Whether the token opens all that its user may see, or only `documents`: a list that became
    empty because its documents were deleted must not open the others."""
    documents = models.ManyToManyField(Document, blank=True)
    created = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    expires = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
