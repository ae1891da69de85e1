"""Thousands come, type and go: what they needed is given back."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.backends import Database
from tests.proxy import Network
from tests.servers import memory_bytes, until
from tests.yjs import Yjs

from .cluster import Cluster, running

pytestmark = [pytest.mark.node, pytest.mark.server]

VISITS = 500
"""In a round, by `AT_ONCE` people at a time: twenty rounds are ten thousand."""

AT_ONCE = 8
DOCUMENTS = 20
GROWTH_BYTES = 50 * 1024 * 1024
"""A node may keep so much more than after the first round: caches fill, and the heap has holes."""

SPARE = 4
"""Descriptors, threads and sessions that may be open at one look and not at another."""


@pytest.fixture
def cluster(tmp_path: Path, postgresql_url: str, lines: Network) -> Iterator[Cluster]:
    """Two nodes that forget a document at once when nobody is there."""
    variables = {"COLLAB_GRACE_SECONDS": "0.1", "COLLAB_THROTTLE": "off"}
    with running(tmp_path, postgresql_url, lines, **variables) as cluster:
        yield cluster


@dataclass(frozen=True, slots=True)
class Use:
    """What the servers hold of everything that is scarce."""

    memory_bytes: int
    descriptors: int
    threads: int
    sessions: int

    def is_flat(self, first: "Use") -> bool:
        """Whether it is about what it was."""
        return (
            self.memory_bytes <= first.memory_bytes + 2 * GROWTH_BYTES
            and self.descriptors <= first.descriptors + SPARE
            and self.threads <= first.threads + SPARE
            and self.sessions <= first.sessions + SPARE
        )


def used(cluster: Cluster) -> Use:
    processes = [process for node in cluster.nodes for process in node.processes()]
    return Use(
        memory_bytes=sum(map(memory_bytes, processes)),
        descriptors=sum(len([*Path(f"/proc/{n.pid}/fd").iterdir()]) for n in cluster.nodes),
        threads=sum(len([*Path(f"/proc/{n.pid}/task").iterdir()]) for n in cluster.nodes),
        sessions=sessions(cluster),
    )


def sessions(cluster: Cluster) -> int:
    sql = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
    return int(str(Database(cluster.database_url).do(sql)[0][0]))


def subscriptions(cluster: Cluster) -> int:
    return len(cluster.redis.do("PUBSUB", "CHANNELS").split())


def visit(cluster: Cluster, yjs: Yjs) -> None:
    """Many visits to documents that nobody has open; returns when all are forgotten again."""
    before = subscriptions(cluster)
    yjs.do(
        "visit",
        addresses=[node.socket_url for node in cluster.nodes],
        atOnce=AT_ONCE,
        count=VISITS,
        documents=[cluster.create() for _ in range(DOCUMENTS)],
        params={"v": "1"},
        token=cluster.nodes[0].token("ada"),
    )
    until(lambda: subscriptions(cluster) <= before)


def test_who_comes_and_goes_leaves_nothing_behind(cluster: Cluster, yjs: Yjs, rounds: int) -> None:
    visit(cluster, yjs)
    first = used(cluster)
    for _ in range(rounds):
        visit(cluster, yjs)
    until(lambda: used(cluster).is_flat(first))
    assert "Traceback" not in "".join(node.log_path.read_text() for node in cluster.nodes)
