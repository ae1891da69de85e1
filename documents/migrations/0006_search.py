"""The index of words, and triggers that keep it."""

from typing import Any

from django.db import migrations

from ..store import search_index


def create(apps: Any, schema_editor: Any) -> None:
    """Make the index of all documents that there are."""
    search_index.create(schema_editor.connection)


def drop(apps: Any, schema_editor: Any) -> None:
    """Go back to reading every document."""
    search_index.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("collab_documents", "0005_stars_visits_templates")]

    operations = [migrations.RunPython(create, drop)]
