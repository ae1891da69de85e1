"""A network that misbehaves on request: TCP forwarders in a thread of their own. Needs no root.

Each direction can be delayed, throttled or held. What is held is not lost: as in a partition, TCP
would send it again, so it arrives after the fault, or never if the connections are reset first.
"""

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from typing import Any, TypeVar

T = TypeVar("T")

_CHUNK_BYTES = 64 * 1024
_IN_FLIGHT = 64
"""Chunks that a direction takes in while it is held; then the sender is made to wait."""


class Way(Enum):
    """A direction, as seen by who connects to the proxy."""

    UP = "up"
    DOWN = "down"


BOTH = (Way.UP, Way.DOWN)


class _Lane:
    """How one direction behaves, for every connection."""

    def __init__(self) -> None:
        self.delay_seconds = 0.0
        self.bytes_per_second = 0.0
        self.open = asyncio.Event()
        self.open.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry what comes, until either side is gone."""
        road: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_IN_FLIGHT)
        delivery = asyncio.create_task(self._deliver(road, writer))
        loop = asyncio.get_running_loop()
        try:
            with suppress(ConnectionError):
                while data := await reader.read(_CHUNK_BYTES):
                    await road.put((loop.time() + self.delay_seconds, data))
            await road.put((0.0, b""))
            await delivery
        finally:
            delivery.cancel()

    async def _deliver(
        self, road: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter
    ) -> None:
        loop = asyncio.get_running_loop()
        with suppress(ConnectionError):
            while True:
                due, data = await road.get()
                await asyncio.sleep(due - loop.time())
                await self.open.wait()
                if not data:
                    return
                writer.write(data)
                await writer.drain()
                if self.bytes_per_second:
                    await asyncio.sleep(len(data) / self.bytes_per_second)


class Proxy:
    """One port, and what is behind it. Made by `Network.proxy`; methods take effect at once."""

    def __init__(self, call: Callable[[Callable[[], object]], None], target: int) -> None:
        self.port = 0
        self.target = target
        """The port on this machine that new connections go to."""
        self._call = call
        self._lanes = {way: _Lane() for way in BOTH}
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._refusing = False

    def pass_on(self) -> None:
        """End every fault: what was held arrives now."""

        def change() -> None:
            self._refusing = False
            for lane in self._lanes.values():
                lane.delay_seconds = lane.bytes_per_second = 0.0
                lane.open.set()

        self._call(change)

    def delay(self, seconds: float, *ways: Way) -> None:
        """Everything takes longer; as much as before is under way at a time."""
        self._change(ways, lambda lane: setattr(lane, "delay_seconds", seconds))

    def throttle(self, bytes_per_second: float, *ways: Way) -> None:
        """Little gets through at a time."""
        self._change(ways, lambda lane: setattr(lane, "bytes_per_second", bytes_per_second))

    def hold(self, *ways: Way) -> None:
        """A black hole: connections stay, nobody is told, nothing arrives."""
        self._change(ways, lambda lane: lane.open.clear())

    def forget(self) -> None:
        """Nothing arrives any more on any connection of now, and nobody is told; new ones work."""

        def change() -> None:
            for lane in self._lanes.values():
                lane.open.clear()
            self._lanes = {way: _Lane() for way in BOTH}

        self._call(change)

    def release(self, *ways: Way) -> None:
        """What was held arrives, as slowly as everything else."""
        self._change(ways, lambda lane: lane.open.set())

    def reset(self) -> None:
        """End every connection by RST, with what was under way."""
        self._call(self._reset)

    def refuse(self) -> None:
        """End every connection, and every new one at once."""

        def change() -> None:
            self._refusing = True
            self._reset()

        self._call(change)

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._tasks)

    def _change(self, ways: tuple[Way, ...], how: Callable[[_Lane], object]) -> None:
        self._call(lambda: [how(self._lanes[way]) for way in ways or BOTH])

    def _reset(self) -> None:
        for writer in self._writers:
            _abort(writer)
        for task in self._tasks:
            task.cancel()

    async def listen(self) -> asyncio.Server:
        """Begin to take connections."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        try:
            await self._connect(reader, writer)
        except asyncio.CancelledError:
            pass  # asyncio's server would report it as an error of ours
        finally:
            self._tasks.discard(task)
            self._writers.discard(writer)
            _abort(writer)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refusing:
            return
        await self._lanes[Way.UP].open.wait()
        try:
            there = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            return
        self._writers.add(there[1])
        try:
            await self._carry(reader, writer, there)
        finally:
            self._writers.discard(there[1])
            _abort(there[1])

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        there: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        up = asyncio.create_task(self._lanes[Way.UP].carry(reader, there[1]))
        down = asyncio.create_task(self._lanes[Way.DOWN].carry(there[0], writer))
        try:
            await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
            for side in (writer, there[1]):
                with suppress(ConnectionError):
                    await side.drain()
                side.close()
        finally:
            up.cancel()
            down.cancel()
            await asyncio.gather(up, down, return_exceptions=True)


def _abort(writer: asyncio.StreamWriter) -> None:
    """End with RST what is not closed yet."""
    transport = writer.transport
    if not transport.is_closing():
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.abort()


class Network:
    """All proxies of a test, in one thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._loop.run_forever, name="network", daemon=True)
        self._thread.start()

    def proxy(self, target: int) -> Proxy:
        """A new port that leads to a port of this machine."""
        proxy = Proxy(self._call, target)
        self._servers.append(self._await(proxy.listen()))
        return proxy

    def _await(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def _call(self, change: Callable[[], object]) -> None:
        """Change something in the network's thread; returns when that is done."""
        done = threading.Event()

        def run() -> None:
            change()
            done.set()

        self._loop.call_soon_threadsafe(run)
        assert done.wait(10)

    def close(self) -> None:
        """End everything."""
        self._await(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        for server in self._servers:
            server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)  # aborted connections close now


@contextmanager
def network() -> Iterator[Network]:
    """A network that lasts as long as the block."""
    network = Network()
    try:
        yield network
    finally:
        network.close()
