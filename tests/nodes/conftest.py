from collections.abc import Iterator

import pytest

from tests import yjs as node
from tests.proxy import Network, network

from .cluster import Cluster, running


@pytest.fixture(scope="module")
def lines() -> Iterator[Network]:
    with network() as lines:
        yield lines


@pytest.fixture(scope="module")
def cluster(
    tmp_path_factory: pytest.TempPathFactory, postgresql_url: str, lines: Network
) -> Iterator[Cluster]:
    """Two nodes of a site; every test leaves them serving. The database keeps what is written."""
    with running(tmp_path_factory.mktemp("nodes"), postgresql_url, lines) as cluster:
        yield cluster


@pytest.fixture
def yjs() -> Iterator[node.Yjs]:
    with node.driver() as yjs:
        yield yjs
