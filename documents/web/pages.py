"""The pages: the list of documents and the editor."""

from http import HTTPStatus
from math import inf
from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render, resolve_url
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import conf, services
from ..access import Capability, capabilities
from ..consumers.crowd import here
from ..consumers.handshake import shown_by
from ..presence import person_of
from ..store import documents, roles, visits
from ..store.actors import Guest
from ..store.errors import DocumentNotFound
from .bundle import preloads
from .listing import Listing
from .notes import notes
from .people import account_of, avatar_of
from .places import place_of, places
from .query import Query
from .shared import welcome
from .starters import starters_of
from .visitors import visitor_of


@require_safe
@never_cache
@login_required
def document_list(request: HttpRequest) -> HttpResponse:
    """Every document that the user may see, or what is in their trash."""
    user = account_of(request)
    listing = Listing.of(user, Query.of(request.GET))
    shelf = listing.query.shelf
    columns = [
        listing.column("title", _("Title")),
        listing.column("updated", _("Changed")),
    ]
    context = {
        "listing": listing,
        "columns": columns,
        "place": place_of(shelf),
        "places": places(shelf),
        "notes": notes(request),
        "starters": starters_of(user),
        "trash_days": conf.current().trash_days,
        "account": avatar_of(request),
        "usage": services.usage_of(user) if conf.current().quota_bytes < inf else None,
    }
    return render(request, "collab_documents/list.html", context)


@require_safe
@never_cache
@csp_update({"img-src": ["https:", "http:"]})  # type: ignore[arg-type] # images by address
def editor(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The editor of one document; unknown and invisible ones look alike."""
    visitor = visitor_of(request)
    if visitor is None and documents.is_open_to_anyone(document_id):
        return welcome(request, lambda guest: _editor(request, guest, document_id))
    return _editor(request, visitor or AnonymousUser(), document_id)


def _editor(request: HttpRequest, visitor: roles.Actor, document_id: UUID) -> HttpResponse:
    try:
        document = documents.find(visitor, document_id)
    except DocumentNotFound:
        return _nothing_here(request)
    if document.trashed:
        return render(request, "collab_documents/in_trash.html", {"document": document})
    if not isinstance(visitor, Guest):
        visits.note(account_of(request), document.pk)
    here.welcome(*shown_by(request))
    is_guest = isinstance(visitor, Guest)
    context = {
        "document": document,
        "account": None if is_guest else avatar_of(request),
        "is_guest": is_guest,
        "config": _config(request, visitor, document),
        "login": _login_address(document),
        "preloads": [static(chunk) for chunk in preloads()],
    }
    return render(request, "collab_documents/editor.html", context)


def _nothing_here(request: HttpRequest) -> HttpResponse:
    """To sign in may help; who is signed in may ask for access, whatever the address is of."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return render(request, "collab_documents/no_access.html", status=HTTPStatus.NOT_FOUND)


def _config(request: HttpRequest, visitor: Any, document: Any) -> dict[str, Any]:
    """What `frontend/src/config.ts` reads."""
    role = roles.role_of(visitor, document)
    held = capabilities(role)
    return {
        "document": {"id": str(document.pk), "title": document.title, "epoch": document.epoch},
        "user": person_of(visitor),
        "nameless": isinstance(visitor, Guest) and not visitor.name,
        "role": role,
        "capabilities": [capability for capability in Capability if capability in held],
        "urls": _addresses(document),
        "csrfToken": get_token(request),
    }


def _addresses(document: Any) -> dict[str, str]:
    return {
        "api": reverse("collab-api:documents").removesuffix("documents/"),
        "list": reverse("collab:list"),
        "login": _login_address(document),
        "websocket": "/ws/documents",
    }


def _login_address(document: Any) -> str:
    here = urlencode({"next": document.get_absolute_url()})
    return f"{resolve_url(settings.LOGIN_URL)}?{here}"
