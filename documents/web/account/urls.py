"""Addresses of the account's pages, below `accounts/`."""

from django.urls import path

from .address import change, confirm, no_more_mails
from .data import data, delete, export
from .password import password
from .profile import profile
from .sessions import end, end_all, sessions
from .tokens import revoke, tokens

urlpatterns = [
    path("data/", data, name="data"),
    path("data/export/", export, name="data-export"),
    path("data/delete/", delete, name="account-delete"),
    path("profile/", profile, name="profile"),
    path("mail/", change, name="mail"),
    path("mail/off/<str:seal>/", no_more_mails, name="no-more-mails"),
    path("mail/<str:seal>/", confirm, name="mail-confirm"),
    path("password/", password, name="password"),
    path("sessions/", sessions, name="sessions"),
    path("sessions/end/", end_all, name="sessions-end"),
    path("sessions/<int:device_id>/end/", end, name="session-end"),
    path("tokens/", tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke/", revoke, name="token-revoke"),
]
