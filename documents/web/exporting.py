"""Documents as files, for those who look at a page."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import services
from ..api.downloads import download, stream
from ..api.exports import ZIP, archive_name
from ..api.throttles import ArchiveThrottle
from ..services.exports import Format
from ..store import documents, roles
from ..store.errors import Corrupt, DocumentNotFound
from ..workers import ContentFailed
from .notes import notes
from .people import account_of
from .visitors import visitor_of

FORMATS: Mapping[Format, tuple[str | Promise, str | Promise]] = MappingProxyType(
    {
        Format.MARKDOWN: ("Markdown", gettext_lazy("For other editors; with pictures, a zip file")),
        Format.WORD: ("Word", gettext_lazy("A .docx file")),
        Format.HTML: (gettext_lazy("Web page"), gettext_lazy("One file with its pictures in it")),
        Format.TEXT: (gettext_lazy("Plain text"), gettext_lazy("Only the words")),
        Format.JSON: ("JSON", gettext_lazy("For programs that know ProseMirror")),
        Format.YJS: ("Yjs", gettext_lazy("For programs that know Yjs")),
    }
)
"""Names, and what each is good for."""


@require_safe
@never_cache
def choose(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The page that asks for the kind of file."""
    document = _visible(request, document_id)
    formats = [(form, *words) for form, words in FORMATS.items()]
    context = {"document": document, "formats": formats, "notes": notes(request)}
    return render(request, "collab_documents/export.html", context)


@require_safe
@never_cache
def export(request: HttpRequest, document_id: UUID, form: str) -> HttpResponseBase:
    """The file; or the page to choose from, which says why there is none."""
    document = _visible(request, document_id)
    if form not in {known.value for known in Format}:
        raise Http404
    try:
        return download(services.export_document(document, Format(form)))
    except (services.ExportRefused, ContentFailed) as refusal:
        messages.error(request, str(refusal))
    except Corrupt:
        messages.error(request, _("The document cannot be read now."))
    return redirect("collab:document-export", document_id)


@require_safe
@never_cache
@login_required
def export_everything(request: HttpRequest) -> HttpResponseBase:
    """Everything that the user may read, in a zip archive."""
    throttle, view = ArchiveThrottle(), None
    if not throttle.allow_request(request, view):  # type: ignore[arg-type] # asks for the user
        messages.error(request, _("You have exported everything often. Wait a minute."))
        return redirect("collab:list")
    user = account_of(request)
    found: Any = roles.visible_to(user).filter(trashed=None).order_by("title").only("title")
    return stream(request, services.export_all(user, found), archive_name(), ZIP)


def _visible(request: HttpRequest, document_id: UUID) -> Any:
    try:
        return documents.find(visitor_of(request) or AnonymousUser(), document_id)
    except DocumentNotFound:
        raise Http404 from None
