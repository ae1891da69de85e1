import hashlib
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents import tokens
from documents.models import ApiToken, Document
from documents.store import documents
from documents.tokens import Scope


@pytest.fixture
def ada(people: dict[str, User]) -> User:
    return people["owner"]


def test_the_secret_is_found_and_only_its_digest_is_stored(ada: User) -> None:
    token, secret = tokens.issue(ada, "laptop", ["write"])
    assert tokens.find(secret) == token
    assert secret.startswith("collab_")
    assert len(secret) == len("collab_") + 43
    stored = ApiToken.objects.values().get()
    assert stored["digest"] == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(stored)
    assert stored["prefix"] == secret[:12]


def test_two_secrets_are_never_the_same(ada: User) -> None:
    assert len({tokens.issue(ada, "x", ["read"])[1] for _ in range(20)}) == 20


@pytest.mark.parametrize("secret", ["", "collab_", "collab_x", "\ud800", "ü"])
def test_an_unknown_secret_is_nobodys(ada: User, secret: str) -> None:
    tokens.issue(ada, "laptop", ["write"])
    assert tokens.find(secret) is None


def test_an_expired_token_is_nobodys(ada: User) -> None:
    _, old = tokens.issue(ada, "old", ["read"], expires=timezone.now() - timedelta(seconds=1))
    _, new = tokens.issue(ada, "new", ["read"], expires=timezone.now() + timedelta(minutes=1))
    assert tokens.find(old) is None
    assert tokens.find(new) is not None


def test_the_token_of_an_inactive_user_is_nobodys(ada: User) -> None:
    _, secret = tokens.issue(ada, "laptop", ["read"])
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert tokens.find(secret) is None


@pytest.mark.parametrize("scopes", [[], ["root"], ["read", ""]])
def test_unknown_scopes_and_none_at_all_are_refused(ada: User, scopes: list[str]) -> None:
    with pytest.raises(ValueError, match=r"[sS]cope"):
        tokens.issue(ada, "laptop", scopes)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [("read", {"read"}), ("write", {"read", "write"}), ("admin", {"read", "write", "admin"})],
)
def test_a_scope_includes_those_below_it(ada: User, scope: str, allowed: set[str]) -> None:
    token, _ = tokens.issue(ada, "laptop", [scope])
    assert {scope for scope in Scope if tokens.allows(token, scope)} == allowed


def test_a_token_opens_everything_or_what_it_was_narrowed_to(ada: User, plan: Document) -> None:
    other = documents.create("Other", ada)
    broad, _ = tokens.issue(ada, "broad", ["read"])
    narrow, _ = tokens.issue(ada, "narrow", ["read"], [plan])
    assert tokens.opens(broad, plan.pk)
    assert tokens.opens(narrow, plan.pk)
    assert not tokens.opens(narrow, other.pk)


def test_the_last_use_is_noted_at_most_once_a_minute(ada: User) -> None:
    token, secret = tokens.issue(ada, "laptop", ["read"])
    tokens.find(secret)
    token.refresh_from_db()
    first = token.last_used
    assert first is not None
    with CaptureQueriesContext(connection) as queries:
        tokens.find(secret)
    assert len(queries) == 1
    ApiToken.objects.update(last_used=first - timedelta(seconds=61))
    tokens.find(secret)
    token.refresh_from_db()
    assert token.last_used is not None
    assert token.last_used >= first
