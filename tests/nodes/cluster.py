"""Two servers on one PostgreSQL and one Redis, and lines between them that can be broken."""

import base64
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from documents.protocol.outgoing import unsealed
from tests import backends
from tests.proxy import Network, Proxy
from tests.servers import Site, end


class Redis:
    """A Redis on a port of its own that tests may kill and pause."""

    def __init__(self) -> None:
        self.port = backends.free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[str] | None = None
        self.start()

    def start(self) -> None:
        quiet = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--port", self.port]
        program = backends.find_program("redis-server")
        command = [program, *map(str, quiet)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert any("Ready to accept connections" in line for line in self._process.stdout)

    def tell(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(how)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.communicate()

    def do(self, *command: str) -> str:
        program = backends.find_program("redis-cli")
        call = [program, "-p", str(self.port), *command]
        run = subprocess.run(call, check=True, capture_output=True, timeout=10, text=True)
        return run.stdout


_FIRST: dict[str, Site] = {}
"""On each database of this run, which it has set up."""


@dataclass(frozen=True, slots=True)
class Door:
    """A line between clients and a node."""

    node: Site
    line: Proxy

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.line.port}/ws/documents"

    def token(self, username: str) -> str:
        return self.node.token(username)


@dataclass(frozen=True, slots=True)
class Node:
    """One server, and the lines that lead to what it needs."""

    site: Site
    database: Proxy
    redis: Proxy


class Cluster:
    """Two nodes, and what they share."""

    def __init__(self, folder: Path, database_url: str, network: Network, **variables: str) -> None:
        self.database_url = database_url
        self.network = network
        self.redis = Redis()
        self._folder = folder
        self._variables = {
            "COLLAB_COMPACT_ROWS": "40",
            "COLLAB_COMPACT_SECONDS": "0.001",
        } | variables
        self.lines: list[Node] = []
        for _ in range(2):
            self.add()

    @property
    def nodes(self) -> list[Site]:
        """The servers alone."""
        return [node.site for node in self.lines]

    def _node(self, **variables: str) -> Node:
        database = self.network.proxy(port_of(self.database_url))
        redis = self.network.proxy(self.redis.port)
        shared = {
            "DATABASE_URL": through(self.database_url, database),
            "REDIS_URL": through(self.redis.url, redis),
        }
        site = Site(self._folder, self._beside(), **shared, **self._variables, **variables)
        _FIRST.setdefault(self.database_url, site)
        return Node(site, database, redis)

    def _beside(self) -> Site | None:
        """A server on the same database, if there ever was one."""
        return self.lines[0].site if self.lines else _FIRST.get(self.database_url)

    def add(self, **variables: str) -> Site:
        """One more node, which is not started yet."""
        self.lines.append(self._node(**variables))
        return self.lines[-1].site

    def door(self, node: Site) -> Door:
        """A line to a node that its clients go through."""
        return Door(node, self.network.proxy(node.port))

    def create(self) -> str:
        """A document that everybody in a crowd may edit."""
        return self.nodes[0].create("ada", "grace", "alan")

    def stored(self, document: str) -> list[str]:
        """What the database holds of a document: checkpoint and log, unsealed and as base64."""
        sql = """
            SELECT state FROM (
                SELECT seq, state FROM collab_documents_checkpoint WHERE document_id = %(id)s
                UNION ALL
                SELECT seq, payload FROM collab_documents_update WHERE document_id = %(id)s
            ) AS stored ORDER BY seq
        """
        with closing(psycopg.connect(self.database_url)) as database:
            rows = database.execute(sql, {"id": document}).fetchall()
        return [base64.b64encode(unsealed(bytes(state))).decode() for (state,) in rows]

    def close(self) -> None:
        """End everything."""
        with suppress(ProcessLookupError):
            self.redis.tell(signal.SIGCONT)
        self.redis.kill()
        for node in self.nodes:
            end(node)


def port_of(url: str) -> int:
    """The port in an address."""
    found = re.search(r":(\d+)/", url)
    assert found is not None
    return int(found[1])


def through(url: str, line: Proxy) -> str:
    """The address, by way of a proxy."""
    return url.replace(f":{port_of(url)}/", f":{line.port}/")


@contextmanager
def running(
    folder: Path, database_url: str, network: Network, **variables: str
) -> Iterator[Cluster]:
    """Two nodes that serve until the block ends, with everything they started."""
    cluster = Cluster(folder, database_url, network, **variables)
    try:
        for node in cluster.nodes:
            node.start()
        yield cluster
    finally:
        cluster.close()
