"""Two servers, one document: what either of them loses, the log keeps."""

import random
import signal
from collections.abc import Callable
from threading import Event

import pytest

from tests import backends
from tests.crowd import NAMES, Crowd
from tests.yjs import Yjs

from .cluster import Cluster
from .crossing import POLLED_SECONDS, open_both, seconds_to_cross

pytestmark = [pytest.mark.node, pytest.mark.server]


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


def slow_down(cluster: Cluster) -> None:
    for node in cluster.lines:
        node.redis.delay(0.2)


def silence(cluster: Cluster) -> None:
    for node in cluster.lines:
        node.redis.hold()


REDIS_FAULTS: dict[str, Callable[[Cluster], object]] = {
    "killed": lambda cluster: cluster.redis.kill(),
    "paused": lambda cluster: cluster.redis.tell(signal.SIGSTOP),
    "flushed": lambda cluster: cluster.redis.do("FLUSHALL"),
    "cut off": lambda cluster: cluster.redis.do("CLIENT", "KILL", "TYPE", "pubsub"),
    "slow": slow_down,
    "silent": silence,
}


def mend(cluster: Cluster, fault: str) -> None:
    if fault == "killed":
        cluster.redis.start()
    cluster.redis.tell(signal.SIGCONT)
    for node in cluster.lines:
        node.redis.pass_on()


def test_losing_redis_costs_latency_and_nothing_else(
    cluster: Cluster, yjs: Yjs, rounds: int, seed: int
) -> None:
    crowd = Crowd(yjs, cluster.create(), seed)
    crowd.start(cluster.nodes)
    open_both(yjs, cluster, crowd.document)
    for fault in [*REDIS_FAULTS] * rounds:
        REDIS_FAULTS[fault](cluster)
        crowd.acknowledged(5)
        mend(cluster, fault)
    cluster.redis.kill()
    crowd.settle()
    slowest = max(seconds_to_cross(yjs) for _ in range(rounds * 2))
    assert slowest <= POLLED_SECONDS
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


def test_a_stopped_node_serves_nothing_stale_when_it_goes_on(
    cluster: Cluster, yjs: Yjs, rounds: int, seed: int
) -> None:
    """Stopped by signal, as by a hypervisor: it finds that the log went on without it."""
    moments = random.Random(seed)  # noqa: S311 (repeatable, not secret)
    crowd = Crowd(yjs, cluster.create(), seed)
    crowd.start(cluster.nodes)
    here, there = NAMES[0::2], NAMES[1::2]
    for number in range(rounds):
        stopped, going = (here, there) if number % 2 == 0 else (there, here)
        node = cluster.nodes[number % 2]
        crowd.acknowledged(3)
        node.tell(signal.SIGSTOP)
        crowd.acknowledged(round(moments.uniform(10, 60)), going)
        node.tell(signal.SIGCONT)
        promised = crowd.promised(going)
        yjs.open("spectator", node, crowd.document, "ada")
        yjs.do("shows", client="spectator", tokens=sorted(promised))
        yjs.do("close", client="spectator")
        crowd.acknowledged(3, stopped)
    crowd.settle()
    crowd.check(cluster.nodes[1], cluster.stored(crowd.document))
    assert crowd.closes() == []


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
