"""Addresses below `accounts/` that lead into an account. What is in it is the app's."""

from django.conf import settings
from django.contrib.auth.views import (
    LogoutView,
    PasswordResetCompleteView,
    PasswordResetDoneView,
)
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from documents.web.signing_in import throttled

from .reset import ForgottenPassword, NewPassword
from .sign_in import SignIn
from .sign_up import confirmed, sent, sign_up

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", throttled(SignIn.as_view()), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("reset/", ForgottenPassword.as_view(), name="password_reset"),
    path("reset/sent/", PasswordResetDoneView.as_view(), name="password_reset_done"),
    path("reset/done/", PasswordResetCompleteView.as_view(), name="password_reset_complete"),
    path("reset/<uidb64>/<token>/", NewPassword.as_view(), name="password_reset_confirm"),
    path("sign-up/", sign_up, name="sign-up"),
    path("sign-up/sent/", sent, name="sign-up-sent"),
    path("sign-up/<str:seal>/", confirmed, name="sign-up-confirmed"),
]

if settings.OIDC_NAME:
    urlpatterns += [
        # What the extra calls its own sign-in page is ours.
        path("sso/login/", RedirectView.as_view(pattern_name="login"), name="account_login"),
        path("sso/", include("allauth.urls")),
    ]
