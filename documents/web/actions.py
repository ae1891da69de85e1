"""What the list's forms do: create, copy, star, rename, trash, recover, delete.

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
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import services
from ..store import documents, roles, shelves, stars
from ..store.documents import LONGEST_TITLE
from ..store.errors import Conflict, Corrupt, DocumentNotFound
from ..store.shelves import Shelf
from ..workers import ContentFailed
from . import starters
from .notes import say_trashed
from .people import account_of
from .query import Query

Action = Callable[[HttpRequest, Any], None]


@require_POST
@login_required
def create(request: HttpRequest) -> HttpResponse:
    """A new document of the user's own, opened at once: empty, or begun with a template."""
    try:
        return redirect(_made(request))
    except (Conflict, ContentFailed) as refusal:
        messages.error(request, str(refusal))
        return redirect(_list_address(request))


def _made(request: HttpRequest) -> Any:
    template = request.POST.get("template", "")
    if template in starters.SHIPPED:
        text = starters.shipped_markdown(template)
        title = str(starters.SHIPPED[template])
        return services.create_document(title, owner=account_of(request), markdown=text)
    if template:
        source = _visible(request, template)
        return services.copy_document(source, source.title, actor=account_of(request))
    return services.create_document(_title(request), owner=account_of(request))


@require_POST
@login_required
def copy(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """A document of the user's own with the content of this one, opened at once."""
    try:
        source = _visible(request, document_id)
        return redirect(services.copy_document(source, actor=account_of(request)))
    except (Conflict, ContentFailed, Corrupt) as refusal:
        messages.error(request, str(refusal))
        return redirect(_list_address(request))


@require_POST
@login_required
def empty_trash(request: HttpRequest) -> HttpResponse:
    """Delete for ever what the user's trash holds; only owners see anything there."""
    user = account_of(request)
    for document in shelves.on(Shelf.TRASH, roles.visible_to(user), user).defer("text"):
        services.delete_document(document, actor=user, address=_address(request))
    messages.success(request, _("The trash is empty."))
    return redirect(f"{reverse('collab:list')}{Query(shelf=Shelf.TRASH).address()}")


def _on_document(action: Action) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """A view that does something with a document and goes back to the list.

    For a document that the user may not see the answer is the one for a document that is not.
    """

    @require_POST
    @login_required
    @wraps(action)
    def view(request: HttpRequest, document_id: UUID) -> HttpResponse:
        try:
            action(request, _visible(request, document_id))
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
    say_trashed(request, text, document.pk)


@_on_document
def recover(request: HttpRequest, document: Any) -> None:
    """Take the document out of the trash."""
    services.recover_document(document, actor=account_of(request), address=_address(request))
    text = _("“%(title)s” is back in the list.") % {"title": document.title}
    messages.success(request, text)


@_on_document
def delete(request: HttpRequest, document: Any) -> None:
    """Delete for ever what is in the trash."""
    services.delete_document(document, actor=account_of(request), address=_address(request))
    text = _("“%(title)s” is deleted for ever.") % {"title": document.title}
    messages.success(request, text)


@_on_document
def star(request: HttpRequest, document: Any) -> None:
    """Put a star on the document, or take it off."""
    change = stars.take if request.POST.get("off") else stars.put
    change(account_of(request), document.pk)


@_on_document
def template(request: HttpRequest, document: Any) -> None:
    """Let people start new documents from this one, or no more."""
    wanted = not request.POST.get("off")
    services.mark_template(document, is_template=wanted, actor=account_of(request))


def _visible(request: HttpRequest, document_id: UUID | str) -> Any:
    """Raises `Http404`, for what is no id, too."""
    try:
        return documents.find(account_of(request), UUID(str(document_id)))
    except (DocumentNotFound, ValueError):
        raise Http404 from None


def _title(request: HttpRequest) -> str:
    typed = " ".join(request.POST.get("title", "").split())
    return typed[:LONGEST_TITLE] or _("Untitled")


def _list_address(request: HttpRequest) -> str:
    """Where the form was, if that is an address of this site."""
    back = request.POST.get("next", "")
    if back and url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        return back
    return "collab:list"


def _address(request: HttpRequest) -> str | None:
    """What the audit row says about where this came from."""
    return request.META.get("REMOTE_ADDR") or None
