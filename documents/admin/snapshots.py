"""A snapshot's pages in the admin: look at it, compare it with now, restore it.

Looking is GET and changes nothing. Restoring is one POST with a CSRF token, a reason, and the head
of the log that the administrator had before them: two who restore at once cannot both win.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import services
from ..access import Capability
from ..models import Snapshot
from ..services.rights import STAFF_PERMISSIONS
from ..store.errors import Conflict, Corrupt
from ..store.restores import Restored
from ..workers import ContentFailed
from . import comparison, panels
from .address import address_of
from .bases import DocumentAdminBase
from .paper import paper
from .reason_form import RestoreForm

VIEW_PERMISSION = "collab_documents.view_snapshot"
"""Lets staff read what documents said."""

RESTORE_PERMISSION = STAFF_PERMISSIONS[Capability.RESTORE]
"""Lets staff put it back."""

_TEMPLATES = "admin/collab_documents/snapshot"
_DOCUMENT = "admin:collab_documents_document_change"
_SNAPSHOT = "admin:collab_documents_document_snapshot"


class SnapshotPages:
    """The views below `<document>/snapshots/`, with the look and the permissions of the admin."""

    def __init__(self, model_admin: DocumentAdminBase) -> None:
        self._admin = model_admin

    def urls(self) -> list[URLPattern]:
        """Routes relative to those of the document admin."""
        at = "<uuid:document_id>/snapshots/<int:snapshot_id>/"
        views = {
            ("", ""): self.preview,
            ("compare/", "_compare"): self.compare,
            ("restore/confirm/", "_confirm"): self.confirm,
            ("restore/", "_restore"): self.restore,
        }
        wrap, name = self._admin.admin_site.admin_view, _SNAPSHOT.removeprefix("admin:")
        return [
            path(at + tail, wrap(view), name=name + suffix)
            for (tail, suffix), view in views.items()
        ]

    @method_decorator(require_safe)
    def preview(self, request: HttpRequest, document_id: UUID, snapshot_id: int) -> HttpResponse:
        """The snapshot's content."""
        snapshot = self._find(request, document_id, snapshot_id)
        try:
            html = services.read_snapshot(snapshot, "text/html").decode()
        except (ContentFailed, Corrupt) as failure:
            return self._page(request, snapshot, "preview", status=503, problem=str(failure))
        return self._page(request, snapshot, "preview", paper=paper(html))

    @method_decorator(require_safe)
    def compare(self, request: HttpRequest, document_id: UUID, snapshot_id: int) -> HttpResponse:
        """What came and what went since the snapshot."""
        snapshot = self._find(request, document_id, snapshot_id)
        try:
            found = services.compare(snapshot)
        except (ContentFailed, Corrupt) as failure:
            return self._page(request, snapshot, "compare", status=503, problem=str(failure))
        return self._page(request, snapshot, "compare", comparison=comparison.arrange(found))

    @method_decorator(require_safe)
    def confirm(self, request: HttpRequest, document_id: UUID, snapshot_id: int) -> HttpResponse:
        """What restoring will do; asks why."""
        snapshot = self._find(request, document_id, snapshot_id, RESTORE_PERMISSION)
        form = RestoreForm(initial={"head": snapshot.document.head})
        return self._page(request, snapshot, "restore", form=form)

    @method_decorator(require_POST)
    def restore(self, request: HttpRequest, document_id: UUID, snapshot_id: int) -> HttpResponse:
        """Restore; an edit like any other for those who are writing."""
        snapshot = self._find(request, document_id, snapshot_id, RESTORE_PERMISSION)
        form = RestoreForm(request.POST)
        if not form.is_valid():
            return self._page(request, snapshot, "restore", status=400, form=form)
        try:
            restored = _restore(request, snapshot, form)
        except Conflict as refusal:
            return self._page(request, snapshot, "conflict", status=409, problem=str(refusal))
        except (ContentFailed, Corrupt) as failure:
            problem = _("%(failure)s Nothing was changed.") % {"failure": failure}
            return self._page(request, snapshot, "restore", status=503, form=form, problem=problem)
        self._admin.message_user(request, _outcome(snapshot, restored), messages.SUCCESS)
        return HttpResponseRedirect(reverse(_DOCUMENT, args=[document_id]))

    def _find(
        self, request: HttpRequest, document_id: UUID, snapshot_id: int, *permissions: str
    ) -> Snapshot:
        """The document's snapshot, for staff who may see it and have these permissions too.

        Raises `PermissionDenied`, before it is told whether there is such a snapshot, or `Http404`.
        """
        may_see = self._admin.has_view_permission(request)
        if not (may_see and request.user.has_perms([VIEW_PERMISSION, *permissions])):
            raise PermissionDenied
        rows = Snapshot.objects.select_related("document").defer("document__text")
        return get_object_or_404(rows, pk=snapshot_id, document=document_id)

    def _page(
        self, request: HttpRequest, snapshot: Snapshot, view: str, status: int = 200, **more: Any
    ) -> HttpResponse:
        row = panels.describe([snapshot])[0]
        context = {
            **self._admin.admin_site.each_context(request),
            "title": _titles()[view],
            "subtitle": str(snapshot.document),
            "opts": self._admin.opts,
            "document": snapshot.document,
            "change_url": reverse(_DOCUMENT, args=[snapshot.document_id]),
            "row": row,
            "view": view,
            "may_restore": request.user.has_perm(RESTORE_PERMISSION),
            **more,
        }
        return TemplateResponse(request, f"{_TEMPLATES}/{view}.html", context, status=status)


def _titles() -> dict[str, str]:
    return {
        "preview": _("Snapshot"),
        "compare": _("Snapshot compared with now"),
        "restore": _("Restore snapshot"),
        "conflict": _("Not restored"),
    }


def _restore(request: HttpRequest, snapshot: Snapshot, form: RestoreForm) -> Restored:
    return services.restore_snapshot(
        snapshot,
        actor=request.user,
        reason=form.cleaned_data["reason"],
        address=address_of(request),
        expected_head=form.cleaned_data["head"],
    )


def _outcome(snapshot: Snapshot, restored: Restored) -> str:
    document = snapshot.document
    if restored.before is None:
        return _("“%(title)s” has this content already: nothing was changed.") % {"title": document}
    return format_html(
        _(
            "Restored into “<a href='{}'>{}</a>”. What it said before is kept as"
            " <a href='{}'>a snapshot</a>."
        ),
        document.get_absolute_url(),
        document,
        reverse(_SNAPSHOT, args=[document.pk, restored.before.pk]),
    )
