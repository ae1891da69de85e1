"""What is done for a document as a whole is done by one process, however many have it open."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.backends import Database
from tests.proxy import Network
from tests.servers import until
from tests.yjs import Yjs

from .cluster import Cluster, running

pytestmark = [pytest.mark.node, pytest.mark.server]

WATCH = """
    CREATE TABLE checkpoints_made (document_id uuid, seq bigint);
    CREATE FUNCTION note_checkpoint() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO checkpoints_made VALUES (NEW.document_id, NEW.seq); RETURN NEW; END $$;
    CREATE TRIGGER note AFTER INSERT OR UPDATE ON collab_documents_checkpoint
        FOR EACH ROW EXECUTE FUNCTION note_checkpoint();
"""


@pytest.fixture
def nodes(tmp_path: Path, postgresql_url: str, lines: Network) -> Iterator[Cluster]:
    """Two nodes that look after a document as soon as it is quiet."""
    quick = {"COLLAB_QUIET_SECONDS": "1.5", "COLLAB_GRACE_SECONDS": "0.5"}
    rows = {"COLLAB_COMPACT_ROWS": "100000"}
    with running(tmp_path, postgresql_url, lines, **quick, **rows) as cluster:
        with closing(psycopg.connect(postgresql_url, autocommit=True)) as database:
            database.execute(WATCH)
        yield cluster


def test_a_state_that_two_processes_hold_is_compacted_once_and_kept_once(
    nodes: Cluster, yjs: Yjs, rounds: int
) -> None:
    documents = [nodes.create() for _ in range(rounds * 4)]
    for document in documents:
        for node, who in zip(nodes.nodes, ("ada", "grace"), strict=True):
            client = f"{who} in {document}"
            yjs.open(client, node, document, who)
            yjs.edit(client, *[("insert", "text", 0, "x")] * 5)
            assert yjs.saved(client)
    until(lambda: snapshots(nodes) >= len(documents))  # quiet, and everybody is still there
    yjs.do("closeAll")
    until(lambda: len(groups(nodes)) == len(nodes.nodes))  # that of each process is left
    for table in ("checkpoints_made", "collab_documents_snapshot"):
        found = Database(nodes.database_url).do(f"SELECT document_id, seq FROM {table}")  # noqa: S608
        states = [(str(document), seq) for document, seq in found if str(document) in documents]
        assert len(states) == len(set(states))
        assert {document for document, _ in states} == set(documents)


def groups(nodes: Cluster) -> list[str]:
    """Those that somebody listens to."""
    return nodes.redis.do("PUBSUB", "CHANNELS", "collab__group__*").split()


def snapshots(nodes: Cluster) -> int:
    """How many documents have one."""
    sql = "SELECT count(DISTINCT document_id) FROM collab_documents_snapshot"
    return int(str(Database(nodes.database_url).do(sql)[0][0]))
