from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.test import APIClient

from documents import tokens
from documents.models import Document

from .table import Clients, address

LIST = "/api/v1/documents/"


@pytest.fixture
def strict(people: dict[str, User]) -> APIClient:
    """The owner's browser, with Django's check of the CSRF token."""
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(people["owner"])
    return client


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_nobody_is_challenged_for_a_token(clients: Clients) -> None:
    answer = clients["anonymous"].get(LIST)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="collab"'


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer", "Bearer ", "bearer x y", "Bearer ü"])
def test_a_wrong_token_is_refused_even_with_a_session(clients: Clients, header: str) -> None:
    answer = clients["owner"].get(LIST, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="collab"'


def test_an_expired_token_is_refused(clients: Clients, people: dict[str, User]) -> None:
    past = timezone.now() - timedelta(seconds=1)
    _, secret = tokens.issue(people["owner"], "old", ["admin"], expires=past)
    assert clients["anonymous"].get(LIST, headers=bearer(secret)).status_code == 401


def test_a_token_counts_and_not_the_session_beside_it(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    _, secret = tokens.issue(people["stranger"], "x", ["admin"])
    assert clients["owner"].get(address(plan), headers=bearer(secret)).status_code == 404


def test_a_session_changes_nothing_without_its_csrf_token(
    strict: APIClient, plan: Document
) -> None:
    answer = strict.patch(address(plan), {"title": "Other"}, format="json")
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    plan.refresh_from_db()
    assert plan.title == "Plan"


def test_a_session_with_its_csrf_token_changes_things(strict: APIClient, plan: Document) -> None:
    csrf = "a" * 32
    strict.cookies["csrftoken"] = csrf
    answer = strict.patch(
        address(plan), {"title": "Other"}, format="json", headers={"X-CSRFToken": csrf}
    )
    assert answer.status_code == 200


def test_a_token_needs_no_csrf_token(
    strict: APIClient, people: dict[str, User], plan: Document
) -> None:
    _, secret = tokens.issue(people["owner"], "x", ["write"])
    asked = {"title": "Other"}
    assert (
        strict.patch(address(plan), asked, format="json", headers=bearer(secret)).status_code == 200
    )


def test_a_read_token_changes_nothing(clients: Clients, plan: Document) -> None:
    answer = clients["read token"].patch(address(plan), {"title": "Other"}, format="json")
    assert answer.status_code == 403
    assert answer.json()["detail"] == "The token's scopes do not include this."


def test_the_secret_is_nowhere_in_an_answer(clients: Clients, people: dict[str, User]) -> None:
    _, secret = tokens.issue(people["owner"], "x", ["read"])
    wrong = secret[:-1] + ("a" if secret[-1] != "a" else "b")
    answer = clients["anonymous"].get(LIST, headers=bearer(wrong))
    assert wrong.encode() not in answer.content
