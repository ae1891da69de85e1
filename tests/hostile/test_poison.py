"""What kills or stalls a parser stands in the log, and real servers live with it."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from uuid import UUID

import pytest
from websockets.sync.client import connect

from documents.store.rows import digest
from tests.servers import Refused, Site, running
from tests.yjs import Yjs

from ..quarantine.poison import HARMFUL
from . import attacker
from .conftest import KINDS
from .stage import OWNER

pytestmark = [pytest.mark.node, pytest.mark.server, pytest.mark.timeout(300)]

UNEXPECTED = re.compile(
    r"^\S+ \S+ (?:ERROR|CRITICAL) +(?! |documents\.store\.quarantines: \S+ is quarantined"
    r"|django\.request: Service Unavailable|django\.channels\.server: HTTP .* 503 )"
    r"|^Exception in thread",
    re.MULTILINE,
)


@pytest.fixture(scope="module", params=KINDS)
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A server of each kind, whose operator is to be told of quarantines."""
    folder = tmp_path_factory.mktemp(f"poison-{request.param}")
    with running(folder, KINDS[request.param]) as site:
        site.unexpected = UNEXPECTED
        yield site


def poison(site: Site, document: str, payload: bytes) -> None:
    """Append a row to the log beside the server, as whoever has the database can."""
    key = UUID(document).hex
    with closing(sqlite3.connect(site.folder / "collab.sqlite3", timeout=20)) as database:
        database.execute("BEGIN IMMEDIATE")
        database.execute(
            "INSERT INTO collab_documents_update (document_id, seq, payload, digest, author)"
            " SELECT id, head + 1, ?, ?, 'system' FROM collab_documents_document WHERE id = ?",
            (payload, digest(payload), key),
        )
        database.execute(
            "UPDATE collab_documents_document SET head = head + 1 WHERE id = ?", (key,)
        )
        database.commit()


def code_at(site: Site, document: str) -> int | None:
    """With which code somebody is sent away who opens a document."""
    headers = {"Authorization": f"Bearer {site.token(OWNER)}"}
    address = f"{site.socket_url}/{document}?v=1"
    with connect(address, additional_headers=headers, proxy=None) as socket:
        return attacker.ending(socket)[1]


def problem(site: Site, document: str) -> tuple[int, str]:
    """What REST says instead of the content."""
    with pytest.raises(Refused) as refused:
        site.content(OWNER, document, "text/plain")
    status, body = refused.value.args
    return status, json.loads(body)["code"]


def test_what_is_poisoned_is_quarantined_and_all_else_goes_on(site: Site, yjs: Yjs) -> None:
    assert site.process is not None
    pid, healthy = site.process.pid, site.create(OWNER)
    documents = {row.id: site.create(OWNER) for row in HARMFUL[::2]}
    with attacker.opened(site, healthy, OWNER) as honest:
        for row in HARMFUL[::2]:
            poison(site, documents[row.id], row.update)
            assert code_at(site, documents[row.id]) == 4500, row.id
        assert problem(site, documents[HARMFUL[0].id]) == (503, "quarantined")
        honest.send(attacker.SAVED)
        attacker.until(honest, attacker.SAVED)
    assert (site.process.pid, site.process.poll()) == (pid, None)
    yjs.open("fresh", site, healthy, OWNER)
    yjs.edit("fresh", ("insert", "text", 0, "fine"))
    assert yjs.saved("fresh")


def test_who_is_in_an_open_document_is_told_when_it_is_poisoned(site: Site) -> None:
    for row in HARMFUL[::12]:
        document = site.create(OWNER)
        with attacker.opened(site, document, OWNER) as socket:
            poison(site, document, row.update)
            assert attacker.ending(socket)[1] == 4500, row.id


def test_a_server_starts_beside_what_is_poisoned(site: Site) -> None:
    poisoned, healthy = site.create(OWNER), site.create(OWNER)
    poison(site, poisoned, HARMFUL[0].update)
    site.kill()
    site.start()
    assert code_at(site, poisoned) == 4500
    with attacker.opened(site, healthy, OWNER) as honest:
        honest.send(attacker.SAVED)
        attacker.until(honest, attacker.SAVED)
