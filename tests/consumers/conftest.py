"""Sockets without a server: the ASGI application, called by hand."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import User

from documents.asgi import collab_application
from documents.models import Document
from documents.rooms import registry
from documents.store import documents

PATIENCE_SECONDS = 20.0


class Socket(WebsocketCommunicator):  # type: ignore[misc]  # Channels has no types
    """A websocket of a client, by bearer token, ticket, cookie or nothing."""

    def __init__(self, path: str, headers: list[tuple[bytes, bytes]] | None = None) -> None:
        super().__init__(collab_application(_no_http), path, headers or [])

    async def receive_output(self, timeout: float = 1) -> dict[str, Any]:  # noqa: ASYNC109 (as Channels)
        """The next message of the application; Channels' second is short beside other tests."""
        message: dict[str, Any] = await super().receive_output(max(timeout, PATIENCE_SECONDS))
        return message

    async def wait(self, timeout: float = 1) -> None:  # noqa: ASYNC109 (as Channels)
        """Until the application has ended."""
        await super().wait(max(timeout, PATIENCE_SECONDS))

    async def opened(self) -> "Socket":
        """Connect, and expect to be accepted."""
        accepted, _ = await self.connect()
        assert accepted
        return self

    async def frame(self) -> bytes:
        """The next binary frame."""
        frame = await self.receive_from()
        assert isinstance(frame, bytes)
        return frame

    async def close_code(self) -> int:
        """The close code, after whatever else was sent."""
        while True:
            message = await self.receive_output()
            if message["type"] == "websocket.close":
                code: int = message["code"]
                return code


async def _no_http(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError("no HTTP here")


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada", first_name="Ada", last_name="Lovelace")


@pytest.fixture
def plan(ada: User) -> Document:
    return documents.create("Plan", ada)


@pytest.fixture
async def rooms() -> AsyncIterator[registry.Rooms]:
    """The rooms of this test's event loop."""
    yield await registry.here()
    await registry.stop()
