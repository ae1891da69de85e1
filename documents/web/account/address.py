"""`/accounts/mail/`: another mail address, and no more mails."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from ... import mail
from ...services import mail_address, notice_mails
from ...services.throttle import ASKED_MAILS
from ..attempts import too_many
from ..people import account_of
from .frame import address_of

_METHODS = ["GET", "HEAD", "POST"]


class AddressForm(forms.Form):
    """The new address."""

    email = forms.EmailField(max_length=254)


@require_POST
@login_required
def change(request: HttpRequest) -> HttpResponse:
    """Send a link to the new address; whether somebody has it already is not told."""
    if not mail.is_on():
        raise Http404
    form = AddressForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This is no mail address."))
        return redirect("collab:profile")
    asked = form.cleaned_data["email"]
    if wait_seconds := ASKED_MAILS.take(account=asked, address=address_of(request)):
        return too_many(request, wait_seconds)
    mail_address.ask_to_confirm(account_of(request), asked)
    text = _("A link is on its way to %(address)s: your address changes when you follow it.")
    messages.success(request, text % {"address": asked})
    return redirect("collab:profile")


@never_cache
@login_required
@require_http_methods(_METHODS)
def confirm(request: HttpRequest, seal: str) -> HttpResponse:
    """Behind the link, for who asked for it."""
    user = account_of(request)
    address = mail_address.wanted_by(user, seal)
    if address is None:
        raise Http404
    if request.method != "POST":
        return render(request, "collab_documents/account/mail.html", {"address": address})
    mail_address.change_address(user, address, address_of(request))
    messages.success(request, _("Your mail address is changed."))
    return redirect("collab:profile")


@csrf_exempt  # mail programs post here for their user; the seal says for whom
@never_cache
@require_http_methods(_METHODS)
def no_more_mails(request: HttpRequest, seal: str) -> HttpResponse:
    """Behind the last line of a mail. A look at the page alone changes nothing."""
    done = request.method == "POST"
    if done and not notice_mails.refuse_mails(seal):
        raise Http404
    return render(request, "collab_documents/account/no_more_mails.html", {"done": done})
