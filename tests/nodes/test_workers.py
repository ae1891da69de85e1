"""`serve --workers`: several processes behind one port are one server to everybody."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from time import monotonic, sleep

import pytest
from websockets.exceptions import ConnectionClosed

from tests.interop.python_client import PythonClient, opened
from tests.servers import POLL_SECONDS, ServerError, Site, end

from .cluster import Redis

pytestmark = pytest.mark.server

CLIENTS = 8
"""With two workers, the chance that all of them meet in one is 1 in 128; either way it holds."""

VISITORS = 60
"""Divided by chance; that one of two workers gets fewer than ten happens once in 30 million."""


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


def test_workers_share_who_connects(tmp_path: Path, postgresql_url: str) -> None:
    redis = Redis()
    site = Site(tmp_path, DATABASE_URL=postgresql_url, REDIS_URL=redis.url)
    try:
        site.start("--workers", "2")
        with ExitStack() as stack:
            for _ in range(VISITORS):
                stack.enter_context(socket.create_connection(("127.0.0.1", site.port)))
            deadline = monotonic() + 20
            while sum(taken := shares(site)) < VISITORS:
                assert monotonic() < deadline, taken
                sleep(POLL_SECONDS)
            assert len(taken) == 2
            assert min(taken) >= VISITORS // 6
    finally:
        end(site)
        redis.kill()


def shares(site: Site) -> list[int]:
    """How many connections each process has taken; those of workers that have any."""
    taken = {inode for inode, port in established() if port == site.port}
    counts = [len(taken & sockets_of(pid)) for pid in site.processes()]
    return [count for count in counts if count]


def established() -> Iterator[tuple[str, int]]:
    """The connections of this machine: their inodes and local ports."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[3] == "01":
            yield fields[9], int(fields[1].partition(":")[2], 16)


def sockets_of(pid: int) -> set[str]:
    """The inodes of the sockets that a process has open."""
    found = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            found.add(str(entry.readlink()).removeprefix("socket:[").removesuffix("]"))
    return found


def test_workers_do_not_share_the_port_of_another_server(
    tmp_path: Path, postgresql_url: str
) -> None:
    redis = Redis()
    site = Site(tmp_path, DATABASE_URL=postgresql_url, REDIS_URL=redis.url)
    try:
        site.start("--workers", "2")
        with pytest.raises(ServerError, match="ddress already in use"):
            site.manage("serve", "--port", str(site.port), "--workers", "2")
    finally:
        end(site)
        redis.kill()


def has_everything(client: PythonClient) -> bool:
    return all(f"<{number}>" in str(client.text) for number in range(CLIENTS))
