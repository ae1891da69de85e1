"""A day passes in seconds: what ends after a day ends after some of them."""

from typing import Any

from daphne.server import Server

SOCKET_SECONDS = 4.0
"""daphne ends every websocket after so long; by default after a day."""


def hurry() -> None:
    """Let daphne end websockets soon."""
    make: Any = Server.__init__

    def hurried(self: Server, *args: Any, **kwargs: Any) -> None:
        make(self, *args, **kwargs | {"websocket_timeout": SOCKET_SECONDS})

    Server.__init__ = hurried
