"""Nodes come and go while people type: new ones are used at once, and nobody loses a word."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

import pytest

from tests.crowd import NAMES, Crowd
from tests.yjs import Yjs

from .cluster import Cluster, Door

pytestmark = [pytest.mark.node, pytest.mark.server]


@contextmanager
def joined(cluster: Cluster, door: Door) -> Iterator[None]:
    """A third node that whoever connects anew is sent to, until it is asked to end."""
    third = cluster.nodes[2] if len(cluster.nodes) > 2 else cluster.add()
    third.start()
    before, door.line.target = door.line.target, third.port
    try:
        yield
    finally:
        door.line.target = before
        third.stop()


def test_a_node_joins_and_leaves_under_load(
    cluster: Cluster, yjs: Yjs, rounds: int, seed: int
) -> None:
    moments = random.Random(seed)  # noqa: S311 (repeatable, not secret)
    door = cluster.door(cluster.nodes[0])
    crowd = Crowd(yjs, cluster.create(), seed)
    crowd.start([door, cluster.nodes[1]])
    movers = NAMES[0::2]
    for number in range(rounds):
        newcomer = f"newcomer {number}"
        with joined(cluster, door):
            yjs.open(newcomer, door, crowd.document, "ada")
            yjs.edit(newcomer, ("insert", "aside", 0, "x"))
            assert yjs.saved(newcomer)
            door.line.reset()  # those who were at the first node come here, too
            crowd.acknowledged(3)
            Event().wait(moments.uniform(0, 0.5))
        crowd.acknowledged(3)
        yjs.do("close", client=newcomer)
    crowd.settle()
    assert crowd.check(cluster.nodes[1], cluster.stored(crowd.document)) > rounds
    codes = crowd.closes(movers)
    assert codes.count(4503) >= rounds  # the node that left said so
    assert crowd.closes(NAMES[1::2]) == []
