import subprocess
import sys
from pathlib import Path

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


def test_the_app_lives_in_a_project_that_is_not_ours(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    files = {"__init__": "", "settings": SETTINGS, "urls": URLS, "asgi": ASGI}
    for name, content in files.items():
        (project / f"{name}.py").write_text(content)
    search = f"{tmp_path}:{ROOT}"
    visit = subprocess.run(
        [sys.executable, "-c", VISIT],
        cwd=tmp_path,
        env=environment(tmp_path, DJANGO_SETTINGS_MODULE="project.settings", PYTHONPATH=search),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert visit.returncode == 0, visit.stderr
    assert visit.stdout.splitlines()[-3:] == ["200 True"] * 3
