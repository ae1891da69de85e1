"""Two servers, one document: what either of them loses, the log keeps."""

import base64
import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from threading import Event

import pytest

from documents.protocol.outgoing import unsealed
from tests import backends
from tests.servers import Site
from tests.yjs import Yjs

from .cluster import Cluster, Switch

ROUNDS = int(os.environ.get("NODES_ROUNDS", "2"))
pytestmark = [pytest.mark.node, pytest.mark.server, pytest.mark.timeout(60 + 20 * ROUNDS)]

SEED = int(os.environ.get("NODES_SEED", "1"))
TYPISTS = ("wa", "wb", "wc", "wd")
PEOPLE = ("ada", "grace", "ada", "alan")
PAUSE_MS = 20
POLLED_SECONDS = 2.0
TOKEN = re.compile("⟦[a-z]+-[0-9]{6}⟧")


@pytest.fixture
def switch(cluster: Cluster) -> Iterator[Switch]:
    switch = Switch()
    switch.target = cluster.nodes[0].port
    yield switch
    switch.stop()


def create(cluster: Cluster) -> str:
    return cluster.nodes[0].create("ada", "grace", "alan")


def start_typing(yjs: Yjs, cluster: Cluster, document: str, nodes: list[Site]) -> None:
    for number, (name, person) in enumerate(zip(TYPISTS, PEOPLE, strict=True)):
        yjs.open(name, nodes[number % 2], document, person)
        yjs.do("type", client=name, name=name, seed=SEED + number, pauseMs=PAUSE_MS)


def stop_typing(yjs: Yjs) -> None:
    for name in TYPISTS:
        yjs.do("stopTyping", client=name)


def check_everything(yjs: Yjs, cluster: Cluster, document: str) -> int:
    """Whether everything that anybody typed is everywhere exactly once; answers how much."""
    stop_typing(yjs)
    for name in TYPISTS:
        assert yjs.saved(name)
    yjs.open("fresh", cluster.nodes[1], document, "ada")
    yjs.converged("fresh", *TYPISTS)
    yjs.do("close", client="fresh")
    typed = Counter(t for name in TYPISTS for t in yjs.do("ledger", client=name)["typed"])
    assert Counter(TOKEN.findall(yjs.text("wa"))) == typed
    updates = [base64.b64encode(unsealed(u)).decode() for u in cluster.stored(document)]
    rebuilt = yjs.do("rebuilt", updates=updates, root="text", **{"as": "text"})
    assert Counter(TOKEN.findall(rebuilt)) == typed
    assert set(typed.values()) == {1}
    return len(typed)


def seconds_to_cross(yjs: Yjs, document: str) -> float:
    """How long an edit through one node takes to be seen through the other."""
    since = time.monotonic()
    yjs.edit("left", ("insert", "text", 0, "x"))
    yjs.do("caughtUp", client="right", **{"with": "left"})
    return time.monotonic() - since


def open_both(yjs: Yjs, cluster: Cluster, document: str) -> None:
    yjs.open("left", cluster.nodes[0], document, "ada")
    yjs.open("right", cluster.nodes[1], document, "grace")


def test_an_edit_and_a_cursor_cross_at_once(cluster: Cluster, yjs: Yjs) -> None:
    document = create(cluster)
    open_both(yjs, cluster, document)
    seconds_to_cross(yjs, document)
    times = sorted(seconds_to_cross(yjs, document) for _ in range(20))
    assert times[10] < 0.2  # a poll would take half a second
    yjs.do("present", client="left", state={"cursor": 1})
    people = yjs.do("people", client="right", count=2)
    assert {person.get("user", {}).get("name") for person in people} >= {"ada"}
    yjs.do("close", client="left")
    yjs.do("people", client="right", count=1)


REDIS_FAULTS: dict[str, Callable[[Cluster], None]] = {
    "killed": lambda cluster: cluster.redis.kill(),
    "paused": lambda cluster: cluster.redis.signal(signal.SIGSTOP),
    "flushed": lambda cluster: cluster.redis.do("FLUSHALL"),
    "cut off": lambda cluster: cluster.redis.do("CLIENT", "KILL", "TYPE", "pubsub"),
}


def test_losing_redis_costs_latency_and_nothing_else(cluster: Cluster, yjs: Yjs) -> None:
    document = create(cluster)
    start_typing(yjs, cluster, document, cluster.nodes)
    open_both(yjs, cluster, document)
    faults = [*REDIS_FAULTS] * ROUNDS
    for fault in faults:
        REDIS_FAULTS[fault](cluster)
        for name in TYPISTS:
            yjs.do("acknowledged", client=name, count=5)
        if fault == "killed":
            cluster.redis.start()
        cluster.redis.signal(signal.SIGCONT)
    REDIS_FAULTS["killed"](cluster)
    stop_typing(yjs)
    for name in TYPISTS:
        assert yjs.saved(name)
    slowest = max(seconds_to_cross(yjs, document) for _ in range(ROUNDS * 2))
    assert slowest <= POLLED_SECONDS
    cluster.redis.start()
    check_everything(yjs, cluster, document)
    assert [yjs.do("closes", client=name) for name in (*TYPISTS, "left", "right")] == [[]] * 6


def test_clients_of_a_killed_node_move_and_lose_nothing(
    cluster: Cluster, switch: Switch, yjs: Yjs
) -> None:
    moments = random.Random(SEED)  # noqa: S311 (repeatable, not secret)
    document = create(cluster)
    moving = Site.__new__(Site)
    moving.__dict__ |= cluster.nodes[0].__dict__
    moving.socket_url = f"ws://127.0.0.1:{switch.port}/ws/documents"
    start_typing(yjs, cluster, document, [moving, moving])
    for number in range(ROUNDS * 2):
        for name in TYPISTS:
            yjs.do("acknowledged", client=name, count=3)
        Event().wait(moments.uniform(0, 0.5))
        dead, alive = cluster.nodes[number % 2], cluster.nodes[1 - number % 2]
        switch.target = alive.port
        dead.kill()
        dead.start()
    for name in TYPISTS:
        yjs.do("acknowledged", client=name, count=3)
    assert check_everything(yjs, cluster, document) > ROUNDS


def test_a_killed_database_loses_and_doubles_nothing(cluster: Cluster, yjs: Yjs) -> None:
    moments = random.Random(SEED)  # noqa: S311 (repeatable, not secret)
    document = create(cluster)
    start_typing(yjs, cluster, document, cluster.nodes)
    for _ in range(ROUNDS):
        for name in TYPISTS:
            yjs.do("acknowledged", client=name, count=3)
        Event().wait(moments.uniform(0, 0.5))
        backends.restart_hard(cluster.database_url)
    for name in TYPISTS:
        yjs.do("acknowledged", client=name, count=3)
    check_everything(yjs, cluster, document)
    assert [yjs.do("closes", client=name) for name in TYPISTS] == [[]] * len(TYPISTS)
