"""The clock of one node is wrong: order, rights and times do not notice."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.backends import Database
from tests.crowd import Crowd
from tests.servers import Site
from tests.yjs import Yjs

from .cluster import Cluster

pytestmark = [pytest.mark.node, pytest.mark.server]

TIMES = (
    ("collab_documents_update", "document_id", "created", "created"),
    ("collab_documents_document", "id", "created", "updated"),
    ("collab_documents_event", "document", "created", "created"),
)
SKEWS_SECONDS = (2, -2, 61, -61, 86_400, -86_400)


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """By how many seconds a node's clock is wrong."""
    path = tmp_path_factory.mktemp("clock") / "skew"
    path.write_text("86400")
    return path


@pytest.fixture(scope="module")
def skewed(cluster: Cluster, clock: Path) -> Site:
    """A third node, which is wrong by a day when it starts."""
    site = cluster.add(
        DJANGO_SETTINGS_MODULE="tests.faults.inside.settings", FAULT_CLOCK=str(clock)
    )
    site.start()
    return site


def test_a_clock_that_jumps_while_people_type_costs_nothing(
    cluster: Cluster, skewed: Site, clock: Path, yjs: Yjs, rounds: int, seed: int
) -> None:
    crowd = Crowd(yjs, cluster.create(), seed)
    crowd.start([cluster.nodes[0], skewed])
    for skew_seconds in SKEWS_SECONDS * (rounds - 1):
        clock.write_text(str(skew_seconds))
        crowd.acknowledged(10)
    crowd.settle()
    crowd.check(skewed, cluster.stored(crowd.document))
    assert crowd.closes() == []
    check_times(cluster, crowd.document)


def check_times(cluster: Cluster, document: str) -> None:
    """Every time in the database is the database's: none is from the future or long ago."""
    database = Database(cluster.database_url)
    sql = "SELECT min({}), max({}) FROM {} WHERE {} = '{}'"
    times = [
        database.do(sql.format(first, last, table, column, document))[0]
        for table, column, first, last in TIMES
    ]
    now = datetime.now(UTC)
    for time in [time for row in times for time in row if isinstance(time, datetime)]:
        assert abs(now - time) < timedelta(minutes=10)


@pytest.mark.parametrize("skew_seconds", SKEWS_SECONDS)
def test_tickets_and_tokens_are_judged_alike(
    cluster: Cluster, skewed: Site, clock: Path, yjs: Yjs, skew_seconds: int
) -> None:
    document = cluster.create()
    clock.write_text(str(skew_seconds))
    for number, (issues, opens) in enumerate([(0, skewed), (2, cluster.nodes[0])]):
        site = cluster.nodes[issues]
        ticket = site.rest("ada", "POST", f"documents/{document}/ticket/")["ticket"]
        name = f"ticket{number}"
        yjs.open_by_ticket(name, opens, document, ticket)
        assert yjs.do("closes", client=name) == []
        yjs.do("close", client=name)
