"""A room: the live gathering around one document in one process.

Every change takes one way: frame, message, guard, may this peer write, pending, journal; and only
after the commit: acknowledgement, one merged frame to every peer, a hint to other processes.
"""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from uuid import UUID

from ..envelope import Cursor, Envelope
from ..protocol import crdt, ywebsocket
from ..protocol.errors import CloseCode, ForeignClientError, PeerError, WriteRefusedError
from ..protocol.guard import new_part
from ..protocol.messages import (
    Ask,
    AwarenessEntry,
    AwarenessUpdate,
    Nothing,
    QueryAwareness,
    SyncStep1,
    Write,
)
from ..protocol.peer import Peer, Standing
from ..store import events, rights
from ..store.events import Origin
from ..store.log import Draft, Outcome
from ..store.rows import Head, Row
from ..store.state import Loaded
from .admissions import send_away
from .asking import Asking
from .changes import Changes
from .claims import Claims
from .desk import READ_ONLY, Desk, Doubt
from .gathering import Gathering
from .looks import Looks
from .news import News, RoomEndedError, ending, fetch, review
from .pending import Entry, Pending
from .ports import Ports
from .record import Record, writers_in
from .syncing import Syncing
from .tasks import Tasks

LOOK_SECONDS = 0.005
"""What reading the log to its head costs everybody."""

PATIENCE_SECONDS = 0.1
"""How long rows that are known to be in the log may be on their way here, in a hint or in a commit
of this process. On a busy machine most are, and reading each document's would make it busier."""


