"""The audit log is append-only: the database itself refuses to change or erase its rows."""

from typing import Any

from django.db import migrations

TABLE = "collab_documents_event"

_SQLITE = """
CREATE TRIGGER {table}_no_{operation} BEFORE {operation} ON {table}
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
"""
_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_no_{operation} BEFORE {operation} ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_refuse()
"""
_OPERATIONS = ("update", "delete")


def protect(apps: Any, schema_editor: Any) -> None:
    """Refuse changes of rows."""
    connection = schema_editor.connection
    on_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if on_postgresql:
            cursor.execute(_POSTGRESQL_FUNCTION)
        for operation in _OPERATIONS:
            template = _POSTGRESQL if on_postgresql else _SQLITE
            cursor.execute(template.format(table=TABLE, operation=operation))


def unprotect(apps: Any, schema_editor: Any) -> None:
    """Allow them again, as before this migration."""
    connection = schema_editor.connection
    on_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for operation in _OPERATIONS:
            where = f" ON {TABLE}" if on_postgresql else ""
            cursor.execute(f"DROP TRIGGER {TABLE}_no_{operation}{where}")
        if on_postgresql:
            cursor.execute(f"DROP FUNCTION {TABLE}_refuse()")


class Migration(migrations.Migration):
    dependencies = [("collab_documents", "0001_initial")]

    operations = [migrations.RunPython(protect, unprotect)]
