"""The audit log stays append-only, but for network addresses: those of people who left are forgotten."""

from typing import Any

from django.db import migrations

TABLE = "collab_documents_event"

_COLUMNS = ("id", "document", "kind", "principal", "detail", "created")
_SAME = " AND ".join(f"OLD.{column} IS NEW.{column}" for column in _COLUMNS)

_SQLITE = f"""
CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE}
WHEN NOT (NEW.address IS NULL AND {_SAME})
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
"""
_POSTGRESQL = f"""
CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} FOR EACH ROW
WHEN (NEW.address IS NOT NULL OR to_jsonb(OLD) - 'address' IS DISTINCT FROM to_jsonb(NEW) - 'address')
EXECUTE FUNCTION {TABLE}_refuse()
"""
_SQLITE_BEFORE = f"""
CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE}
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
"""
_POSTGRESQL_BEFORE = f"""
CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()
"""


def _replace(schema_editor: Any, sqlite: str, postgresql: str) -> None:
    connection = schema_editor.connection
    on_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        where = f" ON {TABLE}" if on_postgresql else ""
        cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_update{where}")
        cursor.execute(postgresql if on_postgresql else sqlite)


def allow(apps: Any, schema_editor: Any) -> None:
    """Let an address be forgotten; refuse every other change."""
    _replace(schema_editor, _SQLITE, _POSTGRESQL)


def refuse(apps: Any, schema_editor: Any) -> None:
    """Refuse all changes, as before this migration."""
    _replace(schema_editor, _SQLITE_BEFORE, _POSTGRESQL_BEFORE)


class Migration(migrations.Migration):
    dependencies = [("collab_documents", "0014_quarantine")]

    operations = [migrations.RunPython(allow, refuse)]
