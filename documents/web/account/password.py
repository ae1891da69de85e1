"""`/accounts/password/`: another password, for who knows the one they have."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ... import services
from ...services.throttle import SIGN_IN
from ..attempts import too_many
from ..people import account_of
from .frame import address_of, page


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change it; every other session ends, and its open editors with it.

    Who has none (they sign in elsewhere) has none to change.
    """
    user = account_of(request)
    if not user.has_usable_password():
        return page(request, "password", {"form": None})
    form: SetPasswordForm[Any] = PasswordChangeForm(user, request.POST or None)
    guess = {"account": user.get_username(), "address": address_of(request)}
    if form.is_bound and (wait_seconds := SIGN_IN.take(**guess)):
        return too_many(request, wait_seconds)
    if not form.is_bound or not form.is_valid():
        return page(request, "password", {"form": form})
    SIGN_IN.give_back(**guess)
    form.save()
    services.note_new_password(user, address_of(request))
    update_session_auth_hash(request, user)
    messages.success(request, _("Your password is changed. Everywhere else you are signed out."))
    return redirect("collab:password")
