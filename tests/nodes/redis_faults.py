"""What becomes of Redis while a block lasts; after it everything is as before."""

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from .cluster import Cluster

SLOW_SECONDS = 0.2


@contextmanager
def killed(cluster: Cluster) -> Iterator[None]:
    """It starts again empty."""
    cluster.redis.kill()
    yield
    cluster.redis.start()


@contextmanager
def paused(cluster: Cluster) -> Iterator[None]:
    cluster.redis.tell(signal.SIGSTOP)
    try:
        yield
    finally:
        cluster.redis.tell(signal.SIGCONT)


@contextmanager
def flushed(cluster: Cluster) -> Iterator[None]:
    cluster.redis.do("FLUSHALL")
    yield


@contextmanager
def cut_off(cluster: Cluster) -> Iterator[None]:
    """As Redis does with a subscriber that does not read."""
    cluster.redis.do("CLIENT", "KILL", "TYPE", "pubsub")
    yield


@contextmanager
def slow(cluster: Cluster) -> Iterator[None]:
    """Each way takes that long."""
    for node in cluster.lines:
        node.redis.delay(SLOW_SECONDS)
    yield
    for node in cluster.lines:
        node.redis.pass_on()


@contextmanager
def silent(cluster: Cluster) -> Iterator[None]:
    for node in cluster.lines:
        node.redis.hold()
    yield
    for node in cluster.lines:
        node.redis.pass_on()


FAULTS: dict[str, Callable[[Cluster], AbstractContextManager[None]]] = {
    "killed": killed,
    "paused": paused,
    "flushed": flushed,
    "cut off": cut_off,
    "slow": slow,
    "silent": silent,
}
