"""Connections that are spoken to in bytes."""

import socket as network
from contextlib import closing, suppress

from tests.servers import Site

from . import attacker

KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
CLOSE = 0x88


def handshake(document: str, *headers: str, key: str = KEY, version: str = "13") -> bytes:
    """The request that opens a websocket."""
    lines = (
        f"GET /ws/documents/{document}?v=1 HTTP/1.1",
        "Host: 127.0.0.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Version: {version}",
        *([key] if key else []),
        *headers,
    )
    return "\r\n".join((*lines, "", "")).encode()


def bearer(site: Site, username: str = attacker.NAME) -> str:
    """The header that says who somebody is."""
    return f"Authorization: Bearer {site.token(username)}"


def masked(payload: bytes, first: int = 0x82) -> bytes:
    """A frame, masked with zeros."""
    size = len(payload)
    if size < 126:
        return bytes((first, 0x80 | size)) + bytes(4) + payload
    return bytes((first, 0xFF)) + size.to_bytes(8, "big") + bytes(4) + payload


def conversation(site: Site, request: bytes, frames: bytes = b"") -> bytes:
    """What the server says to a request and, if it was let in, to some bytes, until it ends it."""
    got = b""
    with (
        closing(network.create_connection(("127.0.0.1", site.port), attacker.SECONDS)) as socket,
        suppress(ConnectionResetError, BrokenPipeError),
    ):
        socket.sendall(request)
        while not _over(got) and (more := socket.recv(2**16)):
            got += more
            if b"\r\n\r\n" in got and frames:
                socket.sendall(frames)
                frames = b""
    return got


def _over(got: bytes) -> bool:
    """Whether nothing is to be expected: an answer that is no websocket, or a close frame."""
    head, found, frames = got.partition(b"\r\n\r\n")
    if found and b" 101 " not in head.split(b"\r\n")[0]:
        return True
    while len(frames) >= 2:
        size, header = frames[1], 2
        if size == 126:
            size, header = int.from_bytes(frames[2:4], "big"), 4
        elif size == 127:
            size, header = int.from_bytes(frames[2:10], "big"), 10
        if frames[0] == CLOSE and len(frames) >= header + size:
            return True
        frames = frames[header + size :]
    return False
