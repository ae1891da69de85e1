"""Every address of the project."""

from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from documents.web.signing_in import throttled

from . import health, icon, setup

admin.site.site_header = admin.site.site_title = "collab"
admin.site.index_title = _("Administration")

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("favicon.ico", icon.favicon, name="favicon"),
    path("setup/<str:token>/", setup.setup, name="setup"),
    path("admin/login/", throttled(admin.site.login)),
    path("admin/", admin.site.urls),
    path("accounts/", include("collab.accounts.urls")),
    path("api/v1/", include("documents.api.urls")),
    path("", include("documents.web.urls")),
]
