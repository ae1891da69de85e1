from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from documents import services
from documents.models import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> User:
    return User.objects.create_user("ann")


def run(path: Path, user: str = "ann") -> str:
    out = StringIO()
    call_command("collab_export", str(path), "--user", user, stdout=out)
    return out.getvalue()


def test_what_is_exported_can_be_imported(tmp_path: Path, ann: User) -> None:
    text = "# One\n\nSome *words*.\n"
    services.create_document("Guides / Plan", owner=ann, markdown=text)
    assert run(tmp_path / "all.zip") == "Documents: 1.\n"
    with ZipFile(tmp_path / "all.zip") as archive:
        assert archive.read("Guides/Plan.md").decode() == text
    call_command("collab_import", str(tmp_path / "all.zip"), "--owner", "ann", stdout=StringIO())
    assert [document.text for document in Document.objects.all()] == ["One\nSome words."] * 2


def test_nothing_is_written_over(tmp_path: Path, ann: User) -> None:
    path = tmp_path / "all.zip"
    path.write_text("mine")
    with pytest.raises(CommandError, match="exists"):
        run(path)
    assert path.read_text() == "mine"


def test_an_unknown_user_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no user 'ann'"):
        run(tmp_path / "all.zip")
    assert not (tmp_path / "all.zip").exists()
