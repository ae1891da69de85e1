"""API tokens: to be seen and revoked. They are issued where their secret can be shown once."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import ApiToken
from .bases import TokenAdminBase

_FIELDS = ("name", "prefix", "user", "scope_names", "opens", "created", "expires", "last_used")


@admin.register(ApiToken)
class ApiTokenAdmin(TokenAdminBase):
    """Whose, what for, until when; the digest is not even read. Deleting a token revokes it."""

    list_display = ("name", "prefix", "user", "scope_names", "created", "expires", "last_used")
    list_filter = ("created", "expires", "last_used")
    list_select_related = ("user",)
    search_fields = ("name", "prefix")
    ordering = ("-created",)
    show_full_result_count = False
    fields = _FIELDS
    readonly_fields = _FIELDS

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        """All tokens, without their digests."""
        return super().get_queryset(request).defer("digest")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A token made here could not show its secret safely."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        """What a token may do is settled when it is issued."""
        return False

    @admin.display(description=gettext_lazy("scopes"))
    def scope_names(self, token: ApiToken) -> str:
        """What it may be used for."""
        return ", ".join(token.scopes)

    @admin.display(description=gettext_lazy("opens"))
    def opens(self, token: ApiToken) -> str:
        """Which documents it is for."""
        if token.every_document:
            return _("Every document that its user may see")
        titles = token.documents.values_list("title", flat=True)
        return ", ".join(titles) or _("No document: those it was for are gone")
