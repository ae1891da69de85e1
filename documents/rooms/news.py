"""What others did to the document: read from the log, however long the database is away."""

import asyncio
import logging
from uuid import UUID

from django.db import Error as DatabaseError

from ..access import Capability, Role, may
from ..protocol.errors import CloseCode, PeerError
from ..protocol.peer import Peer
from ..store import state
from ..store.errors import Corrupt, DocumentNotFound
from ..store.rows import Head, Row
from ..store.state import Owners
from .ports import Runner
from .record import Record

logger = logging.getLogger(__name__)

News = tuple[Head, list[Row], Owners]

QUARANTINED = "the document is quarantined"
"""Why nobody may enter: what is stored does not read."""

_PAUSE_SECONDS = 0.5
"""Between attempts to read the log while the database is away."""


class RoomEndedError(PeerError):
    """The room cannot go on: its document is gone or damaged."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code


async def fetch(document_id: UUID, record: Record, reader: Runner) -> News:
    """Read what the room has not read yet. Raises `RoomEndedError`."""
    while True:
        try:
            return await reader.run(
                state.news, document_id, record.seq, record.head.epoch, record.last_owner
            )
        except DatabaseError as error:
            logger.warning("The log of %s cannot be read: %s", document_id, error)
            await asyncio.sleep(_PAUSE_SECONDS)
        except DocumentNotFound:
            raise RoomEndedError(CloseCode.NOT_FOUND, "no such document") from None
        except Corrupt as error:
            raise RoomEndedError(CloseCode.COULD_NOT_PROCESS, QUARANTINED) from error


def ending(before: Head, head: Head) -> tuple[CloseCode, str] | None:
    """Why a room that has read `before` cannot go on when the database says `head`."""
    if head.quarantine != before.quarantine:
        return CloseCode.COULD_NOT_PROCESS, QUARANTINED
    if head.epoch != before.epoch:
        return CloseCode.EPOCH_CHANGED, "the document was replaced"
    if head.trashed:
        return CloseCode.NOT_FOUND, "no such document"
    return None


def review(peer: Peer, role: Role | None) -> None:
    """A peer's role may have changed: let it write, only read, or not even that.

    It is told of every change: there is more that a role includes.
    """
    if not may(role, Capability.READ):
        peer.close(CloseCode.NO_RIGHT, "you have no access to this document any more")
        return
    may_write = may(role, Capability.WRITE) and peer.writing_credential
    if may_write != peer.may_write or peer.role not in {None, role}:
        peer.may_write = may_write
        peer.notify({"kind": "role", "role": role})
    peer.role = role
