"""`/accounts/sessions/`: where the user is signed in, and signing out there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ... import services
from ...store import devices
from ...store.errors import NotFound
from ..people import account_of
from ..times import ago
from . import agents
from .frame import address_of, page


@dataclass(frozen=True, slots=True)
class Place:
    """A browser, as the page shows it."""

    pk: int
    name: str
    icon: str
    address: str
    since: datetime
    seen: str
    is_this: bool


@require_safe
@never_cache
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Every browser, this one first."""
    here = request.session.session_key
    found = [_place(device, here) for device in devices.of(account_of(request))]
    found.sort(key=lambda place: not place.is_this)
    return page(request, "sessions", {"places": found})


def _place(device: Any, here: str | None) -> Place:
    return Place(
        pk=device.pk,
        name=agents.described(device.agent),
        icon="phone" if agents.is_phone(device.agent) else "device",
        address=device.address or "",
        since=device.created,
        seen=ago(device.seen),
        is_this=device.session_key == here,
    )


@require_POST
@login_required
def end(request: HttpRequest, device_id: int) -> HttpResponse:
    """Sign out in one browser, which may be this one."""
    try:
        device = services.sign_out_device(account_of(request), device_id, address_of(request))
    except NotFound:
        raise Http404 from None
    if device.session_key == request.session.session_key:
        return _leave(request)
    messages.success(request, _("Signed out: %(name)s.") % {"name": agents.described(device.agent)})
    return redirect("collab:sessions")


@require_POST
@login_required
def end_all(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    services.sign_out_everywhere(account_of(request), address_of(request))
    return _leave(request)


def _leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("collab:list")
