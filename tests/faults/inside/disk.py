"""A disk that is full, or takes no writes, for SQLite: while a file says so."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import connection

from documents.store import statements

READ_ONLY = "PRAGMA query_only=on"
FULL = "PRAGMA max_page_count=1"
"""What is there already stays: nothing more fits."""
_MENDED = ("PRAGMA query_only=off", "PRAGMA max_page_count=1073741823")


def follow(path: Path) -> None:
    """Let the disk be as the file says, while there is one; commits meet it."""
    run = statements.run

    def bounded(sql: str, values: Sequence[Any]) -> Any:
        connection.ensure_connection()
        for state in (path.read_text(),) if path.exists() else _MENDED:
            connection.connection.execute(state)
        return run(sql, values)

    statements.run = bounded
