"""Documents whose stored content does not read: why, since when, and their last good state.

Looking is GET and changes nothing. Opening the last good state is one POST with a CSRF token, a
reason, and the state that the operator had before them. Nothing of it is deleted: all that was
stored is kept aside and can be exported.
"""

import hashlib
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ..models import Quarantine
from ..services import quarantines
from ..store.errors import Conflict, Corrupt
from ..store.quarantines import Good
from ..workers import ContentFailed
from .address import address_of
from .bases import QuarantineAdminBase
from .paper import paper
from .quarantine_export import archive
from .reason_form import ReopenForm

RELEASE_PERMISSION = "collab_documents.release_quarantine"
"""Lets staff read what still reads, and make it the document's state again."""

_TEMPLATES = "admin/collab_documents/quarantine"
_PAGE = "admin:collab_documents_quarantine_change"


@admin.register(Quarantine)
class QuarantineAdmin(QuarantineAdminBase):
    """The server begins a quarantine; people look after it."""

    list_display = ("document_title", "place", "seq", "reason", "since", "ended")
    list_filter = (("ended", admin.EmptyFieldListFilter), "place", "since")
    list_select_related = ("document",)
    search_fields = ("document__title", "reason")
    date_hierarchy = "since"
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quarantine]:
        """Without the texts of documents."""
        return super().get_queryset(request).defer("document__text", "document__metadata")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the server finds out."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Quarantine | None = None) -> bool:
        """What was found stays as it was written down."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Quarantine | None = None) -> bool:
        """What was set aside stays."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The stock pages and those below one quarantine."""
        views = {
            "state": self.state,
            "confirm": self.confirm,
            "reopen": self.reopen,
            "check": self.check_again,
            "export": self.export,
        }
        wrap = self.admin_site.admin_view
        name = "collab_documents_quarantine"
        return [
            *(
                path(f"<int:quarantine_id>/{tail}/", wrap(view), name=f"{name}_{tail}")
                for tail, view in views.items()
            ),
            *super().get_urls(),
        ]

    @admin.display(description=gettext_lazy("document"), ordering="document__title")
    def document_title(self, quarantine: Quarantine) -> str:
        """Its title."""
        return quarantine.document.title

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What is known, and what can be done."""
        return self._page(request, self._find(request, object_id), "facts")

    @method_decorator(require_safe)
    def state(self, request: HttpRequest, quarantine_id: int) -> HttpResponse:
        """The newest state that reads."""
        quarantine = self._find(request, quarantine_id, RELEASE_PERMISSION)
        try:
            good = quarantines.last_good(quarantine)
            shown = paper(quarantines.show(good))
        except (ContentFailed, Corrupt) as failure:
            return self._page(request, quarantine, "state", status=503, problem=str(failure))
        return self._page(request, quarantine, "state", good=good, paper=shown)

    @method_decorator(require_safe)
    def confirm(self, request: HttpRequest, quarantine_id: int) -> HttpResponse:
        """What opening it will do; asks why."""
        quarantine = self._find(request, quarantine_id, RELEASE_PERMISSION)
        try:
            good = quarantines.last_good(quarantine)
        except (ContentFailed, Corrupt) as failure:
            return self._page(request, quarantine, "confirm", status=503, problem=str(failure))
        form = ReopenForm(initial={"state": _mark(good)})
        return self._page(request, quarantine, "confirm", good=good, form=form)

    @method_decorator(require_POST)
    def reopen(self, request: HttpRequest, quarantine_id: int) -> HttpResponse:
        """Make it the document's state again."""
        quarantine = self._find(request, quarantine_id, RELEASE_PERMISSION)
        form = ReopenForm(request.POST)
        if not form.is_valid():
            return self._page(request, quarantine, "confirm", status=400, form=form)
        try:
            _reopen(request, quarantine, form)
        except Conflict as refusal:
            return self._page(request, quarantine, "facts", status=409, problem=str(refusal))
        except (ContentFailed, Corrupt) as failure:
            return self._page(request, quarantine, "facts", status=503, problem=str(failure))
        return self._served_again(request, quarantine)

    @method_decorator(require_POST)
    def check_again(self, request: HttpRequest, quarantine_id: int) -> HttpResponse:
        """Serve the document as it is stored, if that reads by now."""
        quarantine = self._find(request, quarantine_id, RELEASE_PERMISSION)
        try:
            quarantines.check_again(quarantine, actor=request.user, address=address_of(request))
        except Conflict as refusal:
            return self._page(request, quarantine, "facts", status=409, problem=str(refusal))
        except ContentFailed as failure:
            return self._page(request, quarantine, "facts", status=503, problem=str(failure))
        return self._served_again(request, quarantine)

    @method_decorator(require_safe)
    def export(self, request: HttpRequest, quarantine_id: int) -> HttpResponseBase:
        """All that was stored, as it was stored."""
        quarantine = self._find(request, quarantine_id, RELEASE_PERMISSION)
        response = HttpResponse(archive(quarantine), content_type="application/zip")
        name = f"quarantine-{quarantine.pk}.zip"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _find(self, request: HttpRequest, pk: int | str, *permissions: str) -> Quarantine:
        """Raises `PermissionDenied`, before it tells whether there is such a row, or `Http404`."""
        if not (self.has_view_permission(request) and request.user.has_perms(permissions)):
            raise PermissionDenied
        rows = Quarantine.objects.select_related("document").defer("document__text")
        return get_object_or_404(rows, pk=pk if str(pk).isdecimal() else 0)

    def _served_again(self, request: HttpRequest, quarantine: Quarantine) -> HttpResponse:
        said = format_html(
            _("“<a href='{}'>{}</a>” is served again."),
            quarantine.document.get_absolute_url(),
            quarantine.document,
        )
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse(_PAGE, args=[quarantine.pk]))

    def _page(
        self,
        request: HttpRequest,
        quarantine: Quarantine,
        view: str,
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _titles()[view],
            "subtitle": str(quarantine.document),
            "opts": self.opts,
            "document": quarantine.document,
            "quarantine": quarantine,
            "view": view,
            "change_url": None if view == "facts" else reverse(_PAGE, args=[quarantine.pk]),
            "kept": quarantine.kept.defer("payload"),
            "may_release": request.user.has_perm(RELEASE_PERMISSION),
            **more,
        }
        return TemplateResponse(request, f"{_TEMPLATES}/{view}.html", context, status=status)


def _titles() -> dict[str, SafeString | str]:
    return {
        "facts": _("Quarantined document"),
        "state": _("Last good state"),
        "confirm": _("Open the last good state"),
    }


def _reopen(request: HttpRequest, quarantine: Quarantine, form: ReopenForm) -> None:
    good = quarantines.last_good(quarantine)
    if _mark(good) != form.cleaned_data["state"]:
        raise Conflict(_("What reads has changed since you looked at it. Look again."))
    quarantines.reopen(
        quarantine,
        good,
        actor=request.user,
        reason=form.cleaned_data["reason"],
        address=address_of(request),
    )


def _mark(good: Good) -> str:
    """Tells one state of the log and its content from another."""
    return f"{good.head}-{hashlib.sha256(good.compacted.base.payload).hexdigest()}"
