from collections.abc import Iterator

import pytest

from tests import yjs as node


@pytest.fixture
def yjs() -> Iterator[node.Yjs]:
    with node.driver() as yjs:
        yield yjs
