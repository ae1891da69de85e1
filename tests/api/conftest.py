"""Everybody who may ask, and a document that they share."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from rest_framework.test import APIClient

from documents import tokens
from documents.access import Role
from documents.models import Document
from documents.store import documents, roles
from documents.store.events import Origin

from .table import WHO, Clients


@pytest.fixture(autouse=True)
def _nobody_was_counted(db: None) -> None:
    cache.clear()


@pytest.fixture
def people() -> dict[str, User]:
    return {
        name: User.objects.create_user(name, f"{name}@example.org")
        for name in ("owner", "editor", "commenter", "reader", "stranger")
    }


@pytest.fixture
def plan(people: dict[str, User]) -> Document:
    document = documents.create("Plan", people["owner"])
    for name in ("editor", "commenter", "reader"):
        roles.grant(document.pk, people[name], Role(name), Origin())
    document.refresh_from_db()
    return document


@pytest.fixture
def clients(people: dict[str, User]) -> Clients:
    made = {name: APIClient() for name in WHO}
    for name, user in people.items():
        made[name].force_login(user)
    for scope in tokens.Scope:
        _, secret = tokens.issue(people["owner"], scope, [scope])
        made[f"{scope} token"].credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return made
