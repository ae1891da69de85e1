"""What the list's forms do: create, rename, trash, recover.

Each is a POST that ends in a redirect.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import services
from ..store import documents
from ..store.errors import Conflict, DocumentNotFound
from .people import account_of

_LONGEST_TITLE = 300

Action = Callable[[HttpRequest, Any], None]


@require_POST
@login_required
def create(request: HttpRequest) -> HttpResponse:
    """A new document of the user's own, opened at once."""
    return redirect(services.create_document(_title(request), owner=account_of(request)))


def _on_document(action: Action) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """A view that does something with a document and goes back to the list.

    For a document that the user may not see the answer is the one for a document that is not.
    """

    @require_POST
    @login_required
    @wraps(action)
    def view(request: HttpRequest, document_id: UUID) -> HttpResponse:
        try:
            action(request, documents.find(account_of(request), document_id))
        except DocumentNotFound:
            raise Http404 from None
        except services.Forbidden as forbidden:
            raise PermissionDenied(str(forbidden)) from None
        except Conflict as conflict:
            messages.error(request, str(conflict))
        return redirect(_list_address(request))

    return view


@_on_document
def rename(request: HttpRequest, document: Any) -> None:
    """Give the document the title in the form."""
    services.rename_document(document, _title(request), actor=account_of(request))


@_on_document
def trash(request: HttpRequest, document: Any) -> None:
    """Move the document to the trash."""
    services.trash_document(document, actor=account_of(request), address=_address(request))
    text = _("“%(title)s” is in the trash.") % {"title": document.title}
    messages.success(request, text, extra_tags="trashed")


@_on_document
def recover(request: HttpRequest, document: Any) -> None:
    """Take the document out of the trash."""
    services.recover_document(document, actor=account_of(request), address=_address(request))
    text = _("“%(title)s” is back in the list.") % {"title": document.title}
    messages.success(request, text)


def _title(request: HttpRequest) -> str:
    typed = " ".join(request.POST.get("title", "").split())
    return typed[:_LONGEST_TITLE] or _("Untitled")


def _list_address(request: HttpRequest) -> str:
    """Where the form was, if that is an address of this site."""
    back = request.POST.get("next", "")
    if back and url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        return back
    return "collab:list"


def _address(request: HttpRequest) -> str | None:
    """What the audit row says about where this came from."""
    return request.META.get("REMOTE_ADDR") or None
