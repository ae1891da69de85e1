"""The shared services of several servers, as a server finds them before it starts."""

import psycopg
from django.conf import settings
from django.core.management import CommandError
from django.db import connection

IN_MEMORY_LAYER = "channels.layers.InMemoryChannelLayer"


def hears_others() -> bool:
    """Whether the channel layer leads to other processes."""
    return bool(settings.CHANNEL_LAYERS["default"]["BACKEND"] != IN_MEMORY_LAYER)


def connect() -> psycopg.Connection:
    """A connection to PostgreSQL of one's own: the pool would try for long, and log each attempt.

    Raises `CommandError` if the database does not answer.
    """
    parameters = connection.get_connection_params() | {"autocommit": False}
    # The server notices within some 20 seconds that this machine is gone.
    noticing = " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=2"
    parameters["options"] = parameters.get("options", "") + noticing
    try:
        return psycopg.connect(**parameters)
    except psycopg.Error as error:
        reason = str(error).partition("\n")[0]
        raise CommandError(f"The database does not answer: {reason}") from error
