"""The channel layer keeps those who are silent, and holds up nobody while it is silent itself."""

import asyncio
from statistics import median
from time import monotonic

import pytest

from documents.protocol.ywebsocket import KEEP_ALIVE
from tests.bench.wire import Line
from tests.servers import Site
from tests.yjs import Yjs

from .cluster import Cluster

pytestmark = [pytest.mark.server]

IDLE = 10
KEEP_ALIVES = 3
"""One every twenty seconds: a minute."""


async def _kept(node: Site, document: str) -> None:
    token = node.token("ada")
    lines = [await Line.open(node.port, document, token) for _ in range(IDLE)]
    for line in lines:
        while [message for _, message in line.messages()].count(KEEP_ALIVE) < KEEP_ALIVES:
            await line.news()  # raises when the connection ends
    assert not any(line.ended for line in lines)
    for line in lines:
        line.close()


@pytest.mark.alone  # not that it measures: it takes a minute
def test_who_is_silent_stays_connected(cluster: Cluster) -> None:
    asyncio.run(_kept(cluster.nodes[0], cluster.create()))


def _seconds_to_saved(yjs: Yjs, times: int) -> float:
    """The median: anything else may be busy once."""
    taken = []
    for _ in range(times):
        since = monotonic()
        yjs.edit("ada", ("insert", "text", 0, "x"))
        assert yjs.saved("ada")
        taken.append(monotonic() - since)
    return median(taken)


@pytest.mark.alone
@pytest.mark.node
def test_a_silent_layer_does_not_slow_down_what_is_saved(cluster: Cluster, yjs: Yjs) -> None:
    """Publishing waits for Redis up to a second each time; nobody who types waits for that."""
    document = cluster.create()
    yjs.open("ada", cluster.nodes[0], document, "ada")
    yjs.open("grace", cluster.nodes[1], document, "grace")  # there is somebody to be told
    _seconds_to_saved(yjs, 50)
    before = _seconds_to_saved(yjs, 200)
    for node in cluster.lines:
        node.redis.hold()
    silent = _seconds_to_saved(yjs, 200)
    for node in cluster.lines:
        node.redis.pass_on()
    assert silent < 2 * before + 0.005
