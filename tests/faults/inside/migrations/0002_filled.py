"""Rows get their value in steps: a single statement would hold what it has changed."""

from typing import Any, ClassVar

from django.db import migrations

STEP_ROWS = 20_000


def fill(apps: Any, editor: Any) -> None:
    table = apps.get_model("collab_documents", "Update")._meta.db_table
    with editor.connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {table}")  # noqa: S608 (a table's name)
        last = cursor.fetchone()[0] or 0
        for start in range(0, last + 1, STEP_ROWS):
            cursor.execute(
                f"UPDATE {table} SET note = 'filled' WHERE id >= %s AND id < %s",  # noqa: S608
                [start, start + STEP_ROWS],
            )


class Migration(migrations.Migration):
    """Each step is a transaction of its own."""

    atomic = False
    dependencies: ClassVar = [("inside", "0001_note")]
    operations: ClassVar = [migrations.RunPython(fill, migrations.RunPython.noop)]
