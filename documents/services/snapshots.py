"""Use cases on snapshots: take one, put its content back."""

import secrets

from django.db import transaction

from .. import workers
from ..access import Capability
from ..content import jobs
from ..examining import require_sound
from ..models import Document, Snapshot
from ..protocol import crdt
from ..protocol.strays import Removed
from ..store import contributors, documents, restores, snapshots
from ..store.restores import Restored
from ..store.roles import Actor
from ..store.state import State, owners, read_state
from ..workers import ContentFailed
from . import notices
from .rights import origin_of, require

_CLIENT_ID_BITS = 53
"""What Yjs allows: integers that a JavaScript number holds exactly."""


def take_snapshot(document: Document, *, actor: Actor | None, label: str) -> Snapshot:
    """Keep what is committed now under a name. Raises `Forbidden` or `InTrash`."""
    require(actor, document, Capability.SNAPSHOT)
    documents.refuse_trashed(document.pk)
    state = read_state(document.pk)
    writers = contributors.since_last_snapshot(document.pk)
    taken = snapshots.take(state, Snapshot.Reason.NAMED, label=label, contributors=writers)
    taken.refresh_from_db(fields=["created"])
    return taken


def restore_snapshot(
    snapshot: Snapshot,
    *,
    actor: Actor | None,
    reason: str = "",
    address: str | None = None,
    expected_head: int | None = None,
) -> Restored:
    """Make the document's content equal to the snapshot's, while people go on editing.

    The change is a forward edit: what others type meanwhile stays. `expected_head` is the head that
    the caller has looked at; the default is the head at the start of the call. Raises `Forbidden`,
    `InTrash`, `RestoredMeanwhile` if another restore came after that head, `ContentFailed` or
    `Corrupt`.
    """
    require(actor, snapshot.document, Capability.RESTORE)
    documents.refuse_trashed(snapshot.document_id)
    seen = read_state(snapshot.document_id)
    wanted = snapshots.read(snapshot)
    try:
        found = workers.run(jobs.restore, wanted, seen.payload, _new_client(seen))
    except ContentFailed:
        require_sound(snapshot.document_id, seen.payload)
        raise
    head = seen.seq if expected_head is None else expected_head
    removed = Removed.decode(found.removed)
    vector = crdt.state_vector(seen.payload)
    origin = origin_of(actor, address)
    order = restores.Order(snapshot, found.update, removed, vector, head, origin, reason)
    with transaction.atomic():
        restored = restores.commit(order)
        if restored.changed:
            notices.after_commit(snapshot.document_id, notices.restored(snapshot))
    return restored


def _new_client(state: State) -> int:
    """A client id that nobody has used in the document: its clock starts at zero."""
    used = {0, *owners(state.document_id, state.epoch).principals}
    while (client_id := secrets.randbits(_CLIENT_ID_BITS)) in used:
        pass
    return client_id
