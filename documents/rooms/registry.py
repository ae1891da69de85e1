"""The rooms of one process: opened once, swept every second, unloaded clean."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from math import inf
from uuid import UUID

from django.db import Error as DatabaseError

from .. import conf, presence, workers
from ..envelope import Envelope
from ..journal import Journal
from ..protocol.errors import CloseCode, ProtocolError
from ..relay import Relay
from ..store import links, rows, state, storage
from . import admissions
from .news import RoomEndedError
from .ports import P, Ports, Reader, T
from .room import Room
from .tasks import Tasks
from .upkeep import Upkeep

logger = logging.getLogger(__name__)

_SWEEP_SECONDS = 1.0
_WEIGH_SECONDS = 10.0
"""How often it is asked whose storage is full."""
_READ_SECONDS = 5.0
"""How long somebody who enters waits for news from a database that goes away meanwhile."""
_GOODBYE_SECONDS = 2.0
"""How long a closing process waits for its clients to be told."""
_LAST_COMMIT_SECONDS = 4.0
"""How long a closing process waits for a database that is away."""
_THREADS_SECONDS = 1.0
"""How long it waits for threads that may hang on such a database."""


class Draining(Exception):
    """The process is about to end: nobody may enter any more."""


class Rooms:
    """Every document that is open in this process."""

    def __init__(self, settings: conf.Conf) -> None:
        loop = asyncio.get_running_loop()
        self.draining = False
        """Whether the process is about to end."""
        self._journal = Journal()
        self._relay = Relay(self._hear)
        self._reader = Reader()
        self._ports = Ports(
            conf=settings,
            journal=self._journal,
            relay=self._relay,
            reader=self._reader,
            work=workers.run_async,
            now=loop.time,
            later=loop.call_later,
        )
        self._upkeep = Upkeep(self._ports)
        self._rooms: dict[UUID, Room] = {}
        self._loading: dict[UUID, asyncio.Task[Room]] = {}
        self._empty_since: dict[UUID, float] = {}
        self._renewed = 0.0
        self._weighed = 0.0
        self._said: Mapping[UUID, Sequence[presence.Person]] = {}
        self._leases = Tasks()
        self._tasks = Tasks()
        self._sweeper: asyncio.Task[None] | None = None

    # -- opening and closing

    async def start(self) -> None:
        """Begin to listen to other processes and to sweep."""
        await self._relay.start()
        self._sweeper = self._tasks.start(self._sweep_forever(), "sweeping rooms")

    async def read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function that reads the database, in a thread. Raises `Draining`."""
        self._refuse_while_draining()
        return await self._reader.run(function, *args, **kwargs)

    async def open(self, document_id: UUID, seq: int = 0) -> Room:
        """The room of a document, which has read its log at least to `seq`.

        A process that stood still, or that no hint has reached, learns here what others saved.

        Raises `DocumentNotFound`, `Corrupt`, `django.db.Error` or `TimeoutError` while the database
        is away, and `Draining`. A peer that enters before the next `await` is told when the process
        ends.
        """
        room = await self._open(document_id)
        if room.record.seq < seq:
            with suppress(RoomEndedError):  # it is loaded anew
                await asyncio.wait_for(room.catch_up(), _READ_SECONDS)
            room = await self._open(document_id)
        return room

    async def _open(self, document_id: UUID) -> Room:
        """Load a room once, however many ask at the same time."""
        self._refuse_while_draining()
        room = self._rooms.get(document_id)
        if room is not None and not room.ended:
            return room
        loading = self._loading.get(document_id)
        if loading is None:
            loading = asyncio.create_task(self._load(document_id))
            self._loading[document_id] = loading
            loading.add_done_callback(lambda _: self._loading.pop(document_id, None))
        room = await asyncio.shield(loading)
        self._refuse_while_draining()
        return room

    def _refuse_while_draining(self) -> None:
        if self.draining:
            raise Draining

    async def _load(self, document_id: UUID) -> Room:
        """Subscribe, then load: what is committed in between comes as a hint to the room."""
        await self._relay.enter(document_id)
        loaded = await self._reader.run(state.load, document_id)
        room = self._rooms[document_id] = Room(document_id, loaded, self._ports)
        await self._weigh([document_id])
        self._empty_since[document_id] = self._ports.now()
        return room

    async def stop(self, code: CloseCode, reason: str) -> None:
        """Tell every client, commit everything, end every thread. Once."""
        if self.draining:
            return
        self.draining = True
        if self._sweeper is not None:
            self._sweeper.cancel()
        await self._dismiss(code, reason)
        await self._commit_the_rest()
        await self._relay.stop()
        await self._end_threads()
        workers.stop()

    @property
    def saving(self) -> bool:
        """Whether the database takes what is typed, as far as this process has tried."""
        return not self._journal.failing

    async def _commit_the_rest(self) -> None:
        try:
            async with asyncio.timeout(_LAST_COMMIT_SECONDS):
                for room in list(self._rooms.values()):
                    await room.tasks.settled()
                await self._journal.drain()
        except TimeoutError:
            logger.warning("The database did not take the last edits; their authors have them.")

    async def _end_threads(self) -> None:
        ends = asyncio.gather(self._journal.close(), self._reader.close())
        try:
            await asyncio.wait_for(ends, _THREADS_SECONDS)
        except TimeoutError:
            logger.warning("The database does not answer: threads that ask it are left behind.")

    async def _dismiss(self, code: CloseCode, reason: str) -> None:
        """Send everybody away, and wait a moment for the words to reach them."""
        for room in list(self._rooms.values()):
            room.gathering.notify({"kind": "restarting"})
            room.end(code, reason)
        gone = [asyncio.ensure_future(r.gathering.empty.wait()) for r in self._rooms.values()]
        if gone:
            _, late = await asyncio.wait(gone, timeout=_GOODBYE_SECONDS)
            for waiting in late:
                waiting.cancel()

    # -- news

    def _hear(self, envelope: Envelope) -> None:
        room = self._rooms.get(envelope.document_id)
        if room is None or room.ended:
            return
        try:
            room.hear(envelope)
        except ProtocolError:
            logger.warning("A hint for %s does not read.", envelope.document_id)  # polls go on

    # -- every second

    async def _sweep_forever(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            try:
                await self.sweep()
            except DatabaseError as error:
                logger.warning("The open documents cannot be polled: %s", error)

    async def sweep(self) -> None:
        """Do once what is due in every room. Raises `django.db.Error` while it is away."""
        for room in list(self._rooms.values()):
            room.gathering.tick()
            self._upkeep.tick(room)
            self._retire(room)
        await self._poll()
        await self._review()
        if self._ports.now() - self._weighed >= _WEIGH_SECONDS:
            self._weighed = self._ports.now()
            await self._weigh(list(self._rooms))
        self._renew()

    def peek(self, document_id: UUID) -> Room | None:
        """The room of a document, if it is open in this process."""
        return self._rooms.get(document_id)

    def _retire(self, room: Room) -> None:
        now = self._ports.now()
        if room.gathering.peers and not room.ended:
            self._empty_since.pop(room.document_id, None)
            return
        since = self._empty_since.setdefault(room.document_id, now)
        patience = 0.0 if room.ended else self._ports.conf.grace_seconds
        busy = room.unsaved or room.tasks or room.gathering.peers or not self._upkeep.idle(room)
        if now - since >= patience and not busy:
            del self._rooms[room.document_id]
            del self._empty_since[room.document_id]
            self._tasks.start(self._unsubscribe(room.document_id), "leaving a group")

    async def _unsubscribe(self, document_id: UUID) -> None:
        await self._relay.leave(document_id)
        if document_id in self._rooms or document_id in self._loading:
            await self._relay.enter(document_id)  # opened again in between

    async def _poll(self) -> None:
        """Ask the database how far each open document has come: hints may get lost."""
        if not self._rooms:
            return
        await self._reader.run(links.note_expired)
        asked = dict(self._rooms)  # who opens a room meanwhile has read the database themselves
        heads = await self._reader.run(rows.heads, list(asked))
        for document_id, room in asked.items():
            head = heads.get(document_id)
            if head is None:
                room.end(CloseCode.NOT_FOUND, "no such document")
            else:
                room.polled(head)

    async def _weigh(self, document_ids: Collection[UUID]) -> None:
        """Find out whose owners have used up their storage."""
        quota = self._ports.conf.quota_bytes
        if quota == inf:
            return
        full = await self._reader.run(storage.full_documents, document_ids, quota)
        for document_id in document_ids:
            if room := self._rooms.get(document_id):
                room.record.full = document_id in full

    async def _review(self) -> None:
        """Ask the database whose right to be here has ended, and who is called otherwise now."""
        gatherings = [room.gathering for room in self._rooms.values()]
        await admissions.review(gatherings, self._reader)

    def _renew(self) -> None:
        """Say who is here, at once where that changed; without waiting: the cache may be away."""
        if self._leases:
            return
        now = self._ports.now()
        here = {room.document_id: room.gathering.people() for room in self._rooms.values()}
        if now - self._renewed >= presence.RENEW_SECONDS:
            self._renewed, news = now, here
        else:
            news = {pk: people for pk, people in here.items() if people != self._said.get(pk)}
        self._said = here
        if news:
            self._leases.start(self._reader.run(presence.renew, news), "renewing presence")


_here: dict[asyncio.AbstractEventLoop, asyncio.Task[Rooms]] = {}
"""The rooms of each event loop of this process: there is one, but for tests."""


async def here() -> Rooms:
    """The rooms of this process, started by whoever asks first."""
    loop = asyncio.get_running_loop()
    starting = _here.get(loop)
    if starting is None:
        starting = _here[loop] = loop.create_task(_start())
    return await asyncio.shield(starting)


async def _start() -> Rooms:
    rooms = Rooms(conf.current())
    await rooms.start()
    return rooms


def draining() -> bool:
    """Whether this process is about to end. From any thread."""
    return any(rooms.draining for rooms in _started())


def saving() -> bool:
    """Whether the database takes what is typed into this process. From any thread."""
    return all(rooms.saving for rooms in _started())


def _started() -> list[Rooms]:
    done = [task for task in list(_here.values()) if task.done() and not task.exception()]
    return [task.result() for task in done]


async def stop() -> None:
    """Stop the rooms of this process, if there are any; nobody enters them any more."""
    starting = _here.get(asyncio.get_running_loop())
    if starting is not None:
        await (await starting).stop(CloseCode.RESTARTING, "the server restarts")
