"""Tokens for scripts: made, shown once, listed, revoked."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings

from documents.models import ApiToken, Event

TOKENS = "/accounts/tokens/"
SECRET = re.compile(r"collab_[\w-]{43}")
WANTED = {"name": "nightly backup", "scope": "write", "days": "30"}

pytestmark = pytest.mark.django_db


def made(client: Client, **changed: str) -> str:
    page = client.post(TOKENS, WANTED | changed).content.decode()
    found = SECRET.search(page)
    assert found is not None
    return found.group()


def status(secret: str) -> int:
    headers = {"Authorization": f"Bearer {secret}"}
    return Client().get("/api/v1/documents/", headers=headers).status_code


def test_a_token_is_shown_once_and_works(clients: dict[str, Client]) -> None:
    secret = made(clients["owner"])
    assert status(secret) == 200
    page = clients["owner"].get(TOKENS).content.decode()
    assert secret not in page
    assert secret[:12] in page
    assert "nightly backup" in page
    token = ApiToken.objects.get()
    assert token.scopes == ["write"]
    assert token.expires is not None
    assert (token.expires - token.created).days in {29, 30}


def test_it_is_revoked(clients: dict[str, Client]) -> None:
    secret = made(clients["owner"], days="")
    token = ApiToken.objects.get()
    assert token.expires is None
    assert clients["owner"].post(f"{TOKENS}{token.pk}/revoke/")["Location"] == TOKENS
    assert status(secret) == 401
    kinds = Event.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["token.created", "token.revoked"]


def test_nobody_sees_or_revokes_another_s(clients: dict[str, Client]) -> None:
    secret = made(clients["owner"])
    token = ApiToken.objects.get()
    assert clients["reader"].post(f"{TOKENS}{token.pk}/revoke/").status_code == 404
    assert token.prefix not in clients["reader"].get(TOKENS).content.decode()
    assert status(secret) == 200


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("scope", "root"), ("scope", ""), ("days", "9999")]
)
def test_what_does_not_fit_makes_none(
    clients: dict[str, Client], people: dict[str, User], field: str, value: str
) -> None:
    assert clients["owner"].post(TOKENS, WANTED | {field: value}).status_code == 200
    assert not ApiToken.objects.exists()


@override_settings(COLLAB={"LIMITS": {"TOKENS_PER_USER": 1}})
def test_there_is_a_bound(clients: dict[str, Client]) -> None:
    made(clients["owner"])
    assert b"There are too many tokens" in clients["owner"].post(TOKENS, WANTED).content
    assert ApiToken.objects.count() == 1
