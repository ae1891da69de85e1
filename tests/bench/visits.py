"""`python -m tests.bench.visits`: a thousand long documents, opened one after the other.

Each is the recorded paper as a compaction leaves it. Prints how long it takes until somebody who
joins has the whole of it, and what the process weighs at last (Linux).
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.core.management import call_command

DOCUMENTS = 1000
EDITS = 1_000_000


def main() -> None:
    """Measure, and say so."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COLLAB_VAR_DIR"] = folder
        django.setup()
        call_command("migrate", verbosity=0)
        state = Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else compacted()
        asyncio.run(visit(store(state)))


def compacted() -> bytes:
    """The whole paper after a compaction."""
    from documents.content.compaction import compact  # noqa: PLC0415 (needs the app registry)
    from documents.protocol import crdt  # noqa: PLC0415

    from . import paper  # noqa: PLC0415

    return compact(crdt.merge(paper.updates(EDITS)), []).state


def store(state: bytes) -> list[UUID]:
    """That many documents with this content."""
    from documents.models import Checkpoint, Document  # noqa: PLC0415
    from documents.protocol import crdt  # noqa: PLC0415
    from documents.protocol.updates import read_update  # noqa: PLC0415
    from documents.store import rows  # noqa: PLC0415

    made = Document.objects.bulk_create(
        [Document(title=f"Paper {number}", head=1) for number in range(DOCUMENTS)]
    )
    deletes = crdt.DeleteSet(read_update(state).deletes).encode()
    clocks, digest = crdt.state_vector(state), rows.digest(state)
    for document in made:
        Checkpoint.objects.create(
            document=document,
            seq=1,
            state=state,
            clocks=clocks,
            deletes=deletes,
            attribution=b"",
            canonical=True,
            digest=digest,
        )
    return [document.pk for document in made]


async def visit(document_ids: list[UUID]) -> None:
    """Open each document, answer somebody who joins, and let the room go."""
    from documents.protocol import ywebsocket  # noqa: PLC0415
    from documents.rooms import registry  # noqa: PLC0415

    from .figures import show  # noqa: PLC0415

    rooms = await registry.here()
    show("process before", resident_mib(), "MiB")
    spent = []
    for document_id in document_ids:
        start = perf_counter()
        room = await rooms.open(document_id)
        ywebsocket.sync_step_2(room.record.diff(b"\x00"))
        spent.append(perf_counter() - start)
        room.ended = True  # so that the next sweep lets it go at once
        if len(spent) % 10 == 0:
            await rooms.sweep()
    show("documents", len(document_ids), "")
    show("load and join, median", median(spent) * 1e3, "ms")
    show("load and join, 95 of 100", sorted(spent)[len(spent) * 95 // 100] * 1e3, "ms")
    show("process after", resident_mib(), "MiB")
    await registry.stop()


def resident_mib() -> float:
    """What the process weighs now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
