"""Use cases that read content: in one of its media types, or two states against each other."""

from dataclasses import dataclass

from .. import workers
from ..content import jobs
from ..content.comparison import Comparison
from ..examining import require_sound
from ..models import Document, Snapshot
from ..protocol.outgoing import unsealed
from ..store import snapshots
from ..store.authorship import record_of
from ..store.state import read_state
from ..workers import ContentFailed


@dataclass(frozen=True, slots=True)
class Content:
    """A document's content in one media type."""

    epoch: int
    seq: int
    """The version that was read: the same epoch and number mean the same content."""
    body: bytes


def read_content(document: Document, media: str) -> Content:
    """What is committed now, in one of the media types of `content.jobs.render`.

    Who may read is the caller's question. Raises `ContentFailed` or `Corrupt`.
    """
    state = read_state(document.pk)
    try:
        return Content(state.epoch, state.seq, _rendered(state.payload, media))
    except ContentFailed:
        require_sound(document.pk, state.payload)
        raise


def read_snapshot(snapshot: Snapshot, media: str) -> bytes:
    """The snapshot's content. Raises `ContentFailed` or `CorruptSnapshot`."""
    return _rendered(snapshots.read(snapshot), media)


def compare(before: Snapshot, after: Snapshot | None = None) -> Comparison:
    """What changed from one snapshot to another, or to what is committed now, and who did it.

    Who may read is the caller's question. Raises `ContentFailed` or `Corrupt`.
    """
    earlier, record = snapshots.read(before), record_of(before.document_id)
    if after is not None:
        return workers.run(jobs.compare, earlier, snapshots.read(after), record)
    now = read_state(before.document_id).payload
    try:
        return workers.run(jobs.compare, earlier, now, record)
    except ContentFailed:
        require_sound(before.document_id, now)
        raise


def _rendered(state: bytes, media: str) -> bytes:
    # A state is its own update: no need to send it to another process and back.
    return unsealed(state) if media == jobs.YJS else workers.run(jobs.render, state, media)
