from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import yjs as node

from .cluster import Cluster, running


@pytest.fixture
def cluster(tmp_path: Path, postgresql_url: str) -> Iterator[Cluster]:
    """Two nodes of a site; the database keeps what other tests wrote."""
    with running(tmp_path, postgresql_url) as cluster:
        yield cluster


@pytest.fixture
def yjs() -> Iterator[node.Yjs]:
    with node.driver() as yjs:
        yield yjs
