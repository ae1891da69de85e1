"""People on live sockets, each let in by another credential."""

from collections.abc import AsyncIterator

import pytest
from django.contrib.auth.models import User

from documents.models import Document
from documents.rooms import registry
from documents.store import documents


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada", password="quill-42-inkwell")


@pytest.fixture
def plan(ada: User) -> Document:
    return documents.create("Plan", ada)


@pytest.fixture
async def rooms() -> AsyncIterator[registry.Rooms]:
    """The rooms of this test's event loop."""
    yield await registry.here()
    await registry.stop()
