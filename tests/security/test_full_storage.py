"""A full storage ends what adds to it, on a live socket, too."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.test import override_settings

from documents import services, workers
from documents.models import Document, Update
from documents.protocol import ywebsocket
from documents.rooms import registry

from ..consumers.conftest import Socket
from .test_live_authorisation import browser, by_session

pytestmark = pytest.mark.django_db(transaction=True)

ONE_LETTER = b"\x01\x01\x01\x00\x04\x01\x01t\x01x\x00"


@pytest.fixture
def full(ada: User) -> Document:
    """A document of somebody who has stored more than ten bytes."""
    made = services.create_document("Plan", owner=ada, markdown="Hello, world.")
    workers.stop()
    return made


@pytest.fixture
async def ten_bytes() -> AsyncIterator[None]:
    """Nobody may store more."""
    with override_settings(COLLAB={"QUOTA_BYTES": 10}):
        yield
        await registry.stop()


@pytest.mark.usefixtures("ten_bytes")
async def test_who_writes_where_nothing_fits_is_told_so(ada: User, full: Document) -> None:
    headers = by_session(await sync_to_async(browser)(ada))
    before = await Update.objects.acount()
    socket = await Socket(f"/ws/documents/{full.pk}?v=1", headers).opened()
    await socket.send_to(bytes_data=ywebsocket.update_message(ONE_LETTER))
    async with asyncio.timeout(20):
        assert await socket.close_code() == 4413
    assert await Update.objects.acount() == before
