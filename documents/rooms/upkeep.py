"""What a room does beside the typing: it takes snapshots and compacts the log.

Everything here may fail or be done by another process first; the log is complete without it.
"""

import asyncio
import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import Error as DatabaseError

from .. import presence
from ..content.attribution import Written
from ..content.compaction import compact
from ..content.replica import MAX_DEPTH
from ..examining import TOO_DEEP, fault_of
from ..store import bases, checkpoints, quarantines, rows, snapshots
from ..store.bases import Base
from ..store.checkpoints import Compacted
from ..store.errors import Corrupt
from ..store.rows import Row
from ..store.state import State
from ..workers import ContentFailed
from .ports import Ports
from .room import Room

logger = logging.getLogger(__name__)

_LEASE_SECONDS = 5
"""How long the process that began to compact a document may be the only one."""

_OVERFULL = 16
"""How many times too long a log has to be for a compaction before the room has rested."""

_MOST_ROWS = 10_000
"""A compaction takes in so many at most: a worker needs a second for twice as many and has twenty,
so that a log would never be compacted again once it was too long. The next piece follows soon."""

_PATIENCE_SECONDS = 60.0
"""After a compaction that failed, until the next attempt."""


class Upkeep:
    """Looks after rooms, one thing at a time for each."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._conf = ports.conf
        self._busy: set[UUID] = set()
        self._not_before: dict[UUID, float] = {}

    def tick(self, room: Room) -> None:
        """Start whatever is due."""
        compacts, reason = self._compaction_due(room), self._snapshot_due(room)
        if room.document_id in self._busy or room.ended or not (compacts or reason):
            return
        self._busy.add(room.document_id)
        work = self._work(room, reason, compacts=compacts)
        room.tasks.start(work, f"looking after {room.document_id}")

    def idle(self, room: Room) -> bool:
        """Whether nothing is left to do before the room may unload."""
        done = room.ended or self._snapshot_due(room) is None
        return done and room.document_id not in self._busy

    async def _work(self, room: Room, reason: str | None, *, compacts: bool) -> None:
        try:
            if compacts:
                await self._compact(room)
            if reason is not None:
                await self._take_snapshot(room, reason)
        finally:
            self._busy.discard(room.document_id)

    # -- snapshots

    def _snapshot_due(self, room: Room) -> str | None:
        if room.changes.first is None:
            return None
        if not room.gathering.peers:
            elsewhere = room.gathering.others_elsewhere  # their process takes it
            return None if elsewhere else snapshots.Reason.LAST_LEAVE
        typing_seconds = self._ports.now() - room.changes.first
        if typing_seconds >= self._conf.snapshot_interval_seconds or self._quiet(room):
            return snapshots.Reason.PERIODIC
        return None

    async def _take_snapshot(self, room: Room, reason: str) -> None:
        authors = room.changes.clear()  # before the picture: what comes now is in the next one
        record = room.record
        picture = State(room.document_id, record.head.epoch, record.seq, record.merged())
        try:
            await self._ports.reader.run(snapshots.take_once, picture, reason, authors)
        except DatabaseError as error:
            logger.warning("No snapshot of %s was taken: %s", room.document_id, error)
            room.changes.note(authors)

    # -- compaction

    def _compaction_due(self, room: Room) -> bool:
        record = room.record
        if self._not_before.get(room.document_id, 0.0) > self._ports.now() or not record.tail:
            return False
        if not room.gathering.peers or self._quiet(room):
            return True
        rested = self._ports.now() - room.changes.compacted >= self._conf.compact_seconds
        most = 1 if rested else _OVERFULL
        return (
            len(record.tail) >= self._conf.compact_rows * most
            or record.tail_bytes >= self._conf.compact_bytes * most
        )

    def _quiet(self, room: Room) -> bool:
        return self._ports.now() - room.changes.last >= self._conf.quiet_seconds

    async def _compact(self, room: Room) -> None:
        record, document_id = room.record, room.document_id
        self._not_before.pop(document_id, None)
        before, upto = record.base, record.seq
        try:
            written = await self._ports.reader.run(
                rows.after, document_id, before.seq, most=_MOST_ROWS
            )
            if written and written[0].seq == before.seq + 1:
                if not await self._ports.reader.run(presence.first, document_id, _LEASE_SECONDS):
                    self._not_before[document_id] = self._ports.now() + _LEASE_SECONDS
                    return
                tail = [row for row in written if row.seq <= upto]
                made = await self._made(before, tail)
                await self._ports.reader.run(checkpoints.replace, document_id, before.seq, made)
            record.rebase(await self._ports.reader.run(bases.read, document_id))
            room.changes.compacted = self._ports.now()
        except (DatabaseError, ContentFailed, Corrupt) as error:
            logger.warning("%s was not compacted: %s", document_id, error)
            self._not_before[document_id] = self._ports.now() + _PATIENCE_SECONDS
            if not isinstance(error, DatabaseError):
                await self._examine(room, error)

    async def _examine(self, room: Room, error: ContentFailed | Corrupt) -> None:
        """A content that no worker can read ends the room, as soon as that is written down."""
        fault = error if isinstance(error, Corrupt) else None
        if fault is None:
            fault = await asyncio.to_thread(fault_of, room.record.merged())
        if fault is not None:
            await self._ports.reader.run(quarantines.note, room.document_id, fault)

    async def _made(self, before: Base, tail: Sequence[Row]) -> Compacted:
        updates = [Written(row.payload, row.author, row.epoch_seconds) for row in tail]
        made = await self._ports.work(compact, before.payload, updates, before.attribution)
        if made.depth > MAX_DEPTH:
            raise Corrupt(TOO_DEEP, "content")
        base = Base(tail[-1].seq, made.state, made.vector, made.deletes, made.attribution)
        return Compacted(base, made.canonical, made.text)
