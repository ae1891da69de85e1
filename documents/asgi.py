"""The app's part of a project's `asgi.py`."""

from collections.abc import Awaitable, Callable
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter

from .rooms import registry
from .routing import websocket_urlpatterns

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def collab_application(http: Application) -> Application:
    """HTTP to `http`, websockets to the rooms, and a clean end when the server stops."""
    websocket = URLRouter(websocket_urlpatterns)
    routed: Application = ProtocolTypeRouter(
        {"http": http, "websocket": websocket, "lifespan": _lifespan}
    )
    return routed


async def _lifespan(_: dict[str, Any], receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await registry.here()
            await send({"type": "lifespan.startup.complete"})
        else:
            await registry.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
