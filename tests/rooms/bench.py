"""Rooms on a bench: a log in memory, replicas for clients, time and network stepped by hand."""

import heapq
import itertools
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.db import OperationalError
from pycrdt import Doc, Text

from documents.access import Role, principal_of_author
from documents.conf import Conf
from documents.content.errors import ContentRefused
from documents.envelope import Cursor, Envelope
from documents.journal import Writer
from documents.protocol import ywebsocket
from documents.protocol.codec import read_var_bytes, read_var_string, read_var_uint, var_uint
from documents.protocol.errors import CloseCode
from documents.protocol.guard import Known
from documents.protocol.limits import Limits
from documents.protocol.peer import Peer
from documents.protocol.rates import Means
from documents.protocol.updates import read_update
from documents.rooms.ports import Ports
from documents.rooms.room import Room
from documents.store import events, rights, state
from documents.store.bases import NO_BASE
from documents.store.credentials import Credential
from documents.store.events import Origin
from documents.store.log import Draft, Outcome
from documents.store.rows import Head, Row
from documents.store.state import Loaded, Owners
from documents.workers import ContentFailed, Reason


class MemoryLog:
    """The log of one document with the contract of `documents.store.log`."""

    def __init__(self) -> None:
        self.document_id = uuid4()
        self.rows: list[Row] = []
        self.claims: list[tuple[int, str]] = []
        self.head = Head(0, 0, 1, trashed=False)
        self.events: list[tuple[str, str, dict[str, Any]]] = []
        self.writers: set[str] | None = None
        """Who may write since rights changed last; None: everybody."""
        self.ended: set[Credential] = set()
        """Credentials that hold no more."""

    def load(self) -> Loaded:
        return Loaded(self.head, NO_BASE, [], Known(), Owners({}, 0))

    def append(self, payload: bytes, author: str) -> None:
        """Another process commits something."""
        self.head = replace(self.head, seq=self.head.seq + 1)
        self.rows.append(Row(self.head.seq, payload, author))
        for structs in read_update(payload).sections:
            if principal_of_author(author) == author:
                self._claim(structs[0].client, author)

    def revoke(self, *writers: str) -> None:
        """Only `writers` may write from now on."""
        self.writers = set(writers)
        self.head = replace(self.head, access_version=self.head.access_version + 1)

    def commit(self, draft: Draft) -> Outcome:
        missing = self.rows[draft.head.seq :]
        owners = dict(self.claims)
        foreign = {c: owners[c] for c, who in draft.claims.items() if owners.get(c, who) != who}
        ours = {client for a in draft.additions for client, _, _ in a.inserted}
        theirs = {s[0].client for row in missing for s in read_update(row.payload).sections}
        if foreign or ours & theirs:
            return Outcome(self.document_id, self.head, missing, owners=foreign, contended=True)
        refused = frozenset(
            a.author
            for a in draft.additions
            if draft.head.access_version != self.head.access_version
            and self.writers is not None
            and a.author not in self.writers
        )
        lapsed = frozenset(a.credential for a in draft.additions if a.credential in self.ended)
        outcome = Outcome(self.document_id, None, missing, refused=refused, lapsed=lapsed)
        first = self.head.seq
        for addition in draft.additions:
            if addition.author not in outcome.left_out:
                self.append(addition.payload, addition.author)
        return replace(outcome, head=self.head, appended=self.rows[first:])

    def news(self, _: UUID, seq: int, epoch: int, owner: int) -> tuple[Head, list[Row], Owners]:
        assert epoch == self.head.epoch
        return self.head, self.rows[seq:], Owners(dict(self.claims[owner:]), len(self.claims))

    def roles(self, _: UUID, principals: set[str]) -> dict[str, Role | None]:
        writers = principals if self.writers is None else self.writers
        return {p: Role.EDITOR if p in writers else Role.READER for p in principals}

    def record(self, kind: str, _: UUID, origin: Origin, **detail: Any) -> None:
        self.events.append((kind, origin.principal, detail))

    def text(self) -> str:
        """What a replica made from nothing but the log reads."""
        doc = Doc[Any]()
        for row in self.rows:
            doc.apply_update(row.payload)
        return str(doc.get("t", type=Text))

    def _claim(self, client: int, who: str) -> None:
        if client not in dict(self.claims):
            self.claims.append((client, who))


