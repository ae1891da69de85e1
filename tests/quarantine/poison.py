"""Content that does not read, written straight into the database beside the server."""

from documents.models import Checkpoint, Document, Snapshot, Update
from documents.protocol.errors import ProtocolError
from documents.protocol.updates import read_update
from documents.store import rows

from ..protocol.hostile import ROWS, Answer

HARMFUL = [row for row in ROWS if row.answer is not Answer.PASS]
"""What no server would have stored."""


def _reads(update: bytes) -> bool:
    try:
        read_update(update)
    except ProtocolError:
        return False
    return True


MALFORMED = [row for row in ROWS if not _reads(row.update)]
"""What does not even read by itself."""

DEEP = next(row.update for row in ROWS if row.id == "U71")
"""What the guard lets pass and no conversion reads."""


def into_log(document: Document, payload: bytes, digest: bytes | None = None) -> int:
    """Append a row as SQL would; with a right digest unless another is given."""
    document.refresh_from_db()
    seq = document.head + 1
    mark = rows.digest(payload) if digest is None else digest
    Update.objects.create(document=document, seq=seq, payload=payload, digest=mark, author="system")
    Document.objects.filter(pk=document.pk).update(head=seq)
    return seq


def into_checkpoint(document: Document, payload: bytes, **more: bytes) -> None:
    """Put a checkpoint in the place of the whole log."""
    document.refresh_from_db()
    Update.objects.filter(document=document).delete()
    given = {"clocks": b"\x00", "deletes": b"\x00", "attribution": b""} | more
    mark = rows.digest(payload)
    Checkpoint.objects.update_or_create(
        document=document,
        defaults={"seq": document.head, "state": payload, "digest": mark, "canonical": True}
        | given,
    )


def into_snapshot(document: Document, payload: bytes) -> Snapshot:
    """A snapshot of the document's head."""
    document.refresh_from_db()
    return Snapshot.objects.create(
        document=document, state=payload, seq=document.head, reason="named", size=len(payload)
    )
