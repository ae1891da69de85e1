"""The consumer of `/ws/documents/<uuid>`: the y-websocket dialect.

It does not use Channels' dispatch: that makes a task and closes database connections in a thread
for every message (87 microseconds), and needs no channel of its own, because the process has one
subscription for each document and not for each socket.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from channels.consumer import AsyncConsumer
from django.db import Error as DatabaseError

from .. import conf, tickets
from ..protocol.errors import CloseCode, PeerError, ProtocolError
from ..protocol.limits import Limits
from ..protocol.peer import Peer, Standing, Transport
from ..protocol.rates import Means, Pace
from ..rooms import registry
from ..rooms.news import QUARANTINED
from ..rooms.room import Room
from ..store.errors import Corrupt, DocumentNotFound
from ..transport import EXTENSION, Door
from .crowd import CrowdedError
from .crowd import here as _crowd
from .handshake import OriginRefused, Request, Scope, Turned, Visitor, admit, check_origin
from .inbox import Inbox
from .outbox import Outbox, Send

Receive = Callable[[], Awaitable[dict[str, Any]]]

logger = logging.getLogger(__name__)

_ATTEMPTS = 5
"""How often rights may change while somebody is let in."""

ANSWER_SECONDS = 1.0
"""How long a client may take to answer the close frame."""


async def hung_up() -> None:
    """Wait until the connections that were closed have ended, or do not answer."""
    try:
        await asyncio.wait_for(_crowd.nobody.wait(), 2 * ANSWER_SECONDS)
    except TimeoutError:
        logger.info("Some clients did not answer the close frame.")


class DocumentConsumer(AsyncConsumer):  # type: ignore[misc]  # Channels has no types
    """One connection to one document."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Shake hands, then pass frames until one side closes."""
        await receive()  # websocket.connect
        request, limits = Request.of(scope), conf.current().limits
        address = str((scope.get("client") or ("unknown",))[0])
        who = request.credential or address
        if not _may_knock(request, address, limits) or not await _has_turn(who, receive):
            await send({"type": "websocket.close"})  # before accept: HTTP 403
            return
        await send({"type": "websocket.accept"})
        try:
            async with _crowd.door(who, limits):
                visitor, room = await _let_in(request)
            who, document_id, came = visitor.principal, visitor.document_id, time.monotonic()
            _crowd.welcome(request.credential, principal=who)
            with _crowd.one_more(who, document_id, limits, address) as means:
                logger.info("%s enters %s from %s", who, document_id, address)
                code = await _serve(scope, visitor, room, means, receive, send)
                logger.info("%s leaves %s", who, document_id)
            _crowd.visited(who, time.monotonic() - came, code, limits)
        except CrowdedError:
            await _turn_away(Turned(CloseCode.TOO_FAST, "too many connections"), send)
        except Turned as turned:
            if turned.code == CloseCode.NOT_SIGNED_IN:
                _crowd.turned_away(address, limits)
            await _turn_away(turned, send)


def _may_knock(request: Request, address: str, limits: Limits) -> bool:
    """Whether a handshake is looked at. What is not costs no query."""
    try:
        check_origin(request)
    except OriginRefused:
        return False
    known = _crowd.knows(request.credential) or tickets.is_signed(request.query.get("ticket", ""))
    if known or _crowd.may_knock(address, limits):
        return True
    logger.warning("A websocket from %s was refused: too many strangers.", address)
    return False


async def _has_turn(who: str, receive: Receive) -> bool:
    """Wait for the turn of whoever comes in again and again; False for one who has gone by then."""
    try:
        wait = _crowd.queue(who, conf.current().limits)
    except CrowdedError:
        logger.warning("A websocket was refused: too many handshakes with one credential.")
        return False
    if not wait:
        return True
    try:
        await asyncio.wait_for(receive(), wait)
    except TimeoutError:
        return True
    return False


async def _turn_away(turned: Turned, send: Send) -> None:
    """Say after accept why somebody does not come in, so that browsers see it."""
    logger.info("A websocket was sent away: %d, %s.", turned.code, turned.reason)
    await send(_closing(turned.code, turned.reason))


def _closing(code: CloseCode, reason: str) -> dict[str, Any]:
    """The message that ends a connection; daphne takes no subclass of int for a code."""
    return {"type": "websocket.close", "code": int(code), "reason": reason}


async def _serve(
    scope: Scope, visitor: Visitor, room: Room, means: Means, receive: Receive, send: Send
) -> CloseCode | None:
    """Use the direct transport where the server has one; any other ASGI server works too.

    Returns the code with which the connection was closed, None if the client went by itself.
    """
    limits = conf.current().limits
    open_door = scope.get("extensions", {}).get(EXTENSION)
    if open_door is not None:
        door = open_door(limits)
        connection = _Connection(visitor, room, means, door)
        await connection.run_directly(door, receive)
    else:
        outbox = Outbox(limits, asyncio.get_running_loop().time)
        connection = _Connection(visitor, room, means, outbox)
        await connection.run(outbox, receive, send)
    return connection.peer.code


