"""Documents: find them, rename them, manage who may do what, move them to the trash."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import services
from ..access import Role
from ..models import Document, ShareLink, Update
from ..store.errors import Conflict
from . import ids, panels
from .access import AccessInline, holder_of
from .address import address_of
from .bases import DocumentAdminBase
from .links import LinkInline
from .snapshots import RESTORE_PERMISSION, VIEW_PERMISSION, SnapshotPages

_LOG_ROWS = (
    Update.objects.filter(document=OuterRef("pk"))
    .order_by()
    .values("document")
    .annotate(rows=Count("pk"))
    .values("rows")
)

_FACTS = ("owner", "created", "updated", "trashed")
_STORAGE = ("id", "log_rows", "head", "epoch")


class TrashFilter(admin.SimpleListFilter):
    """Documents in use, or those in the trash."""

    title = gettext_lazy("trash")
    parameter_name = "trash"

    def lookups(
        self, request: HttpRequest, model_admin: DocumentAdminBase
    ) -> list[tuple[str, str]]:
        """What can be chosen."""
        return [("out", _("In use")), ("in", _("In the trash"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Document]) -> QuerySet[Document]:
        """The documents of the choice."""
        if self.value() is None:
            return queryset
        return queryset.filter(trashed__isnull=self.value() == "out")


@admin.register(Document)
class DocumentAdmin(DocumentAdminBase):
    """Nothing is created or erased here: people create documents, and the trash keeps them."""

    list_display = ("title", "owner", "updated", "log_rows", "in_trash_since")
    list_filter = (TrashFilter, "updated", "created")
    list_select_related = ("owner",)
    search_help_text = gettext_lazy("A title, an owner's name, or a document's id.")
    show_full_result_count = False
    ordering = ("-updated",)
    actions = ("move_to_trash", "recover")
    inlines = (AccessInline, LinkInline)
    fieldsets = (
        (None, {"fields": ("title", *_FACTS)}),
        (gettext_lazy("Storage"), {"fields": _STORAGE, "classes": ("collapse",)}),
    )
    readonly_fields = (*_FACTS, *_STORAGE)

    class Media:
        css: ClassVar = {"all": ["collab_documents/admin.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        """All documents without their text, with the length of their logs."""
        rows = super().get_queryset(request).defer("text", "metadata")
        return rows.annotate(rows_in_log=Coalesce(Subquery(_LOG_ROWS), 0))

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Titles and the names of owners, whatever the project's user model calls them."""
        return ["title", f"owner__{get_user_model().USERNAME_FIELD}"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Document], search_term: str
    ) -> tuple[QuerySet[Document], bool]:
        """One document for its id, else Django's search."""
        document_id = ids.parse(search_term)
        if document_id is None:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(pk=document_id), False

    def get_readonly_fields(
        self, request: HttpRequest, obj: Document | None = None
    ) -> tuple[str, ...]:
        """What is in the trash cannot be renamed."""
        fields = tuple(str(name) for name in super().get_readonly_fields(request, obj))
        return ("title", *fields) if obj and obj.trashed else fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A document is created by who will own it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        """The trash can be undone; the stock page would read a whole log to list its rows."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The stock pages and those of snapshots."""
        return [*SnapshotPages(self).urls(), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; what a service refuses is told, and then nothing is changed."""
        try:
            return super().change_view(request, object_id, form_url, extra_context)
        except (Conflict, services.Forbidden) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.path)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,  # noqa: FBT001, FBT002 (Django's signature)
        change: bool = False,  # noqa: FBT001, FBT002
        form_url: str = "",
        obj: Document | None = None,
    ) -> HttpResponse:
        """The form with the document's snapshots and audit rows below."""
        if obj:
            context |= self._panels(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(
        self,
        request: HttpRequest,
        obj: Document,
        form: "forms.ModelForm[Document]",
        change: bool,  # noqa: FBT001
    ) -> None:
        """Rename through the service: the row itself is never written from a form."""
        if "title" in form.changed_data:
            services.rename_document(obj, obj.title, actor=request.user)

    def save_formset(
        self,
        request: HttpRequest,
        form: "forms.ModelForm[Document]",
        formset: "forms.BaseModelFormSet[Any, forms.ModelForm[Any]]",
        change: bool,  # noqa: FBT001
    ) -> None:
        """Give and take roles through the services, so that open editors hear of it."""
        document, actor, address = form.instance, request.user, address_of(request)
        changed = formset.save(commit=False)
        if formset.model is ShareLink:
            for link in formset.deleted_objects:
                services.revoke_link(document, link.pk, actor=actor, address=address)
            return
        for access in formset.deleted_objects:
            services.revoke_access(document, access.pk, actor=actor, address=address)
        for access in changed:
            holder, role = holder_of(access), Role(access.role)
            services.grant_access(document, holder, role, actor=actor, address=address)

    @admin.action(
        description=gettext_lazy("Move selected documents to the trash"), permissions=["change"]
    )
    def move_to_trash(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        """Their editors are closed; only their owners see them."""
        moved = self._each(request, queryset.filter(trashed=None), services.trash_document)
        said = ngettext(
            "%(moved)s document moved to the trash.",
            "%(moved)s documents moved to the trash.",
            moved,
        )
        self.message_user(request, said % {"moved": moved}, messages.SUCCESS)

    @admin.action(
        description=gettext_lazy("Recover selected documents from the trash"),
        permissions=["change"],
    )
    def recover(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        """Everybody who had access has it again."""
        moved = self._each(request, queryset.exclude(trashed=None), services.recover_document)
        said = ngettext("%(moved)s document recovered.", "%(moved)s documents recovered.", moved)
        self.message_user(request, said % {"moved": moved}, messages.SUCCESS)

    @admin.display(description=gettext_lazy("in the trash since"), ordering="trashed")
    def in_trash_since(self, document: Document) -> date | None:
        """The day when it went there."""
        return localtime(document.trashed).date() if document.trashed else None

    @admin.display(description=gettext_lazy("log rows"))
    def log_rows(self, document: Document) -> int:
        """How many rows no checkpoint has replaced yet."""
        rows: int = document.rows_in_log  # type: ignore[attr-defined]
        return rows

    def _each(
        self,
        request: HttpRequest,
        documents: QuerySet[Document],
        change: Callable[..., None],
    ) -> int:
        done = 0
        for document in documents:
            try:
                change(document, actor=request.user, address=address_of(request))
            except (Conflict, services.Forbidden) as refusal:
                self.message_user(request, f"{document}: {refusal}", messages.WARNING)
            else:
                done += 1
        return done

    def _panels(self, request: HttpRequest, document: Document) -> dict[str, Any]:
        context: dict[str, Any] = {"may_restore": request.user.has_perm(RESTORE_PERMISSION)}
        if request.user.has_perm(VIEW_PERMISSION):
            context["snapshots"] = panels.snapshots(document, request.GET.get("snapshots"))
        if request.user.has_perm("collab_documents.view_event"):
            context["events"] = panels.events(document)
        return context
