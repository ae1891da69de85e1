"""No request body grows without bound: Django writes all of it to disk before a view may refuse it.

What arrives is counted, whatever the headers say of it.
"""

from collections.abc import Awaitable, Callable
from typing import Any

MAX_BYTES = 26 * 1024**2
"""An import of 25 MB and the form around it; single addresses allow less."""

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

_PROBLEM = (
    b'{"type": "about:blank", "title": "Content Too Large", "status": 413,'
    b' "detail": "The request is too large."}'
)


class _TooLargeError(Exception):
    """More has arrived than any request may hold."""


class BodyLimit:
    """An ASGI application that answers 413 for bodies over the limit and passes on the rest."""

    def __init__(self, application: Application, max_bytes: int = MAX_BYTES) -> None:
        """`max_bytes` bounds one request's body."""
        self._application = application
        self._max_bytes = max_bytes

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
        elif _announced(scope) > self._max_bytes:
            await _refuse(send)
        else:
            await self._counted(scope, receive, send)

    async def _counted(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        received = 0

        async def counting() -> Any:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                raise _TooLargeError
            return message

        try:
            await self._application(scope, counting, send)
        except _TooLargeError:
            await _refuse(send)


def _announced(scope: dict[str, Any]) -> int:
    """What the headers say; servers have refused what is no number."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _refuse(send: Any) -> None:
    headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": _PROBLEM})
