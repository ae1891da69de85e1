"""Days pass: connections, groups and sign-ins end, and nobody drops out in silence."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.crowd import NAMES, Crowd
from tests.servers import DaphneSite, Site, end
from tests.yjs import Yjs

pytestmark = [pytest.mark.node, pytest.mark.server]

FAST = {"DJANGO_SETTINGS_MODULE": "tests.faults.inside.settings", "FAULT_LAPSE": "1"}
NOT_SIGNED_IN = 4401


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Its sockets last four seconds, its groups one."""
    site = DaphneSite(tmp_path, **FAST)
    site.start()
    yield site
    end(site)


def test_a_socket_that_ends_after_a_day_costs_nothing(
    site: Site, yjs: Yjs, rounds: int, seed: int
) -> None:
    crowd = Crowd(yjs, site.create("ada", "grace", "alan"), seed)
    crowd.start([site])
    for number in range(1, rounds + 1):
        for name in NAMES:
            yjs.do("ended", client=name, closes=number)
        crowd.acknowledged(3)
    crowd.settle()
    crowd.check(site, site.stored(crowd.document))
    assert set(crowd.closes()) <= {1000, 1006}


def test_a_sign_in_that_ends_is_told_and_what_was_typed_is_kept(
    site: Site, yjs: Yjs, rounds: int, seed: int
) -> None:
    """Here a token's; sessions end in the same place. Who signs in again goes on."""
    crowd = Crowd(yjs, site.create("ada", "grace", "alan"), seed)
    crowd.start([site])
    for _ in range(rounds):
        crowd.acknowledged(3)
        expire(site, "past")
        for name in NAMES:
            yjs.do("stopped", client=name)
        assert all(closes_of(yjs, name)[-1] == NOT_SIGNED_IN for name in NAMES)
        expire(site, "never")
        for name in NAMES:
            yjs.do("connect", client=name)
        crowd.acknowledged(3)
    crowd.settle()
    crowd.check(site, site.stored(crowd.document))


def closes_of(yjs: Yjs, name: str) -> list[int]:
    return [close["code"] for close in yjs.do("closes", client=name)]


def expire(site: Site, when: str) -> None:
    moment = {"past": "2000-01-01 00:00:00", "never": None}[when]
    with closing(sqlite3.connect(site.folder / "collab.sqlite3", timeout=30)) as database:
        database.execute("UPDATE collab_documents_apitoken SET expires = ?", (moment,))
        database.commit()
