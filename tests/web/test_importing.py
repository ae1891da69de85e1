from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from documents import workers
from documents.api.throttles import ImportThrottle
from documents.models import Document

from ..content.files import archive
from .conftest import texts


@pytest.fixture(autouse=True, scope="module")
def _workers() -> Iterator[None]:
    yield
    workers.stop()


def file(name: str, data: bytes = b"# One\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def notes(client: Client, *files: SimpleUploadedFile) -> list[str]:
    """What the list says after an import."""
    return texts(client.post("/import/", {"file": files}, follow=True).content, "note")


def test_files_become_documents_of_the_user(
    clients: dict[str, Client], people: dict[str, User]
) -> None:
    said = notes(clients["stranger"], file("Plan.md"), file("Notes.txt"))
    assert said == ["“Plan” was imported.", "“Notes” was imported."]
    assert {document.owner for document in Document.objects.all()} == {people["stranger"]}


def test_the_list_says_what_was_not_imported(clients: dict[str, Client]) -> None:
    said = notes(clients["stranger"], file("a.pdf"), file("b.md", b"\xff"))
    assert said[0].startswith("“a.pdf” was not imported: Markdown, HTML, Word")
    assert said[1] == "“b.md” was not imported: The text is not encoded in UTF-8."


def test_an_archive_is_summed_up(clients: dict[str, Client]) -> None:
    files: dict[str, bytes | str] = {f"{number}.md": b"\xff" for number in range(7)}
    packed = archive({**files, "a.md": "a", "b.md": "b"})
    said = notes(clients["stranger"], file("wiki.zip", packed))
    assert said[0] == "2 documents were imported from “wiki.zip”."
    assert said[1] == "0.md: The text is not encoded in UTF-8."
    assert (len(said), said[-1]) == (7, "2 others were not imported.")


def test_without_a_file_the_form_is_shown_again(clients: dict[str, Client]) -> None:
    for answer in (clients["owner"].get("/import/"), clients["owner"].post("/import/")):
        assert b'type="file"' in answer.content


def test_one_user_cannot_keep_everybody_waiting(
    clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImportThrottle, "default_rate", "1/min")
    said = notes(clients["stranger"], file("a.md"), file("b.md"))
    assert said[1].startswith("You have imported many files.")
    assert Document.objects.count() == 1


def test_nobody_imports_without_signing_in(clients: dict[str, Client]) -> None:
    answer = clients["anonymous"].post("/import/", {"file": file("a.md")})
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]
