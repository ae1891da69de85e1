"""A version that is newer than the product: one more column in the largest table."""

from typing import Any, ClassVar

from django.db import migrations, models


def add(apps: Any, editor: Any) -> None:
    """Old code goes on to insert rows: the database knows the default."""
    field: Any = models.CharField(max_length=20, default="", db_default="")
    field.set_attributes_from_name("note")
    field.model = apps.get_model("collab_documents", "Update")
    editor.add_field(field.model, field)


def remove(apps: Any, editor: Any) -> None:
    table = apps.get_model("collab_documents", "Update")._meta.db_table
    editor.execute(f"ALTER TABLE {table} DROP COLUMN note")


class Migration(migrations.Migration):
    """On SQLite the table is built anew."""

    dependencies: ClassVar = [("collab_documents", "0009_recovery_window")]
    operations: ClassVar = [migrations.RunPython(add, remove)]
