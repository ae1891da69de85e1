"""Who wrote in a document: the attribution of its checkpoint, the log's tail, and client ids."""

from uuid import UUID

from ..content.attribution import Written
from ..content.authorship import Record
from . import bases, judging, quarantines, state


def record_of(document_id: UUID) -> Record:
    """All that is known now. Raises `DocumentNotFound` or `Corrupt`."""
    with quarantines.noting(document_id):
        head, start, tail = state.read(document_id)
        tail = judging.learn(tail, bases.known(start))
    written = [Written(row.payload, row.author, row.epoch_seconds) for row in tail]
    owners = state.owners(document_id, head.epoch).principals
    return Record(start.payload, start.attribution, written, owners)
