from pathlib import Path
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from collab import setup_link, welcome
from documents.models import Document

pytestmark = pytest.mark.django_db

ANSWERS = {
    "username": "ann",
    "email": "ann@example.org",
    "password1": "orbit-lantern-42",
    "password2": "orbit-lantern-42",
}


@pytest.fixture
def link(settings: Settings, tmp_path: Path) -> str:
    """The path of a link that was just issued."""
    settings.VAR_DIR = tmp_path
    return f"/setup/{setup_link.issue(tmp_path)}/"


def test_the_page_asks_for_an_administrator_and_keeps_the_link_to_itself(
    client: Client, link: str
) -> None:
    answer = client.get(link)
    assert answer.status_code == 200
    assert b'name="password1"' in answer.content
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_the_first_administrator_is_made_and_logged_in(client: Client, link: str) -> None:
    answer = client.post(link, ANSWERS)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    ann = User.objects.get()
    assert ann.is_superuser
    assert ann.is_staff
    assert ann.check_password("orbit-lantern-42")
    assert client.session["_auth_user_id"] == str(ann.pk)


def test_the_first_administrator_owns_the_welcome_document(client: Client, link: str) -> None:
    welcome.create()
    client.post(link, ANSWERS)
    assert Document.objects.get().owner == User.objects.get()


def test_the_link_works_once(client: Client, link: str) -> None:
    client.post(link, ANSWERS)
    second = client.post(link, ANSWERS | {"username": "eve"})
    assert second.status_code == 404
    assert User.objects.count() == 1


def test_of_two_at_once_one_becomes_administrator(client: Client, link: str) -> None:
    with patch.object(setup_link, "is_valid", return_value=True):
        client.post(link, ANSWERS)
        User.objects.update(is_superuser=False)
        assert client.post(link, ANSWERS | {"username": "eve"}).status_code == 404
    assert not User.objects.filter(username="eve").exists()


def test_a_weak_password_is_asked_for_again_and_leaves_the_link(client: Client, link: str) -> None:
    weak = ANSWERS | {"password1": "12345678", "password2": "12345678"}
    assert client.post(link, weak).status_code == 200
    assert not User.objects.exists()
    assert client.get(link).status_code == 200


def test_a_wrong_link_is_not_found(client: Client, link: str) -> None:
    assert client.get("/setup/wrong/").status_code == 404
    assert client.post("/setup/wrong/", ANSWERS).status_code == 404


def test_where_an_administrator_exists_no_link_opens(client: Client, link: str) -> None:
    User.objects.create_superuser("root")
    assert client.get(link).status_code == 404
