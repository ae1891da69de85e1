"""The ASGI server around us, as far as we depend on which it is.

Three things no ASGI message tells: how large a websocket message the server takes, how long it
waits for the answer to a close frame, and, for a server without a lifespan, that it is about to
end.
"""

import asyncio
import logging
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from .. import conf
from ..protocol.errors import CloseCode
from ..protocol.limits import Limits
from ..rooms import registry
from .document import ANSWER_SECONDS, hung_up

logger = logging.getLogger(__name__)

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


class MisfitError(Exception):
    """The server cannot carry what documents need; the message says what to change."""


class Host:
    """Guards `websocket` from a server that does not fit, and from one that ends without a word."""

    def __init__(self, websocket: Application) -> None:
        self._websocket = websocket
        self._met = False
        self._misfit = ""

    async def lifespan(self, _: dict[str, Any], receive: Any, send: Any) -> None:
        """Start and stop the rooms when the server says so."""
        while True:
            message = await receive()
            if message["type"] != "lifespan.startup":
                await registry.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return
            try:
                require_room(receive, conf.current().limits)
            except MisfitError as misfit:
                await send({"type": "lifespan.startup.failed", "message": str(misfit)})
                return
            await registry.here()
            await send({"type": "lifespan.startup.complete"})

    async def websocket(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """One connection, if the server fits."""
        if not self._met:
            self._met = True
            self._meet(send)
        make_patient(send)
        if self._misfit:
            await receive()
            await send({"type": "websocket.accept"})
            code = int(CloseCode.COULD_NOT_PROCESS)
            reason = "the server is not set up for documents: its log says how"
            await send({"type": "websocket.close", "code": code, "reason": reason})
        else:
            await self._websocket(scope, receive, send)

    def _meet(self, send: Any) -> None:
        try:
            require_room(send, conf.current().limits)
        except MisfitError as misfit:
            self._misfit = str(misfit)
            logger.critical("No document is opened. %s", misfit)
        if "daphne.server" in sys.modules and _in_main_thread():
            # daphne has no lifespan, and cancels everything at once when it is told to end.
            for how in (signal.SIGTERM, signal.SIGINT):
                _take(how)


def require_room(channel: Any, limits: Limits) -> None:
    """Raise `MisfitError` if the server that made an ASGI `receive` or `send` takes too little.

    Servers that we do not know are trusted.
    """
    owner = getattr(channel.func if isinstance(channel, partial) else channel, "__self__", None)
    incoming = getattr(getattr(owner, "config", None), "ws_max_size", None)
    sizes = [getattr(owner, f"websocket_max_{what}_size", None) for what in ("message", "frame")]
    both_ways = min((size for size in sizes if size), default=None)
    if isinstance(incoming, int) and incoming < limits.message_bytes:
        raise MisfitError(
            f"The server takes websocket messages of {incoming:,} bytes, and documents need"
            f" {limits.message_bytes:,}: start it with --ws-max-size {limits.message_bytes}."
        )
    needed = largest_bytes(limits)
    if both_ways is not None and both_ways < needed:
        raise MisfitError(
            f"The server carries websocket messages of {both_ways:,} bytes, and documents need"
            f" {needed:,}: start it with --websocket-max-message-size {needed}"
            f" --websocket-max-frame-size {needed}."
        )


def make_patient(send: Any) -> None:
    """Let daphne wait for the answer to a close frame, at least as long as we say.

    Its websockets round the moment at which they give up down to a whole second, so that the one
    second they are given may be none; then they reset the connection, and a reset drops what the
    client has not read yet: the close frame itself.
    """
    for protocol in send.args if isinstance(send, partial) else ():
        if hasattr(protocol, "closeHandshakeTimeout"):
            protocol.closeHandshakeTimeout = ANSWER_SECONDS + 1


def largest_bytes(limits: Limits) -> int:
    """The largest message in either direction: what a peer may send, or a whole document."""
    return max(limits.message_bytes, limits.document_bytes)


def _in_main_thread() -> bool:
    """Signals reach no other; Django's reloader serves in one, and ends it without a word."""
    return threading.current_thread() is threading.main_thread()


def _take(how: signal.Signals) -> None:
    """Stop the rooms when the signal comes; then the server gets it."""
    loop = asyncio.get_running_loop()
    theirs = signal.getsignal(how)

    def taken(*_: object) -> None:
        signal.signal(how, theirs)  # a second one ends the server at once
        loop.call_soon_threadsafe(start)

    def start() -> None:
        stopping = loop.create_task(_stop())
        stopping.add_done_callback(lambda _: signal.raise_signal(how))

    signal.signal(how, taken)


async def _stop() -> None:
    await registry.stop()
    await hung_up()
