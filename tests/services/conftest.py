"""People, a document, and somebody who writes into it."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User

from documents import workers
from documents.access import Role
from documents.models import Document
from documents.store import documents, roles
from documents.store.events import Origin


@pytest.fixture(scope="session", autouse=True)
def _workers_end() -> Iterator[None]:
    yield
    workers.stop()


@pytest.fixture
def people(db: None) -> dict[str, User]:
    names = ("owner", "editor", "commenter", "reader", "stranger")
    return {name: User.objects.create_user(name) for name in names}


@pytest.fixture
def plan(people: dict[str, User]) -> Document:
    document = documents.create("Plan", people["owner"])
    for name in ("editor", "commenter", "reader"):
        roles.grant(document.pk, people[name], Role(name), Origin())
    document.refresh_from_db()
    return document
