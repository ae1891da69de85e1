"""The share links of a document, inside its form: to see them, and to end them."""

from typing import ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Document, ShareLink
from .bases import LinkInlineBase


class LinkInline(LinkInlineBase):
    """Links are made where their address is shown, once: on the page. Here they are revoked."""

    model = ShareLink
    fields: ClassVar = ["label", "role", "created_by", "created", "last_used", "expires"]
    readonly_fields = ("label", "role", "created_by", "created", "last_used", "expires")
    extra = 0
    verbose_name = _("link")
    verbose_name_plural = _("Links (delete one to revoke it)")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShareLink]:
        """Those that were not revoked; what opens them is not even read."""
        rows = super().get_queryset(request).filter(revoked=None)
        return rows.select_related("created_by").defer("digest", "password")

    def has_add_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        """A link that nobody saw opens nothing."""
        return False
