"""A forgotten password: a link by mail, and a new one. Whether there is an account is not told."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView, PasswordResetView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from documents import mail, services
from documents.services.throttle import ASKED_MAILS
from documents.web.attempts import too_many


class ForgottenPassword(PasswordResetView):
    """Asks for a mail address; the same answer in the same time for every one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Without a mail server there is no such page."""
        if not mail.is_on():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        """Send the mail in the background, if there is an account to send it to."""
        asked, address = form.cleaned_data["email"], self.request.META.get("REMOTE_ADDR")
        if wait_seconds := ASKED_MAILS.take(account=asked, address=address):
            return too_many(self.request, wait_seconds)
        public = urlsplit(settings.PUBLIC_URL)
        mail.later(
            form.save,
            domain_override=public.netloc,
            use_https=public.scheme == "https",
            email_template_name="registration/password_reset_email.html",
            subject_template_name="registration/password_reset_subject.txt",
        )
        return redirect(self.get_success_url())


class NewPassword(PasswordResetConfirmView):
    """Behind the link of that mail."""

    def form_valid(self, form: "SetPasswordForm[Any]") -> HttpResponse:
        """Set it. Every session ends, and every open editor with it."""
        response = super().form_valid(form)
        services.note_new_password(form.user, self.request.META.get("REMOTE_ADDR"))
        return response
