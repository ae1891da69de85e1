"""`/s/<token>/`: what a share link opens.

The secret is exchanged for something that the browser keeps (a user's visit, or a guest's cookie),
and the address that people see, copy and bookmark is the document's own, which opens nothing.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from .. import services
from ..store import guests, links
from ..store.actors import Guest
from .attempts import NEW_GUESTS, WRONG_LINKS, too_many
from .visitors import Visitor, remember, visitor_of

_PASSWORD_LENGTH = 200
_SEAL = "collab_link"

View = Callable[..., HttpResponse]


def _secretive(view: View) -> View:
    """Nothing that is loaded from such a page may tell where it was loaded from, not even here."""

    @wraps(view)
    def answer(request: HttpRequest, **given: str) -> HttpResponse:
        response = view(request, **given)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answer


@_secretive
@sensitive_variables("token")
@never_cache
@require_GET
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Let in who knows the link; unknown, expired and revoked ones look alike."""
    if WRONG_LINKS.are_used_up(request):
        return too_many(request)
    link = links.find(token)
    if link is None:
        WRONG_LINKS.note(request)
        return _nothing_here(request)
    visitor = visitor_of(request)
    if not link.password or (visitor is not None and links.is_open_to(link, visitor)):
        return _enter(request, link)
    response = redirect("collab:link-password")
    _keep(response, links.sealed(link))
    return response


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Ask for a link's password, at an address without its secret."""
    link = links.of_seal(request.COOKIES.get(_SEAL))
    if link is None:
        return _nothing_here(request)
    if request.method == "GET":
        return render(request, "collab_documents/link_password.html")
    if WRONG_LINKS.are_used_up(request):
        return too_many(request)
    if not links.has_password(link, request.POST.get("password", "")[:_PASSWORD_LENGTH]):
        WRONG_LINKS.note(request)
        context, status = {"is_wrong": True}, HTTPStatus.FORBIDDEN
        return render(request, "collab_documents/link_password.html", context, status=status)
    response = _enter(request, link)
    response.delete_cookie(_SEAL)
    return response


def welcome(request: HttpRequest, show: Callable[[Guest], HttpResponse]) -> HttpResponse:
    """Let in somebody unknown to whom the address alone is enough."""
    if NEW_GUESTS.are_used_up(request):
        return too_many(request)
    NEW_GUESTS.note(request)
    guest = guests.create()
    response = show(guest)
    remember(response, guest)
    return response


def _enter(request: HttpRequest, link: links.ShareLink) -> HttpResponse:
    """From now on the link's role is the visitor's."""
    visitor = visitor_of(request)
    if visitor is None:
        return welcome(request, lambda guest: _open(link, guest))
    return _open(link, visitor)


def _open(link: links.ShareLink, visitor: Visitor) -> HttpResponse:
    services.open_link(link, visitor)
    response = redirect(link.document)
    if isinstance(visitor, Guest):
        remember(response, visitor)  # for another year
    return response


def _nothing_here(request: HttpRequest) -> HttpResponse:
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def _keep(response: HttpResponse, seal: str) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(
        _SEAL, seal, max_age=links.SEAL_SECONDS, secure=secure, httponly=True, samesite="Lax"
    )
