"""What tests look for in a page."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

HEAVY = ('"state"', '"payload"', '."text"', '"digest"', '"clocks"', '"attribution"')
"""Columns, quoted as the database sees them, that no page of rows may read."""


def heavy_columns(queries: CaptureQueriesContext) -> list[str]:
    """The heavy columns that were asked for."""
    asked = " ".join(query["sql"] for query in queries)
    return [column for column in HEAVY if column in asked]


def capture() -> CaptureQueriesContext:
    """Records the queries of a `with` block."""
    return CaptureQueriesContext(connection)
