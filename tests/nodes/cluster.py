"""Two servers on one PostgreSQL and one Redis, and a switch in front that clients go through."""

import asyncio
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg

from tests import backends
from tests.servers import Site, until


class Switch:
    """A TCP forwarder whose target can change; what goes through a dead target is cut."""

    def __init__(self) -> None:
        self.target = 0
        self.port = 0
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        for task in (tasks := asyncio.all_tasks(self._loop)):
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(asyncio.sleep(0))  # aborted connections close now
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        try:
            await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer))
        finally:
            writer.transport.abort()
            there[1].transport.abort()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with suppress(ConnectionError):
        writer.close()


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

    def signal(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(how)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.communicate()

    def do(self, *command: str) -> None:
        program = backends.find_program("redis-cli")
        call = [program, "-p", str(self.port), *command]
        subprocess.run(call, check=True, capture_output=True, timeout=10)


class Cluster:
    """Two nodes, and what they share."""

    def __init__(self, folder: Path, database_url: str, redis: Redis) -> None:
        self.database_url = database_url
        self.redis = redis
        shared = {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis.url,
            "COLLAB_COMPACT_ROWS": "40",
        }
        self.nodes = [Site(folder, **shared), Site(folder, **shared)]

    def stored(self, document: str) -> list[bytes]:
        """What the database holds of a document: checkpoint and log."""
        sql = """
            SELECT state FROM (
                SELECT seq, state FROM collab_documents_checkpoint WHERE document_id = %(id)s
                UNION ALL
                SELECT seq, payload FROM collab_documents_update WHERE document_id = %(id)s
            ) AS stored ORDER BY seq
        """
        with closing(psycopg.connect(self.database_url)) as database:
            return [bytes(state) for (state,) in database.execute(sql, {"id": document})]


@contextmanager
def running(folder: Path, database_url: str) -> Iterator[Cluster]:
    """Two nodes that serve until the block ends, with everything they started."""
    redis = Redis()
    cluster = Cluster(folder, database_url, redis)
    try:
        for node in cluster.nodes:
            node.start()
        yield cluster
    finally:
        with suppress(ProcessLookupError):
            redis.signal(signal.SIGCONT)
        redis.kill()
        for node in cluster.nodes:
            end(node)


def end(node: Site) -> None:
    """Kill a node with everything it started."""
    if node.process is not None:
        node.kill()
    for process in node.processes():
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    until(lambda: not node.processes())
