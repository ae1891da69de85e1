from collections.abc import Iterator

import pytest

from tests import yjs as node
from tests.proxy import Network, network


@pytest.fixture
def yjs() -> Iterator[node.Yjs]:
    with node.driver() as yjs:
        yield yjs


@pytest.fixture
def lines() -> Iterator[Network]:
    with network() as lines:
        yield lines
