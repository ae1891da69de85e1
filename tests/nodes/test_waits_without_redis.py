"""How long people wait to be saved while Redis is away: hardly longer, and nodes stay small."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.crowd import Crowd
from tests.hostile.stage import p99
from tests.patience import within
from tests.servers import memory_bytes
from tests.yjs import Yjs

from . import redis_faults
from .cluster import Cluster
from .crossing import POLLED_SECONDS, open_both, seconds_to_cross

pytestmark = [pytest.mark.alone, pytest.mark.node, pytest.mark.server]

PAUSE_MS = 40
"""Together four people type as fast as twenty of whom each presses five keys a second."""

CALM_WORDS = 75
WORDS = {"nothing": 750, "paused": 750}
"""In a round of a fault each types so many before and meanwhile: for thirty seconds of a pause,
else for three."""

FLOOR_SECONDS = 0.05
"""Nobody notices less, and where the calm figure is a few milliseconds it says little."""

GROWTH_BYTES = 50 * 1024 * 1024


@contextmanager
def nothing(cluster: Cluster) -> Iterator[None]:
    """Redis stays: what a node grows by then is the document's."""
    yield


FAULTS = redis_faults.FAULTS | {"nothing": nothing}


@pytest.mark.round_seconds(130)
@pytest.mark.parametrize("fault", FAULTS)
def test_acknowledgements_do_not_wait_for_redis(
    cluster: Cluster, yjs: Yjs, rounds: int, seed: int, fault: str
) -> None:
    crowd = Crowd(yjs, cluster.create(), seed, PAUSE_MS)
    crowd.start(cluster.nodes)
    open_both(yjs, cluster, crowd.document)
    crowd.acknowledged(CALM_WORDS)
    before_bytes = nodes_bytes(cluster)
    words = WORDS.get(fault, CALM_WORDS)
    calm: list[float] = []
    broken: list[float] = []
    for _ in range(rounds):
        calm += waits_seconds(crowd, words)
        with FAULTS[fault](cluster):
            broken += waits_seconds(crowd, words)
            crowd.settle()
            assert seconds_to_cross(yjs) <= within(POLLED_SECONDS)
        crowd.go_on()
    check(cluster, crowd)
    grown_bytes = max(
        now - was for now, was in zip(nodes_bytes(cluster), before_bytes, strict=True)
    )
    print(f"{fault}: p99 {p99(calm):.3f} s, then {p99(broken):.3f} s, {grown_bytes} B")  # noqa: T201
    assert p99(broken) <= max(2 * p99(calm), FLOOR_SECONDS)
    assert grown_bytes <= GROWTH_BYTES


def waits_seconds(crowd: Crowd, words: int) -> list[float]:
    """How long the next words waited until they were called saved."""
    crowd.waits_seconds()
    crowd.acknowledged(words)
    return crowd.waits_seconds()


def nodes_bytes(cluster: Cluster) -> list[int]:
    """What each node holds, without its content workers."""
    return [memory_bytes(node.pid) for node in cluster.nodes]


def check(cluster: Cluster, crowd: Crowd) -> None:
    """Nothing is lost, and nobody was cut off."""
    crowd.settle()
    for name in ("left", "right"):
        assert crowd.yjs.do("closes", client=name) == []
        crowd.yjs.do("close", client=name)
    crowd.check(cluster.nodes[1], cluster.stored(crowd.document))
    assert crowd.closes() == []
