"""`/accounts/profile/`: how the user appears to others, and how pages speak to them."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ... import mail, presence, services
from ...services.accounts import Appearance
from ...services.mail_address import address_of
from ...store import profiles
from ...store.actors import name_of, principal_of
from ..people import Avatar, account_of
from .frame import page
from .language import keep_language

_COLOR_NAMES: tuple[str | Promise, ...] = (
    gettext_lazy("Rust"),
    gettext_lazy("Amber"),
    gettext_lazy("Olive"),
    gettext_lazy("Green"),
    gettext_lazy("Teal"),
    gettext_lazy("Sky"),
    gettext_lazy("Blue"),
    gettext_lazy("Violet"),
    gettext_lazy("Purple"),
    gettext_lazy("Pink"),
    gettext_lazy("Crimson"),
    gettext_lazy("Stone"),
)
"""Of `presence.COLORS`, in their order."""


def _colors() -> list[tuple[str, str | Promise]]:
    return list(zip(presence.COLORS, _COLOR_NAMES, strict=True))


def _languages() -> list[tuple[str, str | Promise]]:
    """Each in itself: whoever cannot read the page finds their own."""
    return [("", gettext_lazy("As the browser asks for")), *settings.LANGUAGES]


class ProfileForm(forms.Form):
    """What people choose about themselves."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=profiles.LONGEST_NAME,
        help_text=gettext_lazy("As others see it beside your caret and your comments."),
    )
    color = forms.ChoiceField(label=gettext_lazy("Colour"), choices=_colors)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False, choices=_languages)
    mails = forms.BooleanField(required=False)


@dataclass(frozen=True, slots=True)
class Swatch:
    """A colour that may be chosen."""

    value: str
    name: str | Promise
    is_chosen: bool


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change name, colour and language."""
    user = account_of(request)
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=_now(user))
    if not form.is_bound or not form.is_valid():
        return page(request, "profile", {"form": form} | _shown(user, form))
    chosen = Appearance(**form.cleaned_data)
    if not mail.is_on():  # then nobody was asked
        chosen = replace(chosen, mails=profiles.of(user).mails)
    services.change_appearance(user, chosen)
    with translation.override(chosen.language or None):
        messages.success(request, _("Saved. Others see it at once."))
    response = redirect("collab:profile")
    keep_language(response, chosen.language)
    return response


def _now(user: Any) -> dict[str, Any]:
    chosen = profiles.of(user)
    return {
        "name": name_of(user),
        "color": chosen.color or presence.color_of(principal_of(user)),
        "language": chosen.language,
        "mails": chosen.mails,
    }


def _shown(user: Any, form: ProfileForm) -> dict[str, Any]:
    color = str(form["color"].value())
    return {
        "swatches": [Swatch(value, name, value == color) for value, name in _colors()],
        "languages": _languages(),
        "has_mail": mail.is_on(),
        "address": address_of(user),
        "preview": Avatar.of({"name": name_of(user), "color": color}),
    }
