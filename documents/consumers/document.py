"""The consumer of `/ws/documents/<uuid>`: the y-websocket dialect.

It does not use Channels' dispatch: that makes a task and closes database connections in a thread
for every message (87 microseconds), and needs no channel of its own, because the process has one
subscription for each document and not for each socket.
"""

import asyncio
import logging
from typing import Any

from channels.consumer import AsyncConsumer
from django.db import Error as DatabaseError

from .. import conf
from ..protocol.errors import CloseCode, ProtocolError
from ..protocol.peer import Peer, Standing
from ..rooms import registry
from ..rooms.room import Room
from ..store.errors import Corrupt, DocumentNotFound
from .handshake import OriginRefused, Request, Turned, Visitor, admit, check_origin
from .outbox import Outbox, Send

logger = logging.getLogger(__name__)


class DocumentConsumer(AsyncConsumer):  # type: ignore[misc]  # Channels has no types
    """One connection to one document."""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        """Shake hands, then pass frames until one side closes."""
        await receive()  # websocket.connect
        request = Request.of(scope)
        try:
            check_origin(request)
        except OriginRefused:
            await send({"type": "websocket.close"})  # before accept: HTTP 403
            return
        await send({"type": "websocket.accept"})
        try:
            visitor, room = await _let_in(request)
        except Turned as turned:
            logger.info("A websocket was sent away: %d, %s.", turned.code, turned.reason)
            close = {"type": "websocket.close", "code": turned.code, "reason": turned.reason}
            await send(close)
            return
        address = (scope.get("client") or ("unknown",))[0]
        logger.info("%s enters %s from %s", visitor.principal, visitor.document_id, address)
        await _Connection(visitor, room).run(receive, send)
        logger.info("%s leaves %s", visitor.principal, visitor.document_id)


async def _let_in(request: Request) -> tuple[Visitor, Room]:
    rooms = await registry.here()
    if rooms.draining:
        raise Turned(CloseCode.RESTARTING, "the server restarts")
    visitor = await rooms.read(admit, request)
    try:
        return visitor, await rooms.open(visitor.document_id)
    except DocumentNotFound:
        raise Turned(CloseCode.NOT_FOUND, "no such document") from None
    except Corrupt:
        logger.exception("The log of %s is damaged.", visitor.document_id)
        raise Turned(CloseCode.COULD_NOT_PROCESS, "the document is damaged") from None
    except DatabaseError:
        raise Turned(CloseCode.RESTARTING, "the server is not ready") from None


class _Connection:
    """One peer of one room."""

    def __init__(self, visitor: Visitor, room: Room) -> None:
        limits = conf.current().limits
        self._now = asyncio.get_running_loop().time
        self._room = room
        self._outbox = Outbox(limits, self._now)
        self._peer = Peer(
            visitor.principal,
            visitor.identity,
            self._outbox,
            limits,
            may_write=visitor.may_write,
            private=visitor.private,
            writing_credential=visitor.writing_credential,
        )

    async def run(self, receive: Any, send: Send) -> None:
        self._room.enter(self._peer)
        reading = asyncio.create_task(self._read(receive))
        writing = asyncio.create_task(self._write(send))
        self._outbox.cancel = writing.cancel
        try:
            await asyncio.wait({reading, writing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._peer.standing = Standing.CLOSED
            self._room.leave(self._peer)
            for task in (reading, writing):
                task.cancel()
            await asyncio.gather(reading, writing, return_exceptions=True)

    async def _read(self, receive: Any) -> None:
        while (message := await receive())["type"] == "websocket.receive":
            try:
                await self._take(message.get("bytes"))
            except Exception:  # the root of this peer's work: it ends, the room goes on
                logger.exception("A frame could not be processed.")
                self._peer.close(CloseCode.COULD_NOT_PROCESS, "could not process")

    async def _take(self, frame: bytes | None) -> None:
        if frame is None:
            self._peer.fault(ProtocolError("only binary messages"), self._now())
            return
        waiting = self._room.receive(self._peer, frame)
        if waiting is not None:
            await waiting

    async def _write(self, send: Send) -> None:
        code, reason = await self._outbox.drain(send, lambda: self._room.resync(self._peer))
        logger.info("%s is sent away: %d, %s.", self._peer.principal, code, reason)
        await send({"type": "websocket.close", "code": code, "reason": reason})
