"""The page behind the set-up link: makes the first administrator and logs them in."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from . import setup_link, welcome

if TYPE_CHECKING:
    _UserForm = UserCreationForm[User]
else:
    _UserForm = UserCreationForm


class AdministratorForm(_UserForm):
    """Name, mail address and password of the first administrator."""

    class Meta(UserCreationForm.Meta):
        """The user's own fields; passwords are the base form's."""

        fields = ("username", "email")


def administrator_exists() -> bool:
    """Whether somebody can already log in to the admin and do everything there."""
    return get_user_model().objects.filter(is_superuser=True, is_active=True).exists()


@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the administrator's name and password; make them once."""
    if administrator_exists() or not setup_link.is_valid(settings.VAR_DIR, token):
        raise Http404
    form = AdministratorForm(request.POST or None)
    if not form.is_valid():
        return render(request, "collab_documents/setup.html", {"form": form})
    if not setup_link.claim(settings.VAR_DIR, token):
        raise Http404
    administrator = _make_administrator(form)
    login(request, administrator, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("/")


@transaction.atomic
def _make_administrator(form: AdministratorForm) -> User:
    administrator = form.save(commit=False)
    administrator.is_staff = administrator.is_superuser = True
    administrator.save()
    welcome.give_to(administrator)
    return administrator
