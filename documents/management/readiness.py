"""What must be true before a server starts; each refusal is one sentence."""

from pathlib import Path

from django.conf import settings
from django.core.management import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from . import postgresql
from .single_server import require_not_gone


def require_ready(workers: int) -> None:
    """Raise `CommandError` unless `workers` processes can serve the database as it is."""
    if workers < 1:
        raise CommandError("--workers must be at least 1.")
    if workers > 1:
        _require_shared_services()
    _require_one_of_each()
    require_database()


def _require_shared_services() -> None:
    if connection.vendor == "sqlite":
        raise CommandError("SQLite serves one process: use PostgreSQL for more --workers.")
    if not postgresql.hears_others():
        raise CommandError("More --workers need Redis to hear of each other: set REDIS_URL.")


def _require_one_of_each() -> None:
    """What would go wrong with several servers as well, which do not know of each other."""
    hosts = settings.CHANNEL_LAYERS["default"].get("CONFIG", {}).get("hosts", [])
    if len(hosts) > 1:
        raise CommandError("The channel layer must name one Redis host: processes would not meet.")
    if connection.vendor != "sqlite" and connection.settings_dict["CONN_MAX_AGE"] != 0:
        raise CommandError("CONN_MAX_AGE must be 0: psycopg's pool keeps connections open.")


def require_database() -> None:
    """Raise `CommandError` unless the database is there, answers, and is as new as the code."""
    if connection.vendor == "sqlite":
        _require_file(Path(connection.settings_dict["NAME"]))
    if connection.vendor == "postgresql":
        postgresql.connect().close()
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        reason = str(error).partition("\n")[0]
        raise CommandError(f"The database does not answer: {reason}") from error
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("The database is older than the code: run 'manage.py migrate'.")


def _require_file(database: Path) -> None:
    require_not_gone(database)
    if not database.exists():
        raise CommandError(f"There is no database {database}: run 'manage.py migrate' to make it.")
