"""What has to be done now and then, by `manage.py collab_maintenance`. Each may be done twice."""

import logging
from datetime import datetime
from uuid import UUID

from .. import workers
from ..content import jobs
from ..examining import require_sound
from ..store import devices, documents, guests, search
from ..store.errors import Corrupt, NotFound, NotInTrash
from ..store.events import Origin
from ..store.state import State, read_state
from ..workers import ContentFailed

logger = logging.getLogger(__name__)


def purge_trash(before: datetime) -> int:
    """Delete for ever what has been in the trash since before then; answers how much it was."""
    count = 0
    for document_id in list(documents.trashed_before(before)):
        try:
            documents.delete(document_id, Origin())
        except (NotFound, NotInTrash):  # somebody was faster, or recovered it
            continue
        count += 1
    return count


def forget_devices() -> int:
    """Forget the browsers of sessions that are over; answers how many."""
    return devices.forget_ended()


def forget_guests(before: datetime) -> int:
    """Forget guests from before then who only looked at something; answers how many."""
    return guests.forget_idle(before)


def refresh_texts(before: datetime) -> int:
    """Let searches find what was written when no room was open to note it; answers how many.

    Such as a restore from the admin, or an import. Documents that changed since `before` are left
    to their rooms.
    """
    return sum(map(_refresh_text, list(search.stale_texts(before))))


def _refresh_text(document_id: UUID) -> bool:
    try:
        state = read_state(document_id)
        text = _text(state)
    except (ContentFailed, Corrupt, NotFound) as error:
        logger.warning("The text of %s was not refreshed: %s", document_id, error)
        return False
    return documents.set_text(document_id, state.seq, text)


def _text(state: State) -> str:
    try:
        return workers.run(jobs.search_text, state.payload)
    except ContentFailed:
        require_sound(state.document_id, state.payload)
        raise
