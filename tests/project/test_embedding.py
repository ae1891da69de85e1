import re
import subprocess
import sys
from pathlib import Path

from django.test import override_settings

from documents.checks import origins_are_named

from .commands import ROOT, environment

SETTINGS = """
SECRET_KEY = "k" * 50
ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = "project.urls"
ASGI_APPLICATION = "project.asgi.application"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "project.sqlite3"}}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
STATIC_URL = "static/"
INSTALLED_APPS = [
    "documents",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "django_filters",
    "rest_framework",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]},
}]
"""

URLS = """
from django.urls import include, path

urlpatterns = [
    path("accounts/", include("django.contrib.auth.urls")),
    path("api/", include("documents.api.urls")),
    path("write/", include("documents.web.urls")),
]
"""

ASGI = """
from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from documents.asgi import collab_application

application = collab_application(django_application)
"""

OWN_PEOPLE = """
import uuid
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

class Person(AbstractBaseUser, PermissionsMixin):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=True)
    objects = BaseUserManager()
    USERNAME_FIELD = "email"
"""

OWN_SETTINGS = """
from project.settings import *
AUTH_USER_MODEL = "people.Person"
INSTALLED_APPS = [*INSTALLED_APPS, "people", "django.contrib.admin"]
MIDDLEWARE = [*MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]
ROOT_URLCONF = "project.own_urls"
CSRF_TRUSTED_ORIGINS = ["http://testserver"]
"""

OWN_URLS = """
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("api/", include("documents.api.urls")),
    path("", include("documents.web.urls")),
    path("admin/", admin.site.urls),
]
"""

EXAMPLE = re.search(
    r"## From Python.*?```python\n(.*?)```", (ROOT / "docs/embedding.md").read_text(), re.DOTALL
)

OWN_VISIT = """
import django
django.setup()
from django.core.management import call_command
from django.test import Client
from documents.services import create_document
from people.models import Person

call_command("check", fail_level="WARNING")
call_command("migrate", run_syncdb=True, verbosity=0)
ann = Person.objects.create(email="ann@example.org", is_superuser=True)
document = create_document("Minutes", owner=ann)
client = Client()
client.force_login(ann)
admin = f"/admin/collab_documents/document/{document.pk}/change/"
for path in ("/", document.get_absolute_url(), "/api/documents/", "/accounts/profile/", admin):
    answer = client.get(path)
    print(answer.status_code, path)
    assert b"/catalogue/en" not in answer.content
print(client.get("/catalogue/en-us.js").status_code, "words")
bob = Person.objects.create(email="bob@example.org")
"""

VISIT = """
import django
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from documents.services import create_document

call_command("check")
call_command("migrate", verbosity=0)
ann = User.objects.create_user("ann")
document = create_document("Minutes", owner=ann)
client = Client()
client.force_login(ann)
for path in ("/write/", document.get_absolute_url(), "/api/documents/"):
    answer = client.get(path)
    print(answer.status_code, b"Minutes" in answer.content)
import project.asgi
"""


def project(folder: Path, **modules: str) -> None:
    """Write a project, and an app of its own, whose modules are given by name."""
    for name, content in modules.items():
        package, _, module = name.partition("_")
        (folder / package).mkdir(exist_ok=True)
        (folder / package / "__init__.py").touch()
        (folder / package / f"{module}.py").write_text(content)


def own_project(folder: Path) -> None:
    """Write one that has its own kind of people and no sign-in of ours."""
    project(
        folder,
        project_settings=SETTINGS,
        project_own=OWN_SETTINGS,
        project_own_urls=OWN_URLS,
        people_models=OWN_PEOPLE,
    )


def printed(folder: Path, script: str, settings: str) -> list[str]:
    """What a script prints in that project."""
    search = f"{folder}:{ROOT}"
    visit = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env=environment(folder, DJANGO_SETTINGS_MODULE=settings, PYTHONPATH=search),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert visit.returncode == 0, visit.stderr
    return visit.stdout.splitlines()


def test_the_app_lives_in_a_project_that_is_not_ours(tmp_path: Path) -> None:
    project(tmp_path, project_settings=SETTINGS, project_urls=URLS, project_asgi=ASGI)
    assert printed(tmp_path, VISIT, "project.settings")[-3:] == ["200 True"] * 3


def test_what_is_said_of_programs_works(tmp_path: Path) -> None:
    assert EXAMPLE
    own_project(tmp_path)
    script = f"{OWN_VISIT}\n{EXAMPLE[1]}\nprint(document.title, text.split())"
    assert printed(tmp_path, script, "project.own")[-1] == ("Minutes ['#', 'Tuesday', '-', 'tea']")


def test_a_project_may_have_its_own_kind_of_people_and_no_sign_in_of_ours(tmp_path: Path) -> None:
    """Without names, with other keys, unknown to the admin; in Django's own default language."""
    own_project(tmp_path)
    said = printed(tmp_path, OWN_VISIT, "project.own")[-6:]
    assert [line.split()[0] for line in said] == ["200"] * 6


@override_settings(CSRF_TRUSTED_ORIGINS=[])
def test_who_names_no_origin_is_told_that_no_document_will_open() -> None:
    assert [warning.id for warning in origins_are_named()] == ["collab.W001"]
