"""Connections before they are requests or websockets: how many there may be, and for how long.

The kernel gives a process so many descriptors. No address gets the last of them, or whoever comes
next would be turned away for the sake of one that holds hundreds.
"""

import asyncio
import resource
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

RESERVED_DESCRIPTORS = 128
"""For the database, the channel layer, content workers and files."""
GREED = 2
"""An address may have twice as many connections as are left: the first gets two thirds of all, the
next two thirds of the rest (Choudhury and Hahne, 1998, for queues). A handful can take all."""
REQUEST_SECONDS = 10.0
"""How long the beginning of a request may take, up to the end of its headers."""
_NO_ROOM = (
    b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 10\r\n"
    b"Connection: close\r\nContent-Length: 0\r\n\r\n"
)


class Arrivals:
    """The open connections of a process, by address."""

    def __init__(self, most: int, proxies: Iterable[str] = ()) -> None:
        self._left = most
        self._open: Counter[str] = Counter()
        self._proxies = [ip_network(proxy) for proxy in proxies]

    def come(self, address: str) -> bool:
        """Count a connection; False, and not counted, where there is no room for it."""
        greedy = self._open[address] >= self._left * GREED
        if self._left <= 0 or (greedy and not self._speaks_for_many(address)):
            return False
        self._left -= 1
        self._open[address] += 1
        return True

    def go(self, address: str) -> None:
        """A connection that was counted has ended."""
        self._left += 1
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]

    def _speaks_for_many(self, address: str) -> bool:
        """Whether it is a proxy that is believed, which counts its clients itself."""
        return any(ip_address(address) in proxy for proxy in self._proxies)


class _Here:
    """The arrivals of this process, made when the limits of the process are known."""

    @cached_property
    def arrivals(self) -> Arrivals:
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = max(1, soft - RESERVED_DESCRIPTORS)
        return Arrivals(most, getattr(settings, "TRUSTED_PROXIES", ()))


_here = _Here()


class ArrivingProtocol(HttpToolsProtocol):
    """uvicorn's HTTP, for connections that are counted and that say in time what they want."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._address: str | None = None
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Take a connection in, or send it away."""
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        if not _here.arrivals.come(address):
            transport.write(_NO_ROOM)
            transport.close()
            return
        self._address = address
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more."""
        super().connection_lost(exc)
        self._heard()
        self._gone()

    def _gone(self) -> None:
        address, self._address = self._address, None
        if address is not None:
            _here.arrivals.go(address)

    # -- the time that a request takes to begin

    def on_message_begin(self) -> None:
        """Another request on a connection that stayed open."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """What it wants is said."""
        self._heard()
        super().on_headers_complete()

    def _wait(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def _heard(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    # -- what it becomes

    def handle_websocket_upgrade(self) -> None:
        """From now on the websocket's protocol hears of the end."""
        super().handle_websocket_upgrade()
        protocol: Any = self.transport.get_protocol()
        protocol.gone = self._gone
