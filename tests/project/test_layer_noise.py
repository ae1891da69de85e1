"""An outage of Redis is one line in the log; what is wrong in any other way is written down."""

import logging
from typing import Any

import pytest
from django.conf import settings
from redis.exceptions import ConnectionError as RedisAwayError

from collab.layer_noise import SaidByTheRelay


def is_written(error: Exception) -> bool:
    info = (type(error), error, None)
    record = logging.LogRecord("channels_redis.pubsub", logging.ERROR, "", 0, "failed", (), info)
    return SaidByTheRelay().filter(record)


@pytest.mark.parametrize("away", [RedisAwayError(), ConnectionResetError(), TimeoutError()])
def test_that_redis_is_away_is_said_elsewhere(away: Exception) -> None:
    assert not is_written(away)


def test_other_errors_are_written_down() -> None:
    assert is_written(ValueError("cannot be decrypted"))


def test_words_without_an_error_are_written_down() -> None:
    record = logging.LogRecord("channels_redis.pubsub", logging.INFO, "", 0, "hello", (), None)
    assert SaidByTheRelay().filter(record)


def test_the_layer_s_logger_is_filtered() -> None:
    logs: dict[str, Any] = settings.LOGGING
    (name,) = logs["loggers"]["channels_redis.pubsub"]["filters"]
    assert logs["filters"][name] == {"()": "collab.layer_noise.SaidByTheRelay"}
