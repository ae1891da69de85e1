"""The production server: uvicorn, set up for documents."""

import asyncio
import gc
import logging
import os
import resource
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from socket import socket

import uvicorn
from django.conf import settings

from .. import conf
from ..rooms import registry
from .workers import Listeners, Supervisor

logger = logging.getLogger(__name__)

WEBSOCKET_PROTOCOL = "documents.transport:DirectProtocol"
SWITCH_SECONDS = 0.0001
"""How long a thread that computes may keep the event loop waiting. Python's 5 ms, some ten times
between a letter and its commit, are what people would notice of a large paste."""
HTTP_PROTOCOL = "documents.management.arrivals:ArrivingProtocol"
GRACEFUL_SECONDS = 10
"""How long a server may take to end after SIGTERM, requests under way included."""
_ANSWER_SECONDS = 2.0
_GLANCE_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens, and in how many processes."""

    host: str
    port: int
    workers: int = 1


class Server(uvicorn.Server):
    """Says when it listens: an address printed before could not be opened yet."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Listen, then say so."""
        sys.setswitchinterval(SWITCH_SECONDS)
        gc.collect()
        gc.freeze()  # what is here by now stays: each full collection would walk over it
        await super().startup(sockets)
        if self.started:
            self._announce()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Stop accepting, commit and say goodbye in our own words; uvicorn would say 1012."""
        _end_in_time()
        for server in self.servers:
            server.close()
        await registry.stop()
        await self._hang_up()
        await super().shutdown(sockets)

    async def _hang_up(self) -> None:
        """Wait for the clients' answers to the close frame.

        To close a connection on which something has come in since resets it, and a reset drops
        what the client has not read yet: the close frame itself.
        """
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                while any(map(_closing, self.server_state.connections)):  # noqa: ASYNC110 (theirs)
                    await asyncio.sleep(_GLANCE_SECONDS)
        except TimeoutError:
            logger.info("Some clients did not answer the close frame.")


def serve(address: Address, announce: Callable[[], None]) -> None:
    """Serve the project's ASGI application until SIGTERM or SIGINT; `announce` when it listens."""
    config = configuration(address)
    _raise_descriptor_limit()
    server = Server(config, announce)
    try:
        if address.workers == 1:
            server.run()
        else:
            listeners = Listeners(config)
            announce()
            Supervisor(config, listeners).run()
    except KeyboardInterrupt:
        return


def configuration(address: Address) -> uvicorn.Config:
    """How uvicorn serves documents."""
    module, _, name = settings.ASGI_APPLICATION.rpartition(".")
    return uvicorn.Config(
        f"{module}:{name}",
        host=address.host,
        port=address.port,
        workers=address.workers,
        loop="uvloop",
        http=HTTP_PROTOCOL,
        ws=WEBSOCKET_PROTOCOL,
        ws_max_size=conf.current().limits.message_bytes,
        # Typing makes frames of some 30 bytes, and compression beside secrets leaks them.
        ws_per_message_deflate=False,
        lifespan="on",
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
        log_config=None,
        log_level="warning",
        # Addresses carry credentials; the application logs who connects to what.
        access_log=False,
        server_header=False,
        # The application itself decides which proxies it believes.
        proxy_headers=False,
    )


def _closing(connection: object) -> bool:
    """Whether a close frame went out that was not answered yet."""
    return bool(getattr(connection, "close_sent", False))


def _end_in_time() -> None:
    """End, whatever hangs: a thread that waits for a database that is away keeps a process alive.

    Nothing is lost by it: what is not committed is with its authors, who were told so.
    """
    watch = threading.Timer(GRACEFUL_SECONDS - 0.5, _give_up)
    watch.daemon = True
    watch.start()


def _give_up() -> None:
    logger.warning("The server did not end in time, and is ended.")
    logging.shutdown()
    os._exit(1)


def _raise_descriptor_limit() -> None:
    """One socket a person: the usual 1,024 is what a single large class can fill."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
