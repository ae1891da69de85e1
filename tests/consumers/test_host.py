"""A server around us that cannot carry documents, or that ends without telling, is dealt with."""

import logging
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from documents.consumers.host import Host, MisfitError, require_room
from documents.protocol.limits import MIB, Limits


class Uvicorn:
    """What of uvicorn its `send` and `receive` are bound to."""

    def __init__(self, most: int) -> None:
        self.config = SimpleNamespace(ws_max_size=most)
        self.said: list[dict[str, Any]] = []

    async def send(self, message: dict[str, Any]) -> None:
        self.said.append(message)

    async def receive(self) -> dict[str, Any]:
        return {"type": "lifespan.startup"}


class Daphne:
    """What of daphne its `send` is bound to."""

    def __init__(self, message: int, frame: int) -> None:
        self.websocket_max_message_size = message
        self.websocket_max_frame_size = frame
        self.said: list[dict[str, Any]] = []

    async def send(self, protocol: object, message: dict[str, Any]) -> None:
        self.said.append(message)


async def unreached(*_: object) -> None:
    raise AssertionError("no document may be opened")


@pytest.mark.parametrize("frame", [MIB, 0])
def test_daphne_as_it_comes_does_not_fit(frame: int) -> None:
    send = partial(Daphne(MIB, frame).send, object())
    with pytest.raises(MisfitError, match="--websocket-max-message-size 33554432"):
        require_room(send, Limits())


@pytest.mark.parametrize(("message", "frame"), [(32 * MIB, 32 * MIB), (0, 0)])
def test_daphne_with_room_for_documents_fits(message: int, frame: int) -> None:
    require_room(partial(Daphne(message, frame).send, object()), Limits())


async def test_daphne_waits_for_the_answer_to_a_close_frame_in_every_connection() -> None:
    async def application(*_: object) -> None:
        """Say nothing."""

    host, daphne = Host(application), Daphne(0, 0)
    for _ in range(2):
        websocket = SimpleNamespace(closeHandshakeTimeout=1)
        await host.websocket({}, unreached, partial(daphne.send, websocket))
        assert websocket.closeHandshakeTimeout == 2  # rounded down by up to one


def test_uvicorn_fits_as_it_comes_and_not_with_less() -> None:
    require_room(Uvicorn(16 * MIB).send, Limits())
    with pytest.raises(MisfitError, match="--ws-max-size 16777216"):
        require_room(Uvicorn(16 * MIB - 1).send, Limits())


def test_a_server_that_nobody_knows_is_trusted() -> None:
    require_room(unreached, Limits())


async def test_a_server_that_does_not_fit_does_not_start() -> None:
    server = Uvicorn(MIB)
    await Host(unreached).lifespan({}, server.receive, server.send)
    (answer,) = server.said
    assert answer["type"] == "lifespan.startup.failed"
    assert "start it with --ws-max-size" in answer["message"]


async def test_a_server_that_could_not_be_stopped_opens_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    daphne = Daphne(MIB, MIB)
    host = Host(unreached)

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    for _ in range(2):
        await host.websocket({}, receive, partial(daphne.send, object()))
    assert [said.get("code") for said in daphne.said] == [None, 4500] * 2
    assert [record.levelno for record in caplog.records] == [logging.CRITICAL]  # once
