"""The fast path between processes: a channel-layer group for each document and each process.

It is a hint that may get lost, come twice, late or damaged; the log is the truth. Nothing waits
for it: publishing happens in the background, and a room that hears nothing asks the database.

In a document's group a process asks who else has it open. What is typed then goes to the groups of
those processes, the news of many documents in one message, and nowhere if there are none: a
message for each keystroke was a third of the processor's time.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

from .companions import LEASE_SECONDS, Companions
from .envelope import Cursor, DamagedError, Envelope, encode, parse
from .store.rows import Row

logger = logging.getLogger(__name__)

_BUDGET_SECONDS = 1.0
"""How long one step (a publication, a subscription) may take before it is given up."""

_PAUSE_SECONDS = 1.0
"""Between attempts to subscribe while the layer is away."""

_BEAT_SECONDS = LEASE_SECONDS / 3
"""How often those who share a document tell each other that they have it open."""

_TOGETHER = 100
"""Envelopes that one message holds at most."""

INLINE_BYTES = 16 * 1024
"""Rows up to this size together travel in the envelope; larger ones are read from the log."""


class Relay:
    """The process's ear and voice in the groups of the documents that it has open."""

    def __init__(self, hear: Callable[[Envelope], None]) -> None:
        self._hear = hear
        self._layer = get_channel_layer()
        self._alone = isinstance(self._layer, InMemoryChannelLayer)
        self._id = uuid4()
        self._node = self._id.hex
        self._companions = Companions()
        self._waiting: dict[UUID, _Waiting] = {}
        self._wake = asyncio.Event()
        self._unheard: set[UUID] = set()
        self._deaf = asyncio.Event()
        self._failing = False
        self._tasks: list[asyncio.Task[None]] = []
        self._channel = ""

    async def start(self) -> None:
        """Begin to listen and to publish; there is nothing to do for a process that is alone."""
        _here[asyncio.get_running_loop()] = self
        if self._alone:
            return
        await self._try(self._open_channel())
        self._unheard.add(self._id)
        await self._subscribe(self._id)
        self._tasks = [
            asyncio.create_task(self._listen(), name="relay listens"),
            asyncio.create_task(self._publish(), name="relay publishes"),
            asyncio.create_task(self._mend(), name="relay mends"),
            asyncio.create_task(self._beat(), name="relay beats"),
        ]

    async def stop(self) -> None:
        """Stop everything, as far as the layer lets go in time."""
        _here.pop(asyncio.get_running_loop(), None)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_BUDGET_SECONDS)

    # -- what is heard

    async def enter(self, document_id: UUID) -> None:
        """Listen to a document's group, and ask there who is here.

        Does not fail: while the layer is away it is tried again and again, until `leave`.
        """
        if self._alone:
            return
        self._companions.enter(document_id)
        self._unheard.add(document_id)
        if self._failing:
            self._deaf.set()
        else:
            await self._subscribe(document_id)

    async def leave(self, document_id: UUID) -> None:
        """Stop listening to a document's group."""
        self._companions.leave(document_id)
        self._unheard.discard(document_id)
        if self._channel:
            await self._try(self._layer.group_discard(_group(document_id.hex), self._channel))

    async def _subscribe(self, document_id: UUID) -> None:
        if self._channel and await self._try(self._join(document_id)):
            self._unheard.discard(document_id)
            self._waits(document_id).asks = True
        else:
            self._deaf.set()

    async def _join(self, document_id: UUID) -> None:
        await self._layer.group_add(_group(document_id.hex), self._channel)

    async def _mend(self) -> None:
        """Subscribe to what could not be subscribed to."""
        while True:
            await self._deaf.wait()
            await asyncio.sleep(_PAUSE_SECONDS)
            self._deaf.clear()
            for document_id in list(self._unheard):
                await self._subscribe(document_id)
                if self._deaf.is_set():
                    break

    async def _beat(self) -> None:
        """Tell companions that documents are still open here; who knows of none asks again."""
        for beat in count():
            await asyncio.sleep(_BEAT_SECONDS)
            self._companions.expire(asyncio.get_running_loop().time())
            for document_id in self._companions.documents:
                if self._companions.of(document_id):
                    self._waits(document_id).answers = True
                elif beat % 3 == 0:
                    self._waits(document_id).asks = True

    async def _open_channel(self) -> None:
        self._channel = await self._layer.new_channel("collab")

    async def _listen(self) -> None:
        while True:
            if not self._channel and not await self._try(self._open_channel()):
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            try:
                envelopes = parse(await self._layer.receive(self._channel))
            except DamagedError as error:
                logger.warning("A hint was damaged: %s.", error)
            except Exception as error:  # noqa: BLE001 (what cannot be decrypted, and this task's root)
                logger.warning("A hint could not be read: %s.", type(error).__name__)
            else:
                for envelope in envelopes:
                    if envelope.node != self._node:
                        self._take(envelope)

    def _take(self, envelope: Envelope) -> None:
        if envelope.node:
            now = asyncio.get_running_loop().time()
            self._companions.hear(envelope.document_id, envelope.node, now)
        if envelope.asks:
            self._waits(envelope.document_id).answers = True
        self._hear(envelope)

    # -- what is said; all of it returns at once

    def announce(self, document_id: UUID, rows: Sequence[Row]) -> None:
        """Tell other processes that the log has grown by `rows`.

        Several announcements of one document that wait become one.
        """
        if not self._alone:
            self._waits(document_id).grow(rows)

    def show(self, document_id: UUID, cursors: Iterable[Cursor]) -> None:
        """Tell other processes where people of this one are, or that they are gone."""
        if not self._alone:
            waiting = self._waits(document_id)
            waiting.cursors |= {cursor.entry.client: cursor for cursor in cursors}

    def hint(self, document_id: UUID, notice: Mapping[str, Any] | None) -> None:
        """Tell the rooms of all processes to read the log to its head, this one's at once."""
        envelope = Envelope(document_id, self._node, behind=True, notice=notice)
        self._hear(envelope)
        if not self._alone:
            self._waits(document_id).hints.append(envelope)

    def _waits(self, document_id: UUID) -> "_Waiting":
        self._wake.set()
        return self._waiting.setdefault(document_id, _Waiting(document_id, self._node))

    async def _publish(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            waiting, self._waiting = list(self._waiting.values()), {}
            for address, envelopes in self._addressed(waiting):
                if not await self._try(_send(self._layer, address, envelopes)):
                    self._give_up(waiting)
                    break

    def _give_up(self, waiting: Sequence["_Waiting"]) -> None:
        """A late hint is worth less than a poll; who has asked asks again when that is possible."""
        asking = {w.document_id for w in (*waiting, *self._waiting.values()) if w.asks}
        self._unheard |= asking.intersection(self._companions.documents)
        self._waiting.clear()
        self._deaf.set()

    def _addressed(self, waiting: Iterable["_Waiting"]) -> Iterator[tuple[str, Sequence[Envelope]]]:
        """What is to be sent to which group, in as few messages as possible."""
        news: list[Envelope] = []
        for one in waiting:
            yield from ((one.document_id.hex, [envelope]) for envelope in one.for_everybody())
            news += one.for_companions()
        by_node: dict[str, list[Envelope]] = {}
        for envelope in news:
            for node in self._companions.of(envelope.document_id):
                by_node.setdefault(node, []).append(envelope)
        if len(by_node) <= len(news):
            for node, envelopes in by_node.items():
                for start in range(0, len(envelopes), _TOGETHER):
                    yield node, envelopes[start : start + _TOGETHER]
        else:
            yield from ((envelope.document_id.hex, [envelope]) for envelope in news)

    async def _try(self, work: Awaitable[None]) -> bool:
        """Whether a step of the layer succeeded in its time; says so when that changes."""
        try:
            await asyncio.wait_for(work, _BUDGET_SECONDS)
        except Exception as error:  # noqa: BLE001 (the errors of layers have no common class)
            if not self._failing:
                logger.warning("Other processes cannot be reached: %r.", error)
            self._failing = True
        else:
            if self._failing:
                logger.warning("Other processes can be reached again.")
            self._failing = False
        return not self._failing


class _Waiting:
    """What is to be published about one document."""

    __slots__ = (
        "_node", "_rows", "_seq", "_size", "answers", "asks", "cursors", "document_id", "hints",
    )  # fmt: skip

    def __init__(self, document_id: UUID, node: str) -> None:
        self.document_id = document_id
        self._node = node
        self._seq: int | None = None
        self._rows: list[Row] = []
        self._size = 0
        self.cursors: dict[int, Cursor] = {}
        self.asks = False
        """Whether to ask who else has the document open."""
        self.answers = False
        """Whether to say that it is open here, even if there is nothing else to say."""
        self.hints: list[Envelope] = []

    def grow(self, rows: Sequence[Row]) -> None:
        self._seq = rows[-1].seq
        self._size += sum(len(row.payload) for row in rows)
        self._rows += rows
        if self._size > INLINE_BYTES:
            self._rows = []

    def for_everybody(self) -> list[Envelope]:
        """What goes to processes that are not known, too."""
        return [self._news(), *self.hints] if self.asks else self.hints

    def for_companions(self) -> list[Envelope]:
        """What goes to those that are known to have the document open."""
        news = self._seq is not None or self.cursors or self.answers
        return [self._news()] if news and not self.asks else []

    def _news(self) -> Envelope:
        return Envelope(
            self.document_id,
            self._node,
            seq=self._seq,
            rows=tuple(self._rows),
            cursors=tuple(self.cursors.values()),
            asks=self.asks,
        )


_here: dict[asyncio.AbstractEventLoop, Relay] = {}
"""The relay of each event loop of this process: there is one, but for tests."""


def hint(document_id: UUID, notice: Mapping[str, Any] | None = None) -> None:
    """Tell live rooms, in every process, to read the log to its head. Call it after the commit.

    From any thread of any process, also one without rooms. `notice` goes to the peers as a
    message of its own. Does not fail: the log is the truth.
    """
    here = next(iter(_here.items()), None)
    if here is None:
        async_to_sync(_send_once)(Envelope(document_id, "", behind=True, notice=notice))
    else:
        loop, relay = here
        loop.call_soon_threadsafe(relay.hint, document_id, notice)


async def _send_once(envelope: Envelope) -> None:
    work = _send(get_channel_layer(), envelope.document_id.hex, [envelope])
    try:
        await asyncio.wait_for(work, _BUDGET_SECONDS)
    except Exception as error:  # noqa: BLE001 (the errors of layers have no common class)
        logger.warning("A hint for %s was not published: %r.", envelope.document_id, error)


async def _send(layer: Any, address: str, envelopes: Sequence[Envelope]) -> None:
    """Publish in the group of a document or of a process."""
    await layer.group_send(_group(address), encode(envelopes))


def _group(address: str) -> str:
    return f"collab.{address}"
