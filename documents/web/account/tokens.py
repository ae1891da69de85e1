"""`/accounts/tokens/`: bearer tokens for scripts; a secret is shown once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from ... import services
from ...store.errors import Conflict, NotFound
from ...tokens import Scope, issued_to
from ..people import account_of
from ..times import ago
from .frame import address_of, page

_SCOPES = (
    (Scope.READ, gettext_lazy("Read documents and comments")),
    (Scope.WRITE, gettext_lazy("Read and write, comment, create documents")),
    (Scope.ADMIN, gettext_lazy("Read, write and share documents")),
)
_DAYS = (
    ("30", gettext_lazy("In 30 days")),
    ("90", gettext_lazy("In 90 days")),
    ("365", gettext_lazy("In a year")),
    ("", gettext_lazy("Never")),
)


class TokenForm(forms.Form):
    """What a new token is for."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("What will use it, such as “nightly backup”."),
    )
    scope = forms.ChoiceField(choices=_SCOPES, initial=Scope.READ)
    days = forms.ChoiceField(
        label=gettext_lazy("Ends"), choices=_DAYS, required=False, initial="90"
    )


@dataclass(frozen=True, slots=True)
class Token:
    """A token, as the page shows it."""

    pk: int
    name: str
    prefix: str
    scope: str
    created: datetime
    expires: datetime | None
    used: str
    """When it was used last; empty if it never was."""
    is_over: bool
    is_narrowed: bool


@never_cache
@login_required
@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List tokens, and make one: the answer to that is the only page that shows its secret."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    secret = ""
    if form.is_bound and form.is_valid():
        try:
            secret = _create(request, form)
            form = TokenForm()
        except Conflict as conflict:
            form.add_error(None, str(conflict))
    context = {"form": form, "scopes": _SCOPES, "secret": secret, "tokens": list(_listed(request))}
    return page(request, "tokens", context)


def _create(request: HttpRequest, form: TokenForm) -> str:
    days = form.cleaned_data["days"]
    expires = timezone.now() + timedelta(days=int(days)) if days else None
    name, scope = form.cleaned_data["name"], Scope(form.cleaned_data["scope"])
    user = account_of(request)
    return services.create_token(user, name, scope, expires, address_of(request))[1]


def _listed(request: HttpRequest) -> Iterable[Token]:
    now = timezone.now()
    labels = dict(_SCOPES)
    for token in issued_to(account_of(request)):
        scope = Scope(token.scopes[-1])
        yield Token(
            pk=token.pk,
            name=token.name,
            prefix=token.prefix,
            scope=str(labels[scope]),
            created=token.created,
            expires=token.expires,
            used=ago(token.last_used) if token.last_used else "",
            is_over=token.expires is not None and token.expires <= now,
            is_narrowed=not token.every_document,
        )


@require_POST
@login_required
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """End one token."""
    try:
        services.revoke_token(account_of(request), token_id, address_of(request))
    except NotFound:
        raise Http404 from None
    messages.success(request, _("The token is revoked. What used it is cut off."))
    return redirect("collab:tokens")