class Room:
    """The live document. What is not awaited runs to its end at once."""

    def __init__(self, document_id: UUID, loaded: Loaded, ports: Ports) -> None:
        self.document_id = document_id
        self.record = Record(loaded)
        share = partial(ports.relay.show, document_id)
        self.gathering = Gathering(ports.conf.limits, ports.now, ports.later, share)
        self.changes = Changes(ports.now)
        if loaded.changed_by is not None:
            self.changes.note(loaded.changed_by)
        self.tasks = Tasks()
        self.ended = False
        """Whether the room cannot go on: the document is gone, replaced or damaged."""
        self._ports = ports
        self._pending = Pending()
        self._claims = Claims(self.record)
        self._desk = Desk(self.record, self._pending, self._claims, ports)
        self._syncing = Syncing(self.record, ports)
        self._asking = Asking(self.gathering, self._pending)
        self._reading = asyncio.Lock()
        self._looks = Looks(self._look)
        self._stale = self._doubtful = self._abandoned = False

    @property
    def unsaved(self) -> bool:
        """Whether anything waits for its commit."""
        return bool(self._pending) and not self._abandoned

    # -- peers

    def enter(self, peer: Peer) -> None:
        """A peer joins: it is asked what it has that we lack, before it is told what it lacks."""
        peer.transport.send(ywebsocket.sync_step_1(self.record.vector()))
        self.gathering.enter(peer)

    def leave(self, peer: Peer) -> None:
        """A peer is gone. What it wrote is committed all the same."""
        self._asking.leave(peer)
        self.gathering.leave(peer)

    def resync(self, peer: Peer) -> None:
        """A peer that did not read for a while lost frames: send it the whole, which is safe."""
        peer.caught_up()
        peer.transport.send(ywebsocket.sync_step_2(self.record.merged()))

    def end(self, code: CloseCode, reason: str) -> None:
        """Close every connection; nobody enters this room any more."""
        self.ended = True
        for peer in list(self.gathering.peers):
            peer.close(code, reason)

    def receive(self, peer: Peer, frame: bytes) -> Awaitable[None] | None:
        """Take one frame of a peer. What it returns is awaited before that peer's next frame."""
        if peer.standing is Standing.CLOSED:
            return None
        try:
            return self._handle(peer, frame)
        except PeerError as error:
            self._fault(peer, error)
            return None

    def _handle(self, peer: Peer, frame: bytes) -> Awaitable[None] | None:
        match peer.read(frame):
            case Write() as write:
                return self._write(peer, write)
            case AwarenessUpdate(entries):
                self._aware(peer, entries)
            case Ask() as ask:
                self._asking.ask(peer, ask)
            case SyncStep1(vector):
                self._syncing.answer(peer, vector)
            case QueryAwareness():
                self.gathering.answer_query(peer)
            case Nothing():
                pass
        return None

    def _aware(self, peer: Peer, entries: Iterable[AwarenessEntry]) -> None:
        own = [e for e in entries if self._claims.may_use(e.client, peer.principal)]
        try:
            changed = set(self.gathering.aware(peer, own))
        except PeerError as error:
            peer.fault(error, self._ports.now(), edit=False)
            return
        for client in [e.client for e in own if e.client in changed and e.state is not None]:
            self._claims.claim(client, peer.principal)

    def _fault(self, peer: Peer, error: PeerError) -> None:
        peer.fault(error, self._ports.now())
        if isinstance(error, WriteRefusedError | ForeignClientError) and not peer.audited:
            peer.audited = True
            what, who = "write.refused", Origin(peer.principal)
            run = self._ports.reader.run
            work = run(events.record, what, self.document_id, who, reason=str(error))
            self.tasks.start(work, "writing an audit row")

    # -- writes

    def _write(self, peer: Peer, write: Write) -> Awaitable[None] | None:
        judged = self._desk.judge(peer, write)
        if isinstance(judged, Entry):
            self._take(judged)
        elif judged is not Doubt.GAP or not peer.repeats(answer=write.answer):
            return self._consider(peer, write)
        return None

    async def _consider(self, peer: Peer, write: Write) -> None:
        """Judge what cannot be judged at once, which may take a look into the database."""
        peer.rates.share.spend(LOOK_SECONDS)
        try:
            entry = await self._desk.consider(peer, write, self.catch_up)
            self._take_or_ask(entry, peer, answer=write.answer)
        except PeerError as error:
            self._fault(peer, error)

    def _take_or_ask(self, entry: Entry | None, peer: Peer, *, answer: bool) -> None:
        """Take an entry; where there is none because of a gap, ask the peer to fill it."""
        if entry is not None:
            self._take(entry)
        elif not peer.may_write:
            raise WriteRefusedError(READ_ONLY)
        elif peer.gapped(answer=answer):
            peer.transport.send(ywebsocket.sync_step_1(self.record.vector()))

    def _take(self, entry: Entry) -> None:
        """Let an accepted write wait for its commit.

        One that adds nothing to what waits is kept with it: what waits may yet be rejected.
        """
        peer, adds = entry.peer, entry.verdict.adds
        if adds:
            self._desk.permit(entry, self._ports.now)
            if entry.verdict.overlaps:
                entry.update = new_part(entry.update, self.record.known)
        if adds or self._pending:
            self.record.known.learn(entry.verdict)
            mark = self._pending.add(entry)
            self._ports.journal.note(self)
        else:
            mark = self._pending.mark
        if entry.answer:
            peer.filled(mark)
            self._asking.look(peer)
        else:
            peer.wrote(mark)

    # -- the journal's side

    def draft(self) -> Draft | None:
        """Everything that waits for a commit, or None."""
        if self._stale or self._abandoned:
            return None
        additions = self._pending.take_off()
        if not additions:
            self._asking.answer(self._pending.land())
            return None
        clients = {client for addition in additions for client, _, _ in addition.inserted}
        claims, head = self._claims.new_among(clients), self.record.read_head()
        return Draft(self.document_id, head, additions, claims, self.changes.touches())

    def retry(self) -> None:
        """The commit of the last draft did not happen: it belongs into the next draft."""
        self._pending.turn_back()
        self._judge_doubtful()

    def fail(self) -> None:
        """The last draft can never be committed: its author is told, the others go on."""
        flying = self._pending.flying
        guilty = [entry for entry in flying if not crdt.mergeable(entry.update)] or flying
        for entry in guilty:
            entry.peer.close(CloseCode.COULD_NOT_PROCESS, "an edit could not be processed")
        self._reject(guilty)

    def settle(self, outcome: Outcome) -> None:
        """The commit of the last draft succeeded, or has to be judged again."""
        if outcome.head is None:
            self._pending.clear()
            self.end(CloseCode.NOT_FOUND, "no such document")
        elif outcome.contended:
            self._pending.turn_back()
            self._stale = True
            self.tasks.start(self._recover(), f"judging again for {self.document_id}")
        else:
            self._commit(outcome, outcome.head)

    def _commit(self, outcome: Outcome, head: Head) -> None:
        landed = self._pending.land()
        kept = [e for e in landed if e.peer.principal not in outcome.left_out]
        new = self._take_in(outcome.missing)
        new += self.record.extend(outcome.appended, (e.verdict for e in kept))
        self._claims.committed(client for e in kept for client, _, _ in e.verdict.inserted)
        if len(kept) < len(landed):
            self._revoke(landed, outcome)
        self._asking.answer(landed)
        self._show(new)
        self._reach(head)
        if outcome.appended:
            self._ports.relay.announce(self.document_id, outcome.appended)
        self._judge_doubtful()

    def _revoke(self, landed: Sequence[Entry], outcome: Outcome) -> None:
        """Some of a batch was not stored, nor what only repeated it: judge the rest again."""
        guilty = [e for e in landed if e.is_refused_by(outcome)]
        for peer in {entry.peer for entry in guilty}:
            if peer.principal not in outcome.refused:
                send_away(peer)
            else:
                peer.may_write = False
                peer.refuse(READ_ONLY)
        unstored = [e for e in landed if e.is_left_out_by(outcome) and not e.is_refused_by(outcome)]
        self._pending.collecting = [*guilty, *unstored, *self._pending.collecting]
        self._reject(guilty)

    def _reject(self, entries: Sequence[Entry]) -> None:
        """Drop entries that were not committed, and judge again what may depend on them."""
        self._pending.turn_back()
        dropped = {id(entry) for entry in entries}
        waiting = self._rewound()
        self._judge_again([entry for entry in waiting if id(entry) not in dropped])
        self._ports.journal.note(self)

    def _rewound(self) -> list[Entry]:
        entries = self._pending.clear()
        self.record.rewind(entry.verdict for entry in entries)
        return entries

    def _judge_again(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            try:
                again = self._desk.judge_again(entry)
                self._take_or_ask(again, entry.peer, answer=entry.answer)
            except PeerError as error:
                self._fault(entry.peer, error)
        for peer in {entry.peer for entry in entries}:
            peer.rejudged(self._pending.mark)

    def _show(self, rows: Sequence[Row]) -> None:
        """Show what was committed to every peer: one frame, encoded once."""
        if rows:
            self.changes.note({row.author for row in rows})
            update = crdt.merge([row.payload for row in rows])
            self.gathering.broadcast(ywebsocket.update_message(update))

    # -- news from other processes

    async def catch_up(self) -> None:
        """Read the log to its head, and who owns which client id."""
        await self._looks.take()

    async def _look(self) -> None:
        async with self._reading:
            self._learn(await self._fetch())

    async def _recover(self) -> None:
        """A commit found news that may change what was judged: read it, then judge again."""
        async with self._reading:
            news = await self._fetch()
            waiting = self._rewound()
            self._learn(news)
            self._stale = self._doubtful = False
            self._judge_again(waiting)
            self._ports.journal.note(self)

    def _take_in(self, rows: Sequence[Row]) -> list[Row]:
        """Take in what others appended; returns what was not read before.

        What collects was judged without it; what flies is compared with it by the commit.
        """
        new = self.record.absorb(rows)
        if self._pending.collecting:
            self._doubtful |= self._pending.writes_with(writers_in(new))
        return new

    def _judge_doubtful(self) -> None:
        if self._doubtful and not self._pending.flying and not self._stale:
            self._doubtful = False
            self._judge_again(self._rewound())
            self._ports.journal.note(self)

    async def _fetch(self) -> News:
        try:
            return await fetch(self.document_id, self.record, self._ports.reader)
        except RoomEndedError as error:
            self._abandon(error.code, str(error))
            raise

    def _learn(self, news: News) -> None:
        head, rows, owners = news
        if ending(self.record.head, head) is None:
            self.record.meet(owners)
            self._claims.committed(owners.principals)
            self._show(self._take_in(rows))
        self._reach(head)
        self._judge_doubtful()

    def hear(self, envelope: Envelope) -> None:
        """Another process, or a service of this one, says that something happened."""
        self.gathering.hear(envelope)
        self._see(envelope.cursors, envelope.node)
        if self.record.continued_by(envelope.rows):
            self._claims.credit(envelope.rows)
            self._show(self._take_in(envelope.rows))
            self._judge_doubtful()
        if envelope.behind:
            self._start_following()
        elif envelope.seq is not None:
            self._expect(envelope.seq)

    def _see(self, cursors: Iterable[Cursor], node: str) -> None:
        """Show where people of another process are, as far as the client ids are theirs."""
        own = [c for c in cursors if self._claims.may_use(c.entry.client, c.principal)]
        for cursor in self.gathering.see(own, node):
            self._claims.claim(cursor.entry.client, cursor.principal)

    def polled(self, head: Head) -> None:
        """The database says how far the log has come and which version of the rights holds."""
        self._reach(head)
        self._expect(head.seq)

    def _expect(self, seq: int) -> None:
        """The log has come to `seq`: read it, unless that comes by itself in a moment."""
        if seq > self.record.seq:
            self._ports.later(PATIENCE_SECONDS, partial(self._require, seq))

    def _require(self, seq: int) -> None:
        if seq > self.record.seq and not self.ended:
            self._start_following()

    def _start_following(self) -> None:
        self.tasks.start(self._follow(), f"catching up with {self.document_id}")

    async def _follow(self) -> None:
        with suppress(RoomEndedError):  # whoever was here has been told
            await self.catch_up()

    # -- rights

    def _reach(self, head: Head) -> None:
        before, self.record.head = self.record.head, head
        why = ending(before, head)
        if why is not None:
            self._abandon(*why)
        elif head.access_version != before.access_version:
            self.tasks.start(self._review(), f"reviewing rights on {self.document_id}")

    def _abandon(self, code: CloseCode, reason: str) -> None:
        """Nothing may be built on what this room knows: its document is gone, or does not read.

        Whoever was here keeps what was not saved, and comes back to what is stored then.
        """
        self._abandoned = True
        self._pending.clear()
        self.end(code, reason)

    async def _review(self) -> None:
        principals = {peer.principal for peer in self.gathering.peers}
        ask = rights.roles_of_principals
        roles = await self._ports.reader.run(ask, self.document_id, principals)
        for peer in list(self.gathering.peers):
            if peer.principal in principals:
                review(peer, roles.get(peer.principal))
