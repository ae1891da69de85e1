"""The audit log: to be read, searched and filtered, never changed."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ..models import Document, Event
from . import ids, principals
from .bases import EventAdminBase
from .panels import brief, facts

_SHOWN = ("created", "kind", "who", "document_title", "address")
_FIELDS = (*_SHOWN, "principal", "document", "details")
_TITLE = Document.objects.filter(pk=OuterRef("document")).values("title")


@admin.register(Event)
class EventAdmin(EventAdminBase):
    """View only, for superusers too: what may be edited proves nothing."""

    list_display = (*_SHOWN, "summary")
    list_filter = ("kind", "created")
    search_fields = ("principal", "kind")
    search_help_text = _("A document's id, a principal such as user:7, or a kind of event.")
    date_hierarchy = "created"
    ordering = ("-pk",)
    show_full_result_count = False
    actions = None
    fields = _FIELDS
    readonly_fields = _FIELDS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """All rows, with the titles of documents that are still there."""
        return super().get_queryset(request).annotate(title=Subquery(_TITLE))

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """One page, with everybody's names read at once."""
        page = super().get_changelist_instance(request)
        names = principals.names(event.principal for event in page.result_list)
        for event in page.result_list:
            event.who = names[event.principal]
        return page

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

    @admin.display(description=_("who"), ordering="principal")
    def who(self, event: Event) -> str:
        """Whoever did it, by name."""
        known: str | None = getattr(event, "who", None)
        return known or principals.names([event.principal])[event.principal]

    @admin.display(description=_("document"), ordering="document")
    def document_title(self, event: Event) -> str | None:
        """The title, leading to the document; the id alone of one that is gone."""
        title: str | None = event.title  # type: ignore[attr-defined]
        if event.document is None:
            return None
        if title is None:
            return str(event.document)
        address = reverse("admin:collab_documents_document_change", args=[event.document])
        return format_html('<a href="{}">{}</a>', address, title)

    @admin.display(description=_("details"))
    def summary(self, event: Event) -> str:
        """The details in one line."""
        return ", ".join(f"{name}: {value}" for name, value in brief(event.detail))

    @admin.display(description=_("details"))
    def details(self, event: Event) -> SafeString:
        """The details, one a line."""
        return format_html_join("", "<div><b>{}</b> {}</div>", facts(event.detail))
