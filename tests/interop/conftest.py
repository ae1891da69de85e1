from collections.abc import Iterator

import pytest

from tests import yjs as node
from tests.servers import Site, running


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server for all tests that do it no harm; each makes its own documents."""
    with running(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def yjs() -> Iterator[node.Yjs]:
    with node.driver() as yjs:
        yield yjs


@pytest.fixture(scope="session")
def eager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server that compacts after a few commits."""
    with running(
        tmp_path_factory.mktemp("eager"), COLLAB_COMPACT_ROWS="3", COLLAB_COMPACT_SECONDS="0.001"
    ) as site:
        yield site
