"""Use cases on quarantined documents: what still reads of them, and serving them again."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from .. import examining, workers
from ..content import jobs
from ..content.attribution import Written
from ..content.compaction import Compacted as Made
from ..content.compaction import compact
from ..content.replica import MAX_DEPTH
from ..models import Quarantine
from ..store import quarantines, recovery, salvage, state
from ..store.bases import Base
from ..store.checkpoints import Compacted
from ..store.errors import Conflict, Corrupt
from ..store.quarantines import Good
from ..store.roles import Actor
from ..store.rows import Row
from ..store.salvage import Beginning
from ..workers import ContentFailed, Reason
from .rights import origin_of

_RECOVERY = timedelta(hours=24)
"""How long open editors may bring back what was damaged."""


def last_good(quarantine: Quarantine) -> Good:
    """The newest state of the document that reads; the empty one if none does.

    Raises `DocumentNotFound`, or `ContentFailed` while there are no workers.
    """
    document_id = quarantine.document_id
    head, stored = salvage.head(document_id), salvage.seqs(document_id)
    for beginning in salvage.beginnings(document_id):
        found = _longest(beginning)
        if found is not None:
            made, used = found
            kept = {beginning.base.seq, *(row.seq for row in used)}
            base = Base(head + 1, made.state, made.vector, made.deletes, made.attribution)
            good = Compacted(base, made.canonical, made.text)
            return Good(head, good, stored - kept, beginning.source)
    raise Corrupt("Not even an empty document reads.")


def show(good: Good) -> str:
    """The state as safe HTML. Raises `ContentFailed`."""
    return workers.run(jobs.render, good.compacted.base.payload, jobs.HTML).decode()


def reopen(
    quarantine: Quarantine,
    good: Good,
    *,
    actor: Actor | None,
    reason: str,
    address: str | None = None,
) -> None:
    """Make its last good state the document's state again; what was stored is kept aside.

    Where bytes were damaged, open editors may for a day bring back what they still hold. The caller
    has asked whether the actor may. Raises `Conflict` or `NotFound`.
    """
    with transaction.atomic():
        quarantines.reopen(quarantine, good, origin_of(actor, address), reason)
        if quarantines.recovers(quarantine):
            recovery.open_window(_RECOVERY, quarantine.document_id)


def check_again(quarantine: Quarantine, *, actor: Actor | None, address: str | None = None) -> None:
    """Serve the document again if what is stored reads by now, such as after a repair.

    Raises `Conflict` with what does not read, `NotFound`, or `ContentFailed`.
    """
    try:
        payload = state.read_quarantined(quarantine.document_id)
    except Corrupt as fault:
        raise Conflict(str(fault)) from fault
    still = examining.fault_of(payload)
    if still is not None:
        raise Conflict(str(still))
    quarantines.end(quarantine, origin_of(actor, address), "It reads again.")


def _longest(beginning: Beginning) -> tuple[Made, Sequence[Row]] | None:
    """As many rows as read together; None if not even what they build on does."""
    best, low, high = None, -1, len(beginning.tail) + 1
    middle = len(beginning.tail)
    while high - low > 1:
        tail = beginning.tail[:middle]
        made = _made(beginning.base, tail)
        if made is None:
            high = middle
        else:
            best, low = (made, tail), middle
        middle = (low + high) // 2
    return best


def _made(base: Base, tail: Sequence[Row]) -> Made | None:
    """Compact it with what is known of its authors, or without if that does not read."""
    for attribution in dict.fromkeys((base.attribution, b"")):
        updates = [Written(row.payload, row.author, row.epoch_seconds) for row in tail]
        try:
            made = workers.run(compact, base.payload, updates, attribution)
        except ContentFailed as failure:
            if failure.reason is Reason.STOPPED:
                raise
        else:
            return made if made.depth <= MAX_DEPTH else None
    return None
