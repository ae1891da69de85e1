"""One node is cut off from something that the other still reaches."""

import time
from itertools import cycle, islice
from threading import Event

import pytest

from tests.crowd import NAMES, Crowd
from tests.patience import within
from tests.proxy import Way
from tests.servers import until
from tests.yjs import Yjs

from .cluster import Cluster
from .crossing import POLLED_SECONDS, open_both, seconds_to_cross

pytestmark = [pytest.mark.node, pytest.mark.server]

HEALED_SECONDS = 5.0
CUT_OFF_SECONDS = 60.0
"""In a full run."""

WAYS = ((Way.UP,), (Way.DOWN,), (Way.UP, Way.DOWN))
HERE, THERE = NAMES[0::2], NAMES[1::2]


def people(cluster: Cluster, yjs: Yjs, seed: int, full_run: bool) -> Crowd:
    """They type less fast where they are cut off for long."""
    crowd = Crowd(yjs, cluster.create(), seed, pause_ms=200 if full_run else 20)
    crowd.start(cluster.nodes)
    return crowd


@pytest.mark.round_seconds(200)
def test_a_node_without_redis_agrees_by_asking_the_database(
    cluster: Cluster, yjs: Yjs, rounds: int, seed: int, full_run: bool
) -> None:
    line = cluster.lines[0].redis
    crowd = people(cluster, yjs, seed, full_run)
    open_both(yjs, cluster, crowd.document)
    for ways in islice(cycle(WAYS), max(rounds, len(WAYS))):
        line.hold(*ways)
        if full_run:
            Event().wait(CUT_OFF_SECONDS)
        crowd.acknowledged(10)
        crowd.stop()
        crowd.settle()
        assert seconds_to_cross(yjs) <= within(POLLED_SECONDS)
        assert seconds_to_cross(yjs, "right", "left") <= within(POLLED_SECONDS)
        line.pass_on()
        crowd.go_on()
    crowd.settle()
    yjs.do("close", client="left")
    yjs.do("close", client="right")
    crowd.check(cluster.nodes[0], cluster.stored(crowd.document))
    assert crowd.closes() == []


@pytest.mark.round_seconds(200)
@pytest.mark.parametrize("ways", WAYS)
def test_a_node_without_its_database_saves_nothing_and_stays_readable(
    cluster: Cluster, yjs: Yjs, long_rounds: int, seed: int, full_run: bool, ways: tuple[Way, ...]
) -> None:
    crowd = people(cluster, yjs, seed, full_run)
    for _ in range(long_rounds):
        crowd.acknowledged(3)
        cluster.lines[0].database.hold(*ways)
        if full_run:
            Event().wait(CUT_OFF_SECONDS)
        check_alone(cluster, crowd)
        cluster.lines[0].database.pass_on()
        since = time.monotonic()
        crowd.acknowledged(3)
        assert time.monotonic() - since < within(HEALED_SECONDS)
    crowd.settle()
    crowd.check(cluster.nodes[0], cluster.stored(crowd.document))
    assert crowd.closes() == []


def check_alone(cluster: Cluster, crowd: Crowd) -> None:
    """The node without a database promises nothing; its people see what the others write."""
    until(lambda: cluster.nodes[0].status("/readyz") == 503)
    crowd.acknowledged(3, THERE)  # a commit of the first may have held the document
    told = crowd.total_acknowledged(HERE)
    seen = crowd.total_seen(HERE)
    crowd.acknowledged(20, THERE)
    assert crowd.total_acknowledged(HERE) == told
    if not unanswered(cluster, crowd):
        until(lambda: crowd.total_seen(HERE) > seen)
    assert cluster.nodes[1].status("/readyz") == 200


def unanswered(cluster: Cluster, crowd: Crowd) -> set[str]:
    """Words of the first that are stored without its knowledge: the answer to its commit got lost.

    To the first they are a hole in the log, which only the database can fill.
    """
    here = crowd.typed(HERE).keys() - crowd.promised(HERE)
    return here & crowd.rebuilt(cluster.stored(crowd.document)).keys()
