"""A shared cache that may be away: what it holds are rates and presence, never text."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class FallibleRedisCache(RedisCache):
    """Django's Redis cache that is empty, and forgets, while Redis does not answer."""

    def add(
        self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: Any = None
    ) -> bool:
        """Store a value that is not there yet; whoever asks is the first while Redis is away."""
        was_first = True
        return bool(_or(was_first, super().add, key, value, timeout, version))

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        """The value, or `default`."""
        return _or(default, super().get, key, default, version)

    def set(
        self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: Any = None
    ) -> None:
        """Store a value if Redis answers."""
        _or(None, super().set, key, value, timeout, version)

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        """Count; raises `ValueError` for a key that is not there. While Redis is away, `delta`."""
        return int(_or(delta, super().incr, key, delta, version))

    def get_many(self, keys: Any, version: Any = None) -> dict[Any, Any]:
        """Those that are there."""
        found: dict[Any, Any] = _or({}, super().get_many, keys, version)
        return found

    def set_many(
        self, data: Any, timeout: float | None = DEFAULT_TIMEOUT, version: Any = None
    ) -> list[Any]:
        """Store values if Redis answers; returns the keys that were not stored."""
        failed: list[Any] = _or(list(data), super().set_many, data, timeout, version)
        return failed


def _or(otherwise: Any, call: Callable[..., Any], *args: Any) -> Any:
    try:
        found = call(*args)
    except RedisError as error:
        _outage.begin(error)
        return otherwise
    _outage.end()
    return found


class _Outage:
    """Says once that Redis is away and once that it is back: each page asks several times."""

    def __init__(self) -> None:
        self.going_on = False

    def begin(self, error: RedisError) -> None:
        if not self.going_on:
            logger.warning("The cache does not answer: %s", type(error).__name__)
        self.going_on = True

    def end(self) -> None:
        if self.going_on:
            logger.warning("The cache answers again.")
        self.going_on = False


_outage = _Outage()
"""Of this process: Django makes a cache object for each thread."""
