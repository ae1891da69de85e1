"""The shared cache forgets while Redis is away, and never raises because of it."""

import logging

import pytest
from django.core.cache.backends.base import BaseCache

from collab import cache
from collab.cache import FallibleRedisCache
from tests import backends

OPTIONS = {"OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1}}


@pytest.fixture(autouse=True)
def _no_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other tests left behind is forgotten."""
    monkeypatch.setattr(cache._outage, "going_on", False)


@pytest.fixture
def away() -> FallibleRedisCache:
    """A cache whose Redis nobody has started."""
    return FallibleRedisCache(f"redis://127.0.0.1:{backends.free_port()}/0", OPTIONS)


def test_a_cache_that_is_away_is_empty(away: BaseCache) -> None:
    away.set("key", 1)
    assert away.get("key") is None
    assert away.get("key", "otherwise") == "otherwise"
    assert away.get_many(["key"]) == {}


def test_a_cache_that_is_away_says_what_it_did_not_store(away: BaseCache) -> None:
    assert away.set_many({"one": 1, "two": 2}) == ["one", "two"]


def test_whoever_asks_a_cache_that_is_away_is_the_first(away: BaseCache) -> None:
    assert away.add("lease", 1)
    assert away.add("lease", 1)  # work done twice is better than work that nobody does


def test_rates_are_not_counted_while_the_cache_is_away(away: BaseCache) -> None:
    assert [away.incr("tries"), away.incr("tries"), away.incr("tries", 5)] == [1, 1, 5]


def test_an_outage_is_one_line_and_its_end_another(
    away: FallibleRedisCache, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(5):
        away.get("key")
    (line,) = caplog.records
    assert line.levelno == logging.WARNING
    assert line.getMessage() == "The cache does not answer: ConnectionError"


@pytest.mark.server
def test_a_cache_that_answers_is_a_cache(redis_url: str) -> None:
    shared = FallibleRedisCache(redis_url, OPTIONS)
    shared.set("key", [1, "two"])
    assert shared.get("key") == [1, "two"]
    assert shared.set_many({"one": 1, "two": 2}) == []
    assert shared.get_many(["one", "two", "three"]) == {"one": 1, "two": 2}
    assert shared.add("lease", "here", 30)
    assert not shared.add("lease", "there", 30)
    assert shared.incr("one") == 2
    with pytest.raises(ValueError, match="missing"):
        shared.incr("missing")


@pytest.mark.server
def test_the_end_of_an_outage_is_said(redis_url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    here = FallibleRedisCache(redis_url, OPTIONS)
    gone = FallibleRedisCache(f"redis://127.0.0.1:{backends.free_port()}/0", OPTIONS)
    here.get("key")
    gone.get("key")
    here.get("key")
    here.get("key")
    assert [record.getMessage() for record in caplog.records] == [
        "The cache does not answer: ConnectionError",
        "The cache answers again.",
    ]
