"""An index on the new column."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Commits wait while it is built."""

    dependencies: ClassVar = [("inside", "0002_filled")]
    operations: ClassVar = [
        migrations.RunSQL(
            "CREATE INDEX inside_note ON collab_documents_update (note)", "DROP INDEX inside_note"
        )
    ]
