"""The app's part of a project's `asgi.py`."""

from channels.routing import ProtocolTypeRouter, URLRouter

from .consumers.host import Application, Host
from .routing import websocket_urlpatterns


def collab_application(http: Application) -> Application:
    """HTTP to `http`, websockets to the rooms, and a clean end when the server stops."""
    host = Host(URLRouter(websocket_urlpatterns))
    routed: Application = ProtocolTypeRouter(
        {"http": http, "websocket": host.websocket, "lifespan": host.lifespan}
    )
    return routed
