"""The production server: uvicorn, set up for documents."""

import gc
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from socket import socket

import uvicorn
from django.conf import settings

from .. import conf
from ..rooms import registry
from .workers import Supervisor

WEBSOCKET_PROTOCOL = "documents.transport:DirectProtocol"
SWITCH_SECONDS = 0.0001
"""How long a thread that computes may keep the event loop waiting. Python's 5 ms, some ten times
between a letter and its commit, are what people would notice of a large paste."""
GRACEFUL_SECONDS = 10
"""How long requests under way may take after SIGTERM."""


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
        for server in self.servers:
            server.close()
        await registry.stop()
        await super().shutdown(sockets)


def serve(address: Address, announce: Callable[[], None]) -> None:
    """Serve the project's ASGI application until SIGTERM or SIGINT; `announce` when it listens."""
    config = configuration(address)
    _raise_descriptor_limit()
    server = Server(config, announce)
    try:
        if address.workers == 1:
            server.run()
        else:
            listener = config.bind_socket()
            listener.listen(config.backlog)  # who comes early waits for the first worker
            announce()
            Supervisor(config, sockets=[listener]).run()
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
        http="httptools",
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


def _raise_descriptor_limit() -> None:
    """One socket a person: the usual 1,024 is what a single large class can fill."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
