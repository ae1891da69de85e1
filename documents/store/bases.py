"""Checkpoints as rooms and compaction need them, judged before anything else reads them.

A digest only tells that the bytes are those that somebody stored. They are read to their end by
the same bounded reader as a peer's, because pycrdt's functions crash on some; 35 ms for a paper of
260,000 keystrokes, once in each process: what was judged is remembered by its digest.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from ..models import Checkpoint
from ..protocol import crdt
from ..protocol.crdt import DeleteSet
from ..protocol.errors import ProtocolError
from ..protocol.guard import Known, judge
from ..protocol.updates import (
    EMPTY,
    Content,
    UpdateRead,
    read_deletes,
    read_state_vector,
    read_update,
)
from . import rows
from .errors import Corrupt

_REMEMBERED = 4096
"""Checkpoints whose digest is kept: 64 bytes each."""


@dataclass(frozen=True, slots=True)
class Base:
    """What stands for the log up to `seq`."""

    seq: int
    payload: bytes
    clocks: bytes
    deletes: bytes
    attribution: bytes


NO_BASE: Final = Base(0, EMPTY, b"\x00", b"\x00", b"")
"""What a document without a checkpoint starts from."""

_judged: OrderedDict[bytes, None] = OrderedDict()


def read(document_id: UUID) -> Base:
    """Read the checkpoint, or `NO_BASE`. Raises `Corrupt`."""
    found = Checkpoint.objects.filter(document=document_id).first()
    if found is None:
        return NO_BASE
    payload = bytes(found.state)
    if rows.digest(payload) != bytes(found.digest):
        raise Corrupt("The checkpoint is damaged.", "checkpoint", found.seq)
    base = Base(
        found.seq, payload, bytes(found.clocks), bytes(found.deletes), bytes(found.attribution)
    )
    _require(base)
    return base


def vouch(base: Base) -> None:
    """Remember that a checkpoint reads: a content worker has just made and proved it."""
    _judged[_mark(base)] = None
    while len(_judged) > _REMEMBERED:
        _judged.popitem(last=False)


def of_state(payload: bytes, seq: int) -> Base:
    """A whole state as a base; nothing is known of its authors. Raises `ProtocolError`."""
    read = read_update(payload)
    verdict = judge(read, Known())
    if verdict.gap:
        raise ProtocolError("it builds on what is not there")
    clocks = {client: clock + length for client, clock, length in verdict.inserted}
    deletes = _dead(read).encode()
    return Base(seq, read.data, crdt.encode_state_vector(clocks), deletes, b"")


def known(base: Base) -> Known:
    """What a judged checkpoint holds."""
    return Known(read_state_vector(base.clocks), DeleteSet.decode(base.deletes))


def _require(base: Base) -> None:
    if _mark(base) in _judged:
        return
    try:
        _judge(base)
    except ProtocolError as error:
        raise Corrupt(f"The checkpoint does not read: {error}.", "checkpoint", base.seq) from error
    vouch(base)


def _judge(base: Base) -> None:
    """Raise `ProtocolError` unless it is whole, and its clocks and deletions are its own."""
    read, clocks = read_update(base.payload), read_state_vector(base.clocks)
    ranges, end = read_deletes(base.deletes, 0)
    if read.data != base.payload or end != len(base.deletes):
        raise ProtocolError("it was not written by a server")
    verdict = judge(read, Known())
    if verdict.gap:
        raise ProtocolError("it builds on what is not there")
    if {client: clock + length for client, clock, length in verdict.inserted} != clocks:
        raise ProtocolError("its clocks are those of another state")
    noted = DeleteSet(ranges)
    if noted.unknown(read.deletes) or _dead(read).unknown(ranges):
        raise ProtocolError("its deletions are those of another state")


def _dead(read: UpdateRead) -> DeleteSet:
    """What an update deletes, and what it brings deleted."""
    dead = DeleteSet(read.deletes)
    for structs in read.sections:
        for one in structs:
            if one.content in {Content.GC, Content.DELETED}:
                dead.add(one.client, one.clock, one.length)
    return dead


def _mark(base: Base) -> bytes:
    mark = hashlib.blake2b(digest_size=32)
    for part in (base.payload, base.clocks, base.deletes):
        mark.update(len(part).to_bytes(8, "big"))
        mark.update(part)
    return mark.digest()
