"""Two servers, one document: what either of them loses, the log keeps."""

import random
import signal
import time
from threading import Event

import pytest

from tests import backends
from tests.crowd import NAMES, TOKEN, Crowd
from tests.patience import within
from tests.yjs import Yjs

from . import redis_faults
from .cluster import Cluster
from .crossing import POLLED_SECONDS, open_both, seconds_to_cross

pytestmark = [pytest.mark.node, pytest.mark.server]

MOVED_SECONDS = 10.0
"""Within which the people of a killed node are saved by the other one."""

STOPPED_SECONDS = 60.0
"""In a full run; people notice after half of it, and try to connect anew."""

THEIR_OWN_DOUBT = {0, 1005, 1006}
"""How clients end connections on which they have heard nothing for long."""


def test_an_edit_and_a_cursor_cross_at_once(cluster: Cluster, yjs: Yjs) -> None:
    open_both(yjs, cluster, cluster.create())
    seconds_to_cross(yjs)
    times = sorted(seconds_to_cross(yjs) for _ in range(20))
    assert times[10] < 0.2  # a poll would take half a second
    yjs.do("present", client="left", state={"cursor": 1})
    people = yjs.do("people", client="right", count=2)
    assert {person.get("user", {}).get("name") for person in people} >= {"ada"}
    yjs.do("close", client="left")
    yjs.do("people", client="right", count=1)


def test_losing_redis_costs_latency_and_nothing_else(
    cluster: Cluster, yjs: Yjs, rounds: int, seed: int
) -> None:
    crowd = Crowd(yjs, cluster.create(), seed)
    crowd.start(cluster.nodes)
    open_both(yjs, cluster, crowd.document)
    for fault in [*redis_faults.FAULTS] * rounds:
        with redis_faults.FAULTS[fault](cluster):
            crowd.acknowledged(5)
    cluster.redis.kill()
    crowd.settle()
    slowest = max(seconds_to_cross(yjs) for _ in range(rounds * 2))
    assert slowest <= within(POLLED_SECONDS)
    cluster.redis.start()
    yjs.do("close", client="right")
    crowd.check(cluster.nodes[1], cluster.stored(crowd.document))
    assert crowd.closes() == []
    assert yjs.do("closes", client="left") == []


def test_clients_of_a_killed_node_move_and_lose_nothing(
    cluster: Cluster, yjs: Yjs, rounds: int, seed: int
) -> None:
    moments = random.Random(seed)  # noqa: S311 (repeatable, not secret)
    door = cluster.door(cluster.nodes[0])
    crowd = Crowd(yjs, cluster.create(), seed)
    crowd.start([door])
    for number in range(rounds * 2):
        crowd.acknowledged(3)
        Event().wait(moments.uniform(0, 0.5))
        dead, alive = cluster.nodes[number % 2], cluster.nodes[1 - number % 2]
        door.line.target = alive.port
        dead.kill()
        since = time.monotonic()
        crowd.acknowledged(1)
        assert time.monotonic() - since < within(MOVED_SECONDS)
        dead.start()
    crowd.acknowledged(3)
    crowd.settle()
    assert crowd.check(cluster.nodes[1], cluster.stored(crowd.document)) > rounds


def test_a_killed_database_loses_and_doubles_nothing(
    cluster: Cluster, yjs: Yjs, rounds: int, seed: int
) -> None:
    moments = random.Random(seed)  # noqa: S311 (repeatable, not secret)
    crowd = Crowd(yjs, cluster.create(), seed)
    crowd.start(cluster.nodes)
    for _ in range(rounds):
        crowd.acknowledged(3)
        Event().wait(moments.uniform(0, 0.5))
        backends.restart_hard(cluster.database_url)
    crowd.acknowledged(3)
    crowd.settle()
    crowd.check(cluster.nodes[1], cluster.stored(crowd.document))
    assert crowd.closes() == []


@pytest.mark.round_seconds(200)
def test_a_stopped_node_serves_nothing_stale_when_it_goes_on(
    cluster: Cluster, yjs: Yjs, rounds: int, seed: int, full_run: bool
) -> None:
    """Stopped by signal, as by a hypervisor: it finds that the log went on without it."""
    moments = random.Random(seed)  # noqa: S311 (repeatable, not secret)
    crowd = Crowd(yjs, cluster.create(), seed, pause_ms=200 if full_run else 20)
    crowd.start(cluster.nodes)
    here, there = NAMES[0::2], NAMES[1::2]
    for number in range(rounds):
        stopped, going = (here, there) if number % 2 == 0 else (there, here)
        node = cluster.nodes[number % 2]
        crowd.acknowledged(3)
        node.tell(signal.SIGSTOP)
        if full_run:
            Event().wait(STOPPED_SECONDS)
        crowd.acknowledged(round(moments.uniform(10, 60)), going)
        promised = crowd.promised(going)
        node.tell(signal.SIGCONT)
        yjs.open("spectator", node, crowd.document, "ada")
        assert promised <= set(TOKEN.findall(yjs.text("spectator")))
        yjs.do("close", client="spectator")
        crowd.acknowledged(3, stopped)
    crowd.settle()
    crowd.check(cluster.nodes[1], cluster.stored(crowd.document))
    assert set(crowd.closes()) <= (THEIR_OWN_DOUBT if full_run else set())


def test_a_stopped_node_does_not_store_what_was_typed_after_a_revocation(
    cluster: Cluster, yjs: Yjs
) -> None:
    document = cluster.create()
    yjs.open("alan", cluster.nodes[0], document, "alan")
    yjs.open("ada", cluster.nodes[1], document, "ada")
    yjs.edit("alan", ("insert", "text", 0, "before "))
    assert yjs.saved("alan")
    cluster.nodes[0].tell(signal.SIGSTOP)
    cluster.nodes[1].deny("ada", document, "alan")
    yjs.edit("alan", ("insert", "text", 0, "EVIL "))
    cluster.nodes[0].tell(signal.SIGCONT)
    yjs.do("ended", client="alan", closes=1)
    assert yjs.do("closes", client="alan")[0]["code"] == 4403
    yjs.open("fresh", cluster.nodes[0], document, "ada")
    assert yjs.text("fresh") == "before "
