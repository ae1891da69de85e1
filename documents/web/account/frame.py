"""What stands around every page of the account."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..notes import notes
from ..people import avatar_of

_PAGES: tuple[tuple[str, str | Promise, str], ...] = (
    ("collab:profile", _("Profile"), "person"),
    ("collab:password", _("Password"), "key"),
    ("collab:sessions", _("Signed in"), "device"),
    ("collab:tokens", _("Tokens"), "code"),
    ("collab:data", _("Your data"), "download"),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A link to a page of the account."""

    name: str | Promise
    icon: str
    address: str
    is_current: bool


def page(
    request: HttpRequest, name: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page of the account that is called `name`, as its template and its address."""
    around = {
        "account": avatar_of(request),
        "sections": list(_sections(f"collab:{name}")),
        "notes": list(notes(request)),
    }
    template = f"collab_documents/account/{name}.html"
    return render(request, template, around | (context or {}), status=status)


def _sections(current: str) -> Iterator[Section]:
    for address, name, icon in _PAGES:
        yield Section(name, icon, reverse(address), address == current)


def address_of(request: HttpRequest) -> str | None:
    """Where the request came from, for the audit log."""
    return request.META.get("REMOTE_ADDR") or None
