"""`manage.py collab_export`: documents as a zip archive of Markdown."""

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser

from ... import services, workers
from ...store import roles


class Command(BaseCommand):
    """The archive that the page gives, of all that one person may read."""

    help = (
        "Write everything that a user may read, as Markdown and pictures, into a zip archive;"
        " collab_import reads it again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose documents, and where to."""
        parser.add_argument("path", type=Path, help="the archive to write")
        parser.add_argument("--user", required=True, help="username of who may read them")

    def handle(self, *args: Any, path: Path, user: str, **options: Any) -> None:
        """Write the archive, or leave nothing."""
        model = get_user_model()
        try:
            actor = model.objects.get_by_natural_key(user)
        except model.DoesNotExist:
            raise CommandError(f"There is no user {user!r}.") from None
        found = list(roles.visible_to(actor).filter(trashed=None).order_by("title").only("title"))
        try:
            with path.open("xb") as file:
                file.writelines(services.export_all(actor, found))
        except OSError as failure:
            raise CommandError(str(failure)) from failure
        finally:
            workers.stop()
        self.stdout.write(f"Documents: {len(found)}.")