async def _let_in(request: Request) -> tuple[Visitor, Room]:
    """Admit somebody into a room.

    A room reviews who is in it when rights change; whoever was admitted by rights that are older
    than the room's last review would never be, and is admitted again.
    """
    rooms = await registry.here()
    try:
        for _ in range(_ATTEMPTS):
            visitor = await rooms.read(admit, request)
            room = await rooms.open(visitor.document_id, visitor.seq)
            if visitor.access_version >= room.record.head.access_version:
                return visitor, room
        raise Turned(CloseCode.RESTARTING, "the rights on the document keep changing")
    except DocumentNotFound:
        raise Turned(CloseCode.NOT_FOUND, "no such document") from None
    except Corrupt:
        raise Turned(CloseCode.COULD_NOT_PROCESS, QUARANTINED) from None
    except (DatabaseError, TimeoutError):
        raise Turned(CloseCode.RESTARTING, "the server is not ready") from None
    except registry.Draining:
        raise Turned(CloseCode.RESTARTING, "the server restarts") from None


class _Connection:
    """One peer of one room."""

    def __init__(self, visitor: Visitor, room: Room, means: Means, transport: Transport) -> None:
        self._now = asyncio.get_running_loop().time
        self._room = room
        self._limits = conf.current().limits
        self._pace = Pace(self._limits, self._now())
        self.peer = Peer(
            visitor.principal,
            visitor.identity,
            transport,
            self._limits,
            may_write=visitor.may_write,
            private=visitor.private,
            writing_credential=visitor.writing_credential,
            credential=visitor.credential,
            means=means,
        )
        self.peer.role = visitor.role

    async def run_directly(self, door: Door, receive: Receive) -> None:
        """Let the server call the room for each frame; what it queues is not binary."""
        self._room.enter(self.peer)
        door.enter(self._take, self._resync)
        try:
            while (await receive())["type"] == "websocket.receive":
                self._refuse_text()
        finally:
            self._leave()

    async def run(self, outbox: Outbox, receive: Receive, send: Send) -> None:
        """Carry frames both ways until one side closes."""
        self._room.enter(self.peer)
        inbox = Inbox(self._limits)
        tasks = {
            reading := asyncio.create_task(self._read(receive, inbox)),
            asyncio.create_task(self._work(inbox)),
            writing := asyncio.create_task(self._write(outbox, send)),
        }
        outbox.cancel = writing.cancel
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._leave()
            if writing.done() and not writing.cancelled():
                await asyncio.wait({reading}, timeout=ANSWER_SECONDS)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _leave(self) -> None:
        self.peer.standing = Standing.CLOSED
        self._room.leave(self.peer)

    async def _read(self, receive: Receive, inbox: Inbox) -> None:
        """Take what the server has read; returns when the client has gone."""
        while (message := await receive())["type"] == "websocket.receive":
            if self.peer.standing is Standing.CLOSED:
                continue  # until the close frame is out
            try:
                inbox.put(message.get("bytes"))
            except PeerError as error:
                self.peer.fault(error, self._now())

    async def _work(self, inbox: Inbox) -> None:
        while True:
            frame = await inbox.take()
            if frame is None:
                self._refuse_text()
            elif (work := self._take(frame)) is not None:
                await work

    def _take(self, frame: bytes) -> Awaitable[None] | None:
        began = time.perf_counter()
        try:
            work = self._room.receive(self.peer, frame)
        except Exception as error:  # noqa: BLE001 (the root of this peer's work: the room goes on)
            self._fail(error)
            return None
        hasty = self._pace.spend(len(frame))
        if self.peer.rates.share.spend(time.perf_counter() - began) or hasty:
            return self._slow_down(work)
        return None if work is None else self._finish(work)

    async def _slow_down(self, work: Awaitable[None] | None) -> None:
        """Let somebody who sends too fast wait: nothing is lost, the server just reads later."""
        if work is not None:
            await self._finish(work)
        try:
            await asyncio.sleep(self._pace.settle(self._now()))
            while debt := self.peer.rates.share.debt(self._now()):  # noqa: ASYNC110 (time pays it)
                await asyncio.sleep(debt)
        except PeerError as error:
            self.peer.fault(error, self._now())

    async def _finish(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 (the root of this peer's work: the room goes on)
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        logger.error("A frame could not be processed.", exc_info=error)
        self.peer.close(CloseCode.COULD_NOT_PROCESS, "could not process")

    def _refuse_text(self) -> None:
        self.peer.fault(ProtocolError("only binary messages"), self._now())

    def _resync(self) -> None:
        self._room.resync(self.peer)

    async def _write(self, outbox: Outbox, send: Send) -> None:
        code, reason = await outbox.drain(send, self._resync)
        await send(_closing(code, reason))
