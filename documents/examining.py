"""Finding out whether a failed call says something about the document that it was for.

A content worker may die or run out of time because the machine is busy or a document is large. So
what failed is tried again, alone and with more time, as the least that every call does: reading the
content. Only a document on which that fails too is taken out of service.
"""

from uuid import UUID

from . import conf, workers
from .content import jobs
from .content.replica import MAX_DEPTH
from .store import quarantines
from .store.errors import Corrupt
from .workers import ContentFailed, Reason

_ATTEMPTS = 2

_PATIENCE = 3
"""Times the limit of a call."""

_EXAMINED_BYTES = 4 * 1024**2
"""Larger contents may just be too large for this machine: that is no damage."""

TOO_DEEP = "The content is nested too deep."


def require_sound(document_id: UUID, payload: bytes) -> None:
    """Quarantine a document whose content no worker can read, and raise `Corrupt`."""
    fault = fault_of(payload)
    if fault is not None:
        quarantines.note(document_id, fault)
        raise fault


def fault_of(payload: bytes) -> Corrupt | None:
    """What is wrong with a content; None if it reads, or if that cannot be told."""
    if len(payload) > _EXAMINED_BYTES:
        return None
    for _ in range(_ATTEMPTS):
        try:
            return _too_deep(payload)
        except ContentFailed as failure:
            if failure.reason is Reason.REFUSED:
                return Corrupt(str(failure), "content")
            if failure.reason is Reason.STOPPED:
                return None
    return Corrupt("Reading the content takes too long, or ends the worker.", "content")


def _too_deep(payload: bytes) -> Corrupt | None:
    limit = conf.current().worker_seconds * _PATIENCE
    depth = workers.run(jobs.depth, payload, timeout_seconds=limit)
    return Corrupt(TOO_DEEP, "content") if depth > MAX_DEPTH else None
