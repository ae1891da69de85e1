import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests import yjs as node
from tests.servers import DaphneSite, PlainSite, Site, running

from .stage import Stage

KINDS = {"direct": Site, "plain": PlainSite, "daphne": DaphneSite}


UNEXPECTED = re.compile(
    r"^\S+ \S+ (?:ERROR|CRITICAL) +(?! |documents\.store\.quarantines: .* nested too deep)"
    r"|^Exception in thread",
    re.MULTILINE,
)
"""Depth that grows with many honest looking edits is found by the compaction: a quarantine then."""


@pytest.fixture(scope="session", params=KINDS)
def site(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of each kind, for all tests."""
    folder = tmp_path_factory.mktemp(request.param)
    with running(folder, KINDS[request.param]) as site:
        site.unexpected = UNEXPECTED
        yield site


@pytest.fixture(scope="session")
def driver() -> Iterator[node.Yjs]:
    with node.driver() as yjs:
        yield yjs


@pytest.fixture
def yjs(driver: node.Yjs) -> Iterator[node.Yjs]:
    """The real Yjs, without clients of other tests."""
    yield driver
    driver.do("closeAll")


@pytest.fixture(scope="session")
def live(site: Site) -> Iterator[Stage]:
    """A live document on each server."""
    stage = Stage(site)
    yield stage
    stage.end()


@pytest.fixture
def stage(live: Stage, yjs: node.Yjs) -> Iterator[Stage]:
    """A live document to be attacked; what came of it is checked after each attack."""
    began = len(live.typist.waits)
    yield live
    live.check(yjs, began)
