"""A log that nobody has compacted for long: its document opens, and the log gets short again."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from documents.protocol.codec import var_uint
from documents.store.rows import digest
from tests.patience import within
from tests.servers import Site, running, until
from tests.yjs import Yjs

pytestmark = [pytest.mark.node, pytest.mark.server]

FEW, MANY = 25_000, 1_000_000
"""Rows in passing, and in a full run."""

CLIENTS = 20
ANSWER_SECONDS = 1.0
"""Meanwhile the server says that it lives within this."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running(tmp_path, COLLAB_COMPACT_SECONDS="0.001") as site:
        yield site


def fill(site: Site, document: str, rows: int) -> None:
    """Store a log in which each row is one letter, typed at the end of what its client typed."""
    key = UUID(document).hex
    with closing(sqlite3.connect(site.folder / "collab.sqlite3", timeout=30)) as database:
        database.executemany(
            "INSERT INTO collab_documents_update (document_id, seq, payload, digest, author)"
            " VALUES (?, ?, ?, ?, 'user:1')",
            ((key, n + 1, row, digest(row)) for n, row in enumerate(map(letter, range(rows)))),
        )
        database.execute("UPDATE collab_documents_document SET head = ? WHERE id = ?", (rows, key))
        database.commit()


def letter(number: int) -> bytes:
    """The update of the letter with this number."""
    clock, client = divmod(number, CLIENTS)
    encoded = var_uint(client + 1)
    head = b"\x01\x01" + encoded + var_uint(clock)
    if not clock:
        return head + b"\x04\x01\x04text\x01a\x00"
    return head + b"\x84" + encoded + var_uint(clock - 1) + b"\x01a\x00"


@contextmanager
def asking(site: Site) -> Iterator[list[float]]:
    """Ask the server again and again whether it lives; answers how long it took, which goes on."""
    waits: list[float] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.wait(0.05):
            since = time.monotonic()
            assert site.status("/healthz") == 200
            waits.append(time.monotonic() - since)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield waits
    finally:
        ended.set()
        thread.join()


@pytest.mark.timeout(1500)
def test_a_document_with_a_very_long_log_opens_and_its_log_gets_short(
    site: Site, yjs: Yjs, *, full_run: bool
) -> None:
    rows = MANY if full_run else FEW
    document = site.create("ada")
    fill(site, document, rows)
    since = time.monotonic()
    with asking(site) as waits:
        yjs.open("one", site, document, "ada")
        opened_seconds = time.monotonic() - since
        until(lambda: site.checkpoint(document).get("rows") == 0)
    compacted_seconds = time.monotonic() - since
    print(f"opened {opened_seconds:.1f} s, short {compacted_seconds:.1f} s")  # noqa: T201
    assert sorted(waits)[int(len(waits) * 0.99)] < within(ANSWER_SECONDS)
    yjs.open("fresh", site, document, "ada")
    yjs.converged("one", "fresh")
    assert len(yjs.text("fresh")) == rows
