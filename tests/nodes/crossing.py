"""How long an edit takes from one node to the other."""

import time

from tests.yjs import Yjs

from .cluster import Cluster

POLLED_SECONDS = 2.0
"""Within which processes agree that hear nothing of each other."""


def open_both(yjs: Yjs, cluster: Cluster, document: str) -> None:
    """One client at each node."""
    yjs.open("left", cluster.nodes[0], document, "ada")
    yjs.open("right", cluster.nodes[1], document, "grace")


def seconds_to_cross(yjs: Yjs, writer: str = "left", reader: str = "right") -> float:
    """How long an edit of one takes to be seen by the other."""
    since = time.monotonic()
    yjs.edit(writer, ("insert", "aside", 0, "x"))
    yjs.do("caughtUp", client=reader, **{"with": writer})
    return time.monotonic() - since
