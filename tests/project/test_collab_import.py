from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from documents import workers
from documents.models import Document, Image

from ..content.pictures import picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ann() -> Iterator[None]:
    User.objects.create_user("ann")
    yield
    workers.stop()


def run(*paths: Path, owner: str = "ann") -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("collab_import", *map(str, paths), "--owner", owner, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_a_file_and_a_folder_become_documents(tmp_path: Path) -> None:
    (tmp_path / "Plan.md").write_text("# One")
    wiki = tmp_path / "wiki"
    (wiki / "guides").mkdir(parents=True)
    (wiki / ".git").mkdir()
    (wiki / ".git" / "a.md").write_text("hidden")
    (wiki / "guides" / "Setup.md").write_text("![](../a.png)")
    (wiki / "Home.md").write_text("home")
    (wiki / "a.png").write_bytes(picture())
    out, err = run(tmp_path / "Plan.md", wiki)
    titles = [line.partition(" ")[2] for line in out.splitlines()]
    assert (titles, err) == (["Plan", "Home", "guides / Setup"], "")
    assert Image.objects.get().document.title == "guides / Setup"
    assert {str(document.owner) for document in Document.objects.all()} == {"ann"}


def test_what_fails_is_said_and_the_rest_goes_on(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.md", tmp_path / "b.md"
    good.write_text("x")
    bad.write_bytes(b"\xff")
    with pytest.raises(CommandError, match="Not imported: 2"):
        run(bad, tmp_path / "missing.md", good)
    assert Document.objects.get().title == "a"


def test_an_unknown_user_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no user 'bob'"):
        run(tmp_path, owner="bob")
