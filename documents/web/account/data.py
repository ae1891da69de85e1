"""`/accounts/data/`: what is kept about the user, as a file, and leaving for good."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from ... import services
from ...services.throttle import SIGN_IN
from ...store import audience, roles
from ...store.actors import name_of
from ...store.errors import Conflict
from ..attempts import too_many
from ..people import account_of
from .frame import address_of, page

_EXPORT_SECONDS = 60
"""One export of a user at a time: while it is made, and no longer than that."""


@dataclass(frozen=True, slots=True)
class Estate:
    """A document, and who may inherit it."""

    document: Any
    people: list[tuple[str, str]]
    """Username and name of everybody else who may see it."""


@require_safe
@never_cache
@login_required
def data(request: HttpRequest) -> HttpResponse:
    """What is stored, how to get it, and how to leave."""
    return _page(request)


@require_POST
@login_required
def export(request: HttpRequest) -> HttpResponseBase:
    """Everything about the user as a zip."""
    user = account_of(request)
    key = f"collab:personal-data:{user.pk}"
    if not cache.add(key, 1, _EXPORT_SECONDS):
        return too_many(request)
    try:
        file = TemporaryFile()  # noqa: SIM115 (the response closes it)
        services.write_personal_data(user, file)
    finally:
        cache.delete(key)
    file.seek(0)
    name = f"collab-{user.get_username()}.zip"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response


@sensitive_post_parameters("password")
@require_POST
@login_required
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the account, if its password is right."""
    user = account_of(request)
    if wait_seconds := SIGN_IN.take(account=user.get_username(), address=address_of(request)):
        return too_many(request, wait_seconds)
    if user.has_usable_password() and not user.check_password(request.POST.get("password", "")):
        return _page(request, _("This is not your password."), status=403)
    SIGN_IN.give_back(account=user.get_username(), address=address_of(request))
    try:
        heirs = _heirs(request, user)
        services.delete_account(user, heirs, address_of(request))
    except Conflict as conflict:
        return _page(request, str(conflict), status=409)
    logout(request)
    return render(request, "collab_documents/account/gone.html")


def _page(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    user = account_of(request)
    context = {
        "problem": problem,
        "estates": list(_estates(user)),
        "usage": services.usage_of(user),
        "has_password": user.has_usable_password(),
    }
    return page(request, "data", context, status)


def _estates(user: Any) -> Iterator[Estate]:
    """Every document that somebody has to get, or that goes to the trash."""
    for document in roles.belonging_to(user):
        others = audience.people_of(document).exclude(pk=user.pk)
        yield Estate(document, [(who.get_username(), name_of(who)) for who in others])


def _heirs(request: HttpRequest, user: Any) -> Mapping[UUID, Any]:
    """Who gets what. Raises `Conflict` for a name that is nobody's, or not this document's."""
    heirs = {}
    for document in roles.belonging_to(user):
        name = request.POST.get(f"heir-{document.pk}", "")
        if not name:
            continue
        found = audience.people_of(document).exclude(pk=user.pk)
        heir = next((who for who in found if who.get_username() == name), None)
        if heir is None:
            raise Conflict(_("“%(name)s” cannot get a document.") % {"name": name})
        heirs[document.pk] = heir
    return heirs