class StepJournal:
    """A journal that commits when the test says so."""

    def __init__(self, log: MemoryLog) -> None:
        self._log = log
        self._dirty: dict[UUID, Writer] = {}

    def note(self, writer: Writer) -> None:
        self._dirty[writer.document_id] = writer

    def take_off(self) -> list[tuple[Writer, Draft]]:
        """Drafts go into flight."""
        writers, self._dirty = self._dirty, {}
        return [(w, draft) for w in writers.values() if (draft := w.draft()) is not None]

    def commit(self) -> None:
        """One transaction."""
        for writer, draft in self.take_off():
            writer.settle(self._log.commit(draft))

    def fail(self, *, committed: bool = False) -> None:
        """One transaction whose outcome the process does not learn."""
        for writer, draft in self.take_off():
            if committed:
                self._log.commit(draft)
            writer.retry()
            self.note(writer)


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.seconds = 100.0
        self._calls: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()

    def now(self) -> float:
        return self.seconds

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        heapq.heappush(self._calls, (self.seconds + seconds, next(self._count), call))

    def advance(self, seconds: float) -> None:
        self.seconds += seconds
        while self._calls and self._calls[0][0] <= self.seconds:
            heapq.heappop(self._calls)[2]()


class DirectRunner:
    """Runs blocking calls at once, those on the database against the log in memory."""

    def __init__(self, log: MemoryLog) -> None:
        self._instead: dict[Any, Callable[..., Any]] = {
            state.news: log.news,
            rights.roles_of_principals: log.roles,
            events.record: log.record,
        }
        self.away = 0
        """How many calls fail before the database is back."""

    async def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self.away:
            self.away -= 1
            raise OperationalError("away")
        return self._instead.get(function, function)(*args, **kwargs)

    async def think(
        self, function: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> tuple[Any, float]:
        return function(*args, **kwargs), 0.0


class Announcements:
    """A relay that keeps what it is given for other processes."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.cursors: list[Cursor] = []

    def announce(self, document_id: UUID, rows: Sequence[Row]) -> None:
        self.rows += rows

    def show(self, document_id: UUID, cursors: Sequence[Cursor]) -> None:
        self.cursors += cursors


class Wire:
    """A peer's transport: frames wait until the test delivers them."""

    def __init__(self) -> None:
        self.down: deque[bytes] = deque()
        self.closed: tuple[CloseCode, str] | None = None
        self.stuck = False
        self.aborted = False

    def send(self, frame: bytes) -> None:
        self.down.append(frame)

    def end(self, code: CloseCode, reason: str) -> None:
        self.closed = (code, reason)

    def abort(self) -> None:
        self.aborted = True


async def work(function: Callable[..., Any], *args: Any, timeout_seconds: float = 0.0) -> Any:
    """A content worker that is no other process."""
    try:
        return function(*args)
    except ContentRefused as error:
        raise ContentFailed(Reason.REFUSED, str(error)) from error


class Bench:
    """One process with one room."""

    def __init__(self, log: MemoryLog | None = None, limits: Limits | None = None) -> None:
        self.log = log or MemoryLog()
        self.clock = Clock()
        self.journal = StepJournal(self.log)
        self.runner = DirectRunner(self.log)
        self.relay = Announcements()
        conf = Conf(limits=limits or Limits())
        self.ports = Ports(
            conf,
            self.journal,
            self.relay,
            self.runner,
            work=work,
            now=self.clock.now,
            later=self.clock.later,
        )
        self.room = Room(self.log.document_id, self.log.load(), self.ports)

    def join(self, name: str, client_id: int, **kwargs: Any) -> "Client":
        """A client with a new replica connects."""
        return Client(self, name, Doc(client_id=client_id), **kwargs)

    def hear(self, **news: Any) -> None:
        """An envelope of another process comes in."""
        self.room.hear(Envelope(self.log.document_id, "elsewhere", **news))

    async def quiet(self) -> None:
        """Commit until nothing waits."""
        await self.room.tasks.settled()
        while self.room.unsaved:
            self.journal.commit()
            await self.room.tasks.settled()


class Client:
    """An honest client: a replica that speaks y-websocket, and asks "saved?" like ours."""

    def __init__(  # noqa: PLR0913 (four of them are named switches)
        self,
        bench: Bench,
        name: str,
        doc: Doc[Any],
        *,
        writes: bool = True,
        private: bool = True,
        session: str | None = None,
        means: Means | None = None,
    ) -> None:
        self.bench = bench
        self.name = name
        self.doc = doc
        self.text = doc.get("t", type=Text)
        self.saved: list[int] = []
        self.refusals: list[str] = []
        self.notices: list[str] = []
        self._writes, self._private, self._means = writes, private, means
        self.shown = Credential(principal=name, session=session)
        self._typed: list[bytes] = []
        doc.observe(lambda event: self._typed.append(event.update))
        self.connect()

    def connect(self) -> None:
        """Open a connection: ask for what is missing."""
        self.wire = Wire()
        self.up: deque[bytes] = deque([ywebsocket.sync_step_1(self.doc.get_state())])
        self.peer = Peer(
            self.name,
            {"id": self.name, "name": self.name, "color": "#123456"},
            self.wire,
            self.bench.ports.conf.limits,
            may_write=self._writes,
            private=self._private,
            credential=self.shown,
            means=self._means,
        )
        self.bench.room.enter(self.peer)

    def drop(self) -> None:
        """Lose the connection and everything on its way."""
        self.bench.room.leave(self.peer)
        self.up.clear()
        self.wire.down.clear()

    # -- editing

    def type(self, at: int, text: str) -> None:
        self.text.insert(at, text)
        self.publish()

    def erase(self, start: int, end: int) -> None:
        del self.text[start:end]
        self.publish()

    def publish(self) -> None:
        """Put what was typed on its way."""
        self.up += (ywebsocket.update_message(update) for update in self._typed)
        self._typed.clear()

    def ask(self, number: int) -> None:
        self.up.append(var_uint(ywebsocket.SAVED) + var_uint(number))

    # -- the network

    async def send(self, frames: int = 1_000_000) -> None:
        """Deliver frames to the server, in order."""
        while self.up and frames:
            frames -= 1
            waiting = self.bench.room.receive(self.peer, self.up.popleft())
            if waiting is not None:
                await waiting

    def hear(self, frames: int = 1_000_000) -> None:
        """Deliver frames of the server, in order."""
        while self.wire.down and frames:
            frames -= 1
            self._take(self.wire.down.popleft())

    def _take(self, frame: bytes) -> None:
        kind, at = read_var_uint(frame, 0)
        if kind == ywebsocket.SYNC:
            self._sync(frame[at], read_var_bytes(frame, at + 1)[0])
        elif kind == ywebsocket.SAVED:
            self.saved.append(read_var_uint(frame, at)[0])
        elif kind == ywebsocket.REFUSAL:
            self.refusals.append(read_var_string(frame, at)[0])
        elif kind == ywebsocket.AUTH:
            self.refusals.append(read_var_string(frame, at + 1)[0])
        elif kind == ywebsocket.NOTICE:
            self.notices.append(read_var_string(frame, at)[0])

    def _sync(self, kind: int, body: bytes) -> None:
        if kind == 0:
            self.up.append(ywebsocket.sync_step_2(self.doc.get_update(body)))
        else:
            self.doc.apply_update(body)
            self._typed.clear()


async def settle(bench: Bench, clients: Sequence[Client]) -> None:
    """Deliver everything, commit everything, until nobody has anything to say."""
    busy = True
    while busy:
        busy = False
        for client in clients:
            busy = busy or bool(client.up or client.wire.down)
            await client.send()
            client.hear()
        await bench.quiet()
        busy = busy or any(client.up or client.wire.down for client in clients)
