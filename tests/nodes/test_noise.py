"""Hints get lost, come twice, late, or damaged: they are hints."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crowd import Crowd
from tests.patience import within
from tests.proxy import Network
from tests.servers import Site
from tests.yjs import Yjs

from .cluster import Cluster, running
from .crossing import POLLED_SECONDS, open_both, seconds_to_cross

pytestmark = [pytest.mark.node, pytest.mark.server]


@pytest.fixture
def noisy(tmp_path: Path, postgresql_url: str, lines: Network, seed: int) -> Iterator[Cluster]:
    """Two nodes between which a tenth is lost, and a fifth each comes twice or late."""
    variables = {
        "DJANGO_SETTINGS_MODULE": "tests.faults.inside.settings",
        "FAULT_LAYER_SEED": str(seed),
    }
    with running(tmp_path, postgresql_url, lines, **variables) as cluster:
        yield cluster


def test_noise_between_processes_loses_nothing(
    noisy: Cluster, yjs: Yjs, rounds: int, seed: int
) -> None:
    crowd = Crowd(yjs, noisy.create(), seed)
    crowd.start(noisy.nodes)
    open_both(yjs, noisy, crowd.document)
    for _ in range(rounds):
        crowd.acknowledged(60)
        crowd.settle()
        assert max(seconds_to_cross(yjs) for _ in range(5)) <= within(POLLED_SECONDS)
        crowd.go_on()
    crowd.settle()
    yjs.do("close", client="left")
    yjs.do("close", client="right")
    crowd.check(noisy.nodes[1], noisy.stored(crowd.document))
    assert crowd.closes() == []
    assert sum("A hint was damaged" in log(node) for node in noisy.nodes) >= 1


def log(node: Site) -> str:
    return node.log_path.read_text()
