"""The audit log: to be read, searched and filtered, never changed."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..models import Event
from . import ids
from .bases import EventAdminBase
from .panels import brief, facts

_FIELDS = ("created", "kind", "principal", "document_link", "address", "details")


@admin.register(Event)
class EventAdmin(EventAdminBase):
    """View only, for superusers too: what may be edited proves nothing."""

    list_display = ("created", "kind", "principal", "document_link", "address", "summary")
    list_filter = ("kind", "created")
    search_fields = ("principal", "kind")
    search_help_text = "A document's id, a principal such as user:7, or a kind of event."
    date_hierarchy = "created"
    ordering = ("-pk",)
    show_full_result_count = False
    actions = None
    fields = _FIELDS
    readonly_fields = _FIELDS

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Event], bool]:
        """Rows of one document for its id, else Django's search."""
        document_id = ids.parse(search_term)
        if document_id is None:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(document=document_id), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the server writes the audit log."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Nobody rewrites it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Nobody erases it."""
        return False

    @admin.display(description="document", ordering="document")
    def document_link(self, event: Event) -> str:
        """The id, leading to the document."""
        if event.document is None:
            return self.get_empty_value_display()
        address = reverse("admin:collab_documents_document_change", args=[event.document])
        return format_html('<a href="{}">{}</a>', address, event.document)

    @admin.display(description="details")
    def summary(self, event: Event) -> str:
        """The details in one line."""
        return ", ".join(f"{name}: {value}" for name, value in brief(event.detail))

    @admin.display(description="details")
    def details(self, event: Event) -> SafeString:
        """The details, one a line."""
        return format_html_join("", "<div><b>{}</b> {}</div>", facts(event.detail))
