"""`manage.py collab_import`: documents from files and folders."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser

from ... import services, workers
from ...services.imports import Imported
from ...workers import ContentFailed


class Command(BaseCommand):
    """Files become documents as they do on the page; a folder is taken as an archive of it."""

    help = (
        "Make documents of files (Markdown, HTML, Word, plain text, zip archives of those) and of"
        " folders with such files and their pictures. Prints the id and the title of each."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose documents, and of which files."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="path")
        parser.add_argument("--owner", required=True, help="username of whom they will belong to")

    def handle(self, *args: Any, paths: list[Path], owner: str, **options: Any) -> None:
        """Import one after the other; what fails is said, and the rest goes on."""
        user = _user(owner)
        failed = 0
        try:
            for path in paths:
                failed += self._take(path, user)
        finally:
            workers.stop()
        if failed:
            raise CommandError(f"Not imported: {failed}.")

    def _take(self, path: Path, user: AbstractBaseUser) -> int:
        """Answers how much of it was not imported."""
        try:
            imported = services.import_file(*_file(path), owner=user)
        except (services.ImportRefused, ContentFailed, OSError) as refusal:
            self.stderr.write(f"{path}: {refusal}")
            return 1
        self._say(imported)
        return len(imported.skipped)

    def _say(self, imported: Imported) -> None:
        for document in imported.documents:
            self.stdout.write(f"{document.pk} {document.title}")
        for skipped in imported.skipped:
            self.stderr.write(f"{skipped.path}: {skipped.reason}")


def _user(username: str) -> AbstractBaseUser:
    model = get_user_model()
    try:
        return model.objects.get_by_natural_key(username)
    except model.DoesNotExist:
        raise CommandError(f"There is no user {username!r}.") from None


def _file(path: Path) -> tuple[str, bytes]:
    """The name and the bytes of a file; a folder is packed. Raises `OSError`."""
    if not path.is_dir():
        return path.name, path.read_bytes()
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for file in _files(path):
            archive.write(file, file.relative_to(path))
    return f"{path.resolve().name}.zip", packed.getvalue()


def _files(folder: Path) -> Iterator[Path]:
    """All files below a folder, without those that systems hide."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path
