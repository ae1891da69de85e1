"""A document with two honest paragraphs, and another beside it."""

from collections.abc import AsyncIterator

import pytest
from django.contrib.auth.models import User

from documents.models import Document
from documents.rooms import registry
from documents.store import documents

from ..services.writing import write


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada", password="quill-42-inkwell")


@pytest.fixture
def plan(ada: User) -> Document:
    made = documents.create("Plan", ada)
    write(made.pk, "one")
    write(made.pk, "two")
    made.refresh_from_db()
    return made


@pytest.fixture
def other(ada: User) -> Document:
    made = documents.create("Other", ada)
    write(made.pk, "fine")
    return made


@pytest.fixture
async def rooms() -> AsyncIterator[registry.Rooms]:
    """The rooms of this test's event loop."""
    yield await registry.here()
    await registry.stop()
