from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents import services, tokens, workers
from documents.models import Document, Image
from documents.services import imports

from ..content.files import archive, word
from ..content.pictures import picture
from .table import Clients, expect

IMPORTS = "/api/v1/imports/"


@pytest.fixture(scope="module", autouse=True)
def _workers() -> Iterator[None]:
    yield
    workers.stop()


def bring(clients: Clients, name: str, data: bytes | str, who: str = "owner") -> Any:
    content = data.encode() if isinstance(data, str) else data
    form = {"file": SimpleUploadedFile(name, content)}
    return clients[who].post(IMPORTS, form, format="multipart")


def markdown(document: Document) -> str:
    document.refresh_from_db()
    return services.read_content(document, "text/markdown").body.decode()


@pytest.mark.parametrize(("who", "status"), expect(201, 201, 201, 201, 201, 401, 403, 201, 201))
def test_who_may_import(clients: Clients, who: str, status: int) -> None:
    assert bring(clients, "Plan.md", "# One\n", who).status_code == status


def test_a_file_becomes_a_document_of_the_users(clients: Clients) -> None:
    body = bring(clients, "My plan.md", "# One\n\nSome *words*.\n", "stranger").json()
    made = Document.objects.get()
    assert body == {
        "documents": [
            {
                "id": str(made.pk),
                "title": "My plan",
                "url": f"http://testserver{made.get_absolute_url()}",
            },
        ],
        "skipped": [],
    }
    assert made.owner is not None
    assert made.owner.get_username() == "stranger"
    assert made.text == "One\nSome words."
    assert markdown(made) == "# One\n\nSome *words*.\n"


def test_a_word_document_brings_its_pictures(clients: Clients) -> None:
    assert bring(clients, "Plan.docx", word()).status_code == 201
    image = Image.objects.get()
    assert f"![](/images/{image.name})" in markdown(image.document)


def test_an_archive_brings_folders_links_and_pictures(clients: Clients) -> None:
    files: dict[str, bytes | str] = {
        "wiki/Home.md": "[Guide](guides/Set%20up.md)\n\n![alt](img/a.png)\n",
        "wiki/guides/Set up.md": "[Home](../Home.md#top) ![alt](../img/a.png)\n",
        "wiki/img/a.png": picture(),
        "wiki/notes.pdf": b"%PDF",
    }
    assert bring(clients, "wiki.zip", archive(files)).json()["skipped"] == []
    home, guide = Document.objects.order_by("title")
    assert (home.title, guide.title) == ("Home", "guides / Set up")
    seen = {image.document_id: image.name for image in Image.objects.all()}
    address = guide.get_absolute_url()
    assert markdown(home) == f"[Guide]({address})\n\n![alt](/images/{seen[home.pk]})\n"
    assert f"![alt](/images/{seen[guide.pk]})" in markdown(guide)
    assert f"[Home]({home.get_absolute_url()})" in markdown(guide)


def test_what_cannot_be_imported_of_an_archive_is_named(clients: Clients) -> None:
    files: dict[str, bytes | str] = {
        "a.md": "![](b.png) text",
        "b.png": b"no picture",
        "c.md": b"\xff\xff",
    }
    body = bring(clients, "a.zip", archive(files)).json()
    assert [made["title"] for made in body["documents"]] == ["a"]
    assert [(one["path"], one["reason"][:21]) for one in body["skipped"]] == [
        ("c.md", "The text is not encod"),
        ("b.png", "A picture is too larg"),
    ]
    assert "b.png" not in markdown(Document.objects.get())


@pytest.mark.parametrize(
    ("name", "data", "status", "sentence"),
    [
        ("a.pdf", b"%PDF", 422, "Markdown, HTML, Word"),
        ("a.md", b"\xff\xff", 422, "UTF-8"),
        ("a.docx", b"no", 422, "no Word document"),
        ("a.zip", b"no", 422, "damaged"),
        ("a.zip", archive({"../a.md": "x"}), 422, "leads out of it"),
        ("a.zip", archive({"a.pdf": "x"}), 422, "holds no Markdown"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(
    clients: Clients, name: str, data: bytes, status: int, sentence: str
) -> None:
    answer = bring(clients, name, data)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert sentence in answer.json()["detail"]
    assert not Document.objects.exists()


def test_too_many_bytes_are_refused(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MAX_BYTES", 3)
    assert bring(clients, "a.md", "four").status_code == 413


def test_too_many_documents_are_refused(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MAX_DOCUMENTS", 1)
    answer = bring(clients, "a.zip", archive({"a.md": "a", "b.md": "b"}))
    assert "more than 1 documents" in answer.json()["detail"]


def test_an_archive_that_takes_too_long_ends_where_it_is(
    clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MAX_SECONDS", -1.0)
    body = bring(clients, "a.zip", archive({"a.md": "a"})).json()
    assert body["documents"] == []
    assert "too long" in body["skipped"][0]["reason"]


@pytest.mark.parametrize("form", [{}, {"file": "text"}])
def test_a_form_without_a_file_is_refused(clients: Clients, form: dict[str, str]) -> None:
    answer = clients["owner"].post(IMPORTS, form, format="multipart")
    assert answer.status_code == 400
    assert "file" in answer.json()["errors"]


def test_a_token_for_certain_documents_imports_nothing(clients: Clients, plan: Document) -> None:
    assert plan.owner is not None
    _, secret = tokens.issue(plan.owner, "narrow", ["write"], documents=[plan])
    clients["owner"].credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert bring(clients, "a.md", "x").status_code == 403


def test_titles_are_one_line_of_limited_length(clients: Clients) -> None:
    files: dict[str, bytes | str] = {"a.md": f"---\ntitle: {'x ' * 300}\n---\n", "b.md": ""}
    bring(clients, "a.zip", archive(files))
    assert {len(document.title) for document in Document.objects.all()} == {1, 300}
