"""`serve --workers`: several processes behind one port are one server to everybody."""

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from tests.interop.python_client import PythonClient, opened
from tests.servers import Site, end

from .cluster import Redis

pytestmark = pytest.mark.server

CLIENTS = 8
"""With two workers, the chance that all of them meet in one is 1 in 128; either way it holds."""


def close_code(client: PythonClient) -> int | None:
    with pytest.raises(ConnectionClosed) as closed:
        client.until(lambda: False)
    return closed.value.rcvd.code if closed.value.rcvd else None


def test_workers_share_documents_and_say_goodbye(tmp_path: Path, postgresql_url: str) -> None:
    redis = Redis()
    site = Site(tmp_path, DATABASE_URL=postgresql_url, REDIS_URL=redis.url)
    try:
        site.start("--workers", "2")
        share_and_end(site)
    finally:
        end(site)
        redis.kill()
    assert "Traceback" not in site.log_path.read_text()


def share_and_end(site: Site) -> None:
    document = site.create("ada")
    with ExitStack() as stack:
        clients = [stack.enter_context(opened(site, document, "ada")) for _ in range(CLIENTS)]
        share(clients)
        assert site.stop() == 0
        assert {close_code(client) for client in clients} == {4503}


def share(clients: Sequence[PythonClient]) -> None:
    for number, client in enumerate(clients):
        client.append(f"<{number}>")
        client.saved()
    for client in clients:
        client.until(partial(has_everything, client))


def has_everything(client: PythonClient) -> bool:
    return all(f"<{number}>" in str(client.text) for number in range(CLIENTS))
