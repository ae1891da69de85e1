"""The fast path between processes: a channel-layer group for each document.

It is a hint that may get lost, come twice or come late; the log is the truth. Nothing waits for
it: publishing happens in the background, and a room that hears nothing asks the database.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

logger = logging.getLogger(__name__)

Envelope = Mapping[str, Any]
"""`document` (text), and optionally `node`, `seq` (head after a commit) and `notice`."""

_PUBLISH_SECONDS = 1.0
"""How long one publication may take before it is given up."""


class Relay:
    """The process's ear and voice in the groups of the documents that it has open."""

    def __init__(self, hear: Callable[[UUID, Envelope], None]) -> None:
        self._hear = hear
        self._layer = get_channel_layer()
        self._alone = isinstance(self._layer, InMemoryChannelLayer)
        self._node = uuid4().hex
        self._outgoing: dict[UUID, dict[str, Any]] = {}
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._channel = ""

    async def start(self) -> None:
        """Begin to listen and to publish."""
        self._channel = await self._layer.new_channel("collab")
        self._tasks = [
            asyncio.create_task(self._listen(), name="relay listens"),
            asyncio.create_task(self._publish(), name="relay publishes"),
        ]
        _here[asyncio.get_running_loop()] = self

    async def stop(self) -> None:
        """Stop both."""
        _here.pop(asyncio.get_running_loop(), None)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def enter(self, document_id: UUID) -> None:
        """Listen to a document's group."""
        await self._layer.group_add(_group(document_id), self._channel)

    async def leave(self, document_id: UUID) -> None:
        """Stop listening to a document's group."""
        await self._layer.group_discard(_group(document_id), self._channel)

    def announce(self, document_id: UUID, seq: int) -> None:
        """Tell other processes that the log has come to `seq`; returns at once.

        Several announcements of one document that wait become one. With the in-memory layer
        there is no other process, and the rooms of this one know already.
        """
        if not self._alone:
            self._outgoing[document_id] = {"node": self._node, "seq": seq}
            self._wake.set()

    async def send(self, document_id: UUID, content: Envelope) -> None:
        """Send one envelope to a document's group."""
        await _send(self._layer, document_id, content)

    async def _publish(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._outgoing:
                document_id = next(iter(self._outgoing))
                content = self._outgoing.pop(document_id)
                try:
                    await asyncio.wait_for(self.send(document_id, content), _PUBLISH_SECONDS)
                except (
                    Exception
                ):  # the layer's own errors have no common class; the log is the truth
                    logger.warning("A hint for %s was not published.", document_id, exc_info=True)

    async def _listen(self) -> None:
        while True:
            message = await self._layer.receive(self._channel)
            envelope = message["envelope"]
            if envelope.get("node") != self._node:
                self._hear(UUID(envelope["document"]), envelope)


_here: dict[asyncio.AbstractEventLoop, Relay] = {}
"""The relay of each event loop of this process: there is one, but for tests."""


def hint(document_id: UUID, notice: Mapping[str, Any] | None = None) -> None:
    """Tell live rooms, in every process, to read the log to its head. Call it after the commit.

    From any thread. `notice` goes to the peers as a message of its own.
    """
    content: dict[str, Any] = {"notice": dict(notice)} if notice else {}
    here = next(iter(_here.items()), None)
    if here is not None:
        loop, relay = here
        asyncio.run_coroutine_threadsafe(relay.send(document_id, content), loop)
        return
    async_to_sync(_send)(get_channel_layer(), document_id, content)


async def _send(layer: Any, document_id: UUID, content: Envelope) -> None:
    envelope = {"document": str(document_id), **content}
    await layer.group_send(_group(document_id), {"type": "collab.envelope", "envelope": envelope})


def _group(document_id: UUID) -> str:
    return f"collab.{document_id.hex}"
