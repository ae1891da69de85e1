"""What the channel layer logs while Redis is away: a traceback each second, of what we say once."""

import logging

from redis.exceptions import RedisError


class SaidByTheRelay(logging.Filter):
    """Leaves out that Redis cannot be reached: `documents.relay` says so, and when it can again."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record says anything else."""
        kind = record.exc_info[0] if record.exc_info else None
        return kind is None or not issubclass(kind, RedisError | OSError)
