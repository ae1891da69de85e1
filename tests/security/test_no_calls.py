"""The server calls nobody at an address that users give: there are no webhooks, and no fetching."""

import ast
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from documents import services, workers
from documents.models import Document
from documents.services.exports import Format

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
CALLERS = {
    "aiohttp", "ftplib", "http.client", "httpcore", "httpx", "requests", "urllib.request",
    "urllib3", "websockets", "xmlrpc",
}  # fmt: skip
"""What programs call others with."""


class Ear:
    """An address that notes whether anybody calls."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.setblocking(False)
        port = self.socket.getsockname()[1]
        names = ("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]")
        self.addresses = [f"http://{name}:{port}/picture.png" for name in names]

    def was_called(self) -> bool:
        try:
            self.socket.accept()[0].close()
        except BlockingIOError:
            return False
        return True


@pytest.fixture
def ear() -> Iterator[Ear]:
    made = Ear()
    with closing(made.socket):
        yield made
    workers.stop()


def imported(path: Path) -> set[str]:
    """The modules that a module names."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_nothing_of_the_server_can_call_by_http() -> None:
    modules = [path for name in ("documents", "collab") for path in (ROOT / name).rglob("*.py")]
    assert len(modules) > 100
    callers = {str(path) for path in modules if imported(path) & CALLERS}
    assert callers == set()


def test_an_ear_hears() -> None:
    ear = Ear()
    with closing(ear.socket), closing(socket.create_connection(ear.socket.getsockname())):
        assert ear.was_called()
    ear.socket.close()


def test_addresses_in_documents_are_never_called(ada: User, client: Client, ear: Ear) -> None:
    pictures = "\n\n".join(f"![p]({one}) [l]({one}) <{one}>" for one in ear.addresses)
    tags = "".join(f'<p><img src="{one}"><a href="{one}">l</a></p>' for one in ear.addresses)
    frames = "".join(f'<iframe src="{one}"></iframe>' for one in ear.addresses)
    client.force_login(ada)
    for name, content in (("pictures.md", pictures), ("page.html", tags + frames)):
        form = {"file": SimpleUploadedFile(name, content.encode())}
        assert client.post("/api/v1/imports/", form).status_code == 201
    made = services.create_document("By REST", owner=ada, markdown=pictures)
    services.take_snapshot(made, actor=ada, label="v")
    for document in Document.objects.filter(owner=ada):
        for kind in Format:
            address = f"/api/v1/documents/{document.pk}/export/?format={kind.value}"
            answer = client.get(address)
            assert answer.status_code == 200, kind
            assert b"".join(answer)
    assert not ear.was_called()
