"""Words typed into what a restore has just removed: they join the snapshot taken before it.

They are committed like all others, but the place they stand in is deleted, so that nobody sees
them. In the same transaction they are added to the snapshot that the restore has left.
"""

import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F

from ..models import Document, Snapshot
from ..protocol import crdt, guard
from ..protocol.guard import Known
from ..protocol.strays import Removed
from ..protocol.updates import UpdateRead, read_state_vector, read_update
from . import events, snapshots
from .errors import CorruptSnapshot
from .events import Origin
from .rows import Row
from .state import read_state

logger = logging.getLogger(__name__)

_RESTORES = 20
"""The newest restores of a document that are looked at."""

_CACHED = 256
"""Documents whose restores are remembered between commits."""


@dataclass(slots=True)
class _Strays:
    """What rows of one commit hold for one snapshot."""

    clients: set[int] = field(default_factory=set)
    corrections: list[tuple[int, int, int]] = field(default_factory=list)
    authors: set[str] = field(default_factory=set)

    def take(self, read: UpdateRead, author: str, removed: Removed) -> None:
        found = removed.learn(read)
        if found or removed.corrects(read):
            self.clients.update(client for client, _, _ in found)
            self.corrections += removed.corrections(read)
            self.authors.add(author)


_known: OrderedDict[UUID, tuple[int, dict[int, Removed]]] = OrderedDict()


def keep(document_id: UUID, version: int, appended: Sequence[Row]) -> None:
    """Add the strays among rows that were just appended to the snapshots that they belong to.

    The caller holds the document's lock; `version` is its `removals`.
    """
    reads = [(read_update(row.payload), row.author) for row in appended]
    for pk, removed in _removed(document_id, version).items():
        strays = _Strays()
        for read, author in reads:
            strays.take(read, author, removed)
        if strays.authors:
            _known.pop(document_id, None)
            try:
                _complete(Snapshot.objects.get(pk=pk), removed, strays)
            except CorruptSnapshot:
                logger.exception("Snapshot %s is not completed.", pk)  # the log has the strays


def expect(snapshot: Snapshot, removed: Removed) -> None:
    """From now on keep what is typed into `removed` with `snapshot`."""
    snapshot.removed = removed.encode()
    snapshot.save(update_fields=["removed"])
    _touch(snapshot.document_id)


def _removed(document_id: UUID, version: int) -> dict[int, Removed]:
    """What each restore of the document has removed, by the snapshot taken before it."""
    cached = _known.get(document_id)
    if cached is not None and cached[0] == version:
        return cached[1]
    restores = Snapshot.objects.filter(
        document=document_id, reason=Snapshot.Reason.BEFORE_RESTORE, removed__isnull=False
    )
    newest = restores.order_by("-pk").only("pk", "removed")[:_RESTORES]
    found = {one.pk: Removed.decode(bytes(one.removed or b"")) for one in newest}
    _known[document_id] = version, found
    if len(_known) > _CACHED:
        _known.popitem(last=False)
    return found


def _complete(snapshot: Snapshot, removed: Removed, strays: _Strays) -> None:
    state = snapshots.read(snapshot)
    addition = _addition(snapshot.document_id, state, strays)
    snapshot.state = crdt.merge([state, addition])
    snapshot.size = len(snapshot.state)
    snapshot.contributors = sorted({*snapshot.contributors, *strays.authors})
    snapshot.removed = removed.encode()
    snapshot.save(update_fields=["state", "size", "contributors", "removed"])
    _touch(snapshot.document_id)
    for author in strays.authors:
        events.record(
            "snapshot.completed", snapshot.document_id, Origin(author), snapshot=snapshot.pk
        )


def _addition(document_id: UUID, state: bytes, strays: _Strays) -> bytes:
    """What the authors of strays wrote beyond a state, up to where it builds on the restore."""
    vector = crdt.state_vector(state)
    beyond = read_update(crdt.diff(read_state(document_id).payload, vector))
    theirs = [one for one in beyond.sections if one[0].client in strays.clients]
    known = Known(read_state_vector(vector))
    sections = guard.closed_part(UpdateRead(beyond.data, theirs, []), known)
    return sections + crdt.DeleteSet(strays.corrections).encode()


def _touch(document_id: UUID) -> None:
    Document.objects.filter(pk=document_id).update(removals=F("removals") + 1)
