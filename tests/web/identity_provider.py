"""A small OpenID Connect provider on this machine, for one person at a time."""

import base64
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT_ID = "collab"
CLIENT_SECRET = "provider-secret"


class Provider:
    """Says of everybody who comes that they are `person`."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.person: Mapping[str, Any] = {}
        self.codes: set[str] = set()

    def discovery(self) -> dict[str, Any]:
        """What clients read first."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, query: Mapping[str, list[str]]) -> str:
        """Where the browser goes on to, with a code."""
        code = secrets.token_urlsafe()
        self.codes.add(code)
        answer = urlencode({"code": code, "state": query["state"][0]})
        return f"{query['redirect_uri'][0]}?{answer}"

    def token(self, form: Mapping[str, list[str]]) -> dict[str, Any]:
        """Tokens for a code. Raises `KeyError` for one that is wrong or used."""
        self.codes.remove(form["code"][0])
        assert form["client_secret"] == [CLIENT_SECRET]
        assert form["code_verifier"]
        now = int(time.time())
        issued = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 60}
        id_token = ".".join(map(_part, ({"alg": "none"}, {**issued, **self.person})))
        return {"access_token": "access", "token_type": "Bearer", "id_token": f"{id_token}."}


def _part(value: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider that runs as long as the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    provider = _Handler.provider = Provider(server.server_port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(parse_qs(address.query)))
            self.end_headers()
        elif address.path == "/userinfo":
            self._answer(dict(self.provider.person))
        else:
            self._answer(self.provider.discovery())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(self.provider.token(parse_qs(body)))

    def _answer(self, value: dict[str, Any]) -> None:
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
