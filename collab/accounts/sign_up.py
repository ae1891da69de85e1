"""Making an account for oneself, where the operator allows it.

With a mail server one starts with a mail address: what follows is behind a link that is sent there,
so that nobody learns here who has an account, and every address is its owner's.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from documents import mail
from documents.services.throttle import ASKED_MAILS, SIGN_UPS
from documents.store import profiles
from documents.web.attempts import too_many

if TYPE_CHECKING:
    _UserForm = UserCreationForm[User]
else:
    _UserForm = UserCreationForm

_SALT = "collab.sign-up"
_LINK_SECONDS = 24 * 3600
_BACKEND = "django.contrib.auth.backends.ModelBackend"
_METHODS = ["GET", "HEAD", "POST"]

View = Callable[..., HttpResponse]


class AddressForm(forms.Form):
    """Where the link goes."""

    email = forms.EmailField(label=gettext_lazy("Mail address"), max_length=254)

    def clean_email(self) -> str:
        """Only of the domains that may sign up: this says nothing about accounts."""
        address: str = self.cleaned_data["email"]
        domains = settings.SIGN_UP_DOMAINS
        if domains and address.rpartition("@")[2].casefold() not in domains:
            named = ", ".join(domains)
            raise forms.ValidationError(_("Only addresses of %(domains)s.") % {"domains": named})
        return address


class AccountForm(_UserForm):
    """A username, a name and a password."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=profiles.LONGEST_NAME,
        help_text=gettext_lazy("As others see it."),
    )

    class Meta(UserCreationForm.Meta):
        """The user's own field; passwords are the base form's."""

        fields = ("username",)


def _where_allowed(view: View) -> View:
    """Where nobody may sign up there is no such page."""

    @wraps(view)
    def answer(request: HttpRequest, **given: str) -> HttpResponse:
        if not settings.SIGN_UP:
            raise Http404
        return view(request, **given)

    return answer


@_where_allowed
@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(_METHODS)
def sign_up(request: HttpRequest) -> HttpResponse:
    """Begin: with a mail address, or at once where there is no mail."""
    if not mail.is_on():
        return _without_mail(request)
    form = AddressForm(request.POST or None)
    if not form.is_valid():
        return render(request, "collab_documents/sign_up/address.html", {"form": form})
    asked, address = form.cleaned_data["email"], request.META.get("REMOTE_ADDR")
    if wait_seconds := ASKED_MAILS.take(account=asked, address=address):
        return too_many(request, wait_seconds)
    mail.later(_invite, asked)
    return redirect("sign-up-sent")


@_where_allowed
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The answer to every address."""
    return render(request, "collab_documents/sign_up/sent.html")


@_where_allowed
@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(_METHODS)
def confirmed(request: HttpRequest, seal: str) -> HttpResponse:
    """Behind the link: the rest of the account."""
    try:
        address = str(signing.loads(seal, salt=_SALT, max_age=_LINK_SECONDS))
    except signing.BadSignature:
        raise Http404 from None
    if _is_taken(address):
        return redirect("login")
    form = AccountForm(request.POST or None)
    if form.is_valid():
        return _enter(request, form, address)
    context = {"form": form, "address": address}
    return render(request, "collab_documents/sign_up/account.html", context)


def _without_mail(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None)
    if not form.is_valid():
        return render(request, "collab_documents/sign_up/account.html", {"form": form})
    if wait_seconds := SIGN_UPS.take(address=request.META.get("REMOTE_ADDR")):
        return too_many(request, wait_seconds)
    return _enter(request, form, "")


def _enter(request: HttpRequest, form: AccountForm, address: str) -> HttpResponse:
    """Make the account and sign its owner in."""
    user: Any = form.save(commit=False)
    user.email = address
    with transaction.atomic():
        user.save()
        profiles.rename(user, form.cleaned_data["name"])
    login(request, user, backend=_BACKEND)
    return redirect("/")


def _invite(address: str) -> None:
    """Send the link; to somebody who has an account, a word about that instead."""
    if _is_taken(address):
        reset = f"{settings.PUBLIC_URL}{reverse('password_reset')}"
        mail.send(address, "sign_up_again", reset_address=reset)
        return
    seal = signing.dumps(address, salt=_SALT)
    link = f"{settings.PUBLIC_URL}{reverse('sign-up-confirmed', args=[seal])}"
    mail.send(address, "sign_up", link=link)


def _is_taken(address: str) -> bool:
    users = get_user_model()
    field = users.get_email_field_name()
    return users.objects.filter(**{f"{field}__iexact": address}).exists()
