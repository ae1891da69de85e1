"""Every address of the project."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

from . import health, setup

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("setup/<str:token>/", setup.setup, name="setup"),
    path("admin/", admin.site.urls),
    path("accounts/", include("django.contrib.auth.urls")),
]
for prefix, module in (("api/v1/", "documents.api.urls"), ("", "documents.web.urls")):
    if find_spec(module.rpartition(".")[0]) and find_spec(module):
        urlpatterns.append(path(prefix, include(module)))
