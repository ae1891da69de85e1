"""What has to be true while a database takes nothing, and after it is back."""

import time
from collections.abc import Sequence

from .crowd import NAMES, Crowd
from .patience import within
from .servers import Site, until

BACK_SECONDS = 10.0
"""Within which everything is saved that was typed meanwhile."""


def words(crowd: Crowd, more: int) -> None:
    """Return when everybody has typed some more."""
    waiting = [crowd.yjs.start("typed", client=name, count=more) for name in NAMES]
    for answer in waiting:
        answer.result()


def check_truth_while_away(nodes: Sequence[Site], crowd: Crowd, more: int = 20) -> None:
    """Nobody is told "saved", nobody sees what is not; the processes stay, and say so."""
    until(lambda: {node.status("/readyz") for node in nodes} == {503})
    words(crowd, 10)
    told = crowd.total_acknowledged(), crowd.total_seen()
    words(crowd, more)
    assert (crowd.total_acknowledged(), crowd.total_seen()) == told
    assert {node.status("/healthz") for node in nodes} == {200}
    assert crowd.closes() == []


def check_back(nodes: Sequence[Site], crowd: Crowd) -> None:
    """It is back now: so are the words."""
    since = time.monotonic()
    crowd.acknowledged(10)
    assert time.monotonic() - since < within(BACK_SECONDS)
    until(lambda: {node.status("/readyz") for node in nodes} == {200})
