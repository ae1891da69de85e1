"""A disk that is full for SQLite, while a file says how many pages fit on it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import connection

from documents.store import statements

_ENDLESS = 1_073_741_823


def limit(path: Path) -> None:
    """Bound the database to the pages in the file, while there is one."""
    run = statements.run

    def bounded(sql: str, values: Sequence[Any]) -> Any:
        pages = int(path.read_text()) if path.exists() else _ENDLESS
        connection.ensure_connection()
        connection.connection.execute(f"PRAGMA max_page_count={pages}")
        return run(sql, values)

    statements.run = bounded
