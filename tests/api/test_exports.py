from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import AsyncClient

from documents import services, tokens, workers
from documents.access import Role
from documents.models import Document, Image
from documents.services import exports
from documents.store import documents, roles
from documents.store.events import Origin

from ..content.pictures import picture
from .table import Clients, address, expect


@pytest.fixture(scope="module", autouse=True)
def _workers() -> Iterator[None]:
    yield
    workers.stop()


def export(clients: Clients, document: Document, form: str, who: str = "reader") -> Any:
    return clients[who].get(address(document, "export/"), {"format": form})


def with_picture(title: str, owner: Any) -> Document:
    made = services.create_document(title, owner=owner)
    image = services.add_image(made, picture(), actor=owner)
    text = f"![alt](/images/{image.name})\n\n![](/images/{'x' * 22}.png)\n"
    return _again(made, text)


def _again(document: Document, text: str) -> Document:
    """The same document with a text: pictures need a document before there is one about them."""
    made = services.create_document(document.title, owner=document.owner, markdown=text)
    Image.objects.update(document=made)
    document.delete()
    return made


@pytest.mark.parametrize(("who", "status"), expect(200, 200, 200, 200, 404, 401, 200, 200, 200))
def test_who_may_export(clients: Clients, plan: Document, who: str, status: int) -> None:
    assert export(clients, plan, "markdown", who).status_code == status


@pytest.mark.parametrize(
    ("form", "name", "media", "begins"),
    [
        ("markdown", "Plan.md", "text/markdown", b"# One"),
        ("html", "Plan.html", "text/html", b"<!doctype html>"),
        ("word", "Plan.docx", exports.MEDIA[exports.Format.WORD], b"PK"),
        ("text", "Plan.txt", "text/plain", b"One"),
        ("json", "Plan.json", "application/json", b'{"type": "doc"'),
        ("yjs", "Plan.yjs", "application/vnd.yjs.update", b"\x01"),
    ],
)
def test_every_format_is_a_file_with_a_name(
    clients: Clients, people: Any, form: str, name: str, media: str, begins: bytes
) -> None:
    made = services.create_document("Plan", owner=people["owner"], markdown="# One\n")
    answer = export(clients, made, form, "owner")
    assert (answer.status_code, answer["Content-Type"]) == (200, media)
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content.startswith(begins)


def test_names_of_every_script_are_sent(clients: Clients, people: Any) -> None:
    made = services.create_document('Büro/"漢字"', owner=people["owner"])
    answer = export(clients, made, "markdown", "owner")
    expected = "attachment; filename*=utf-8''B%C3%BCro-%E6%BC%A2%E5%AD%97-.md"
    assert answer["Content-Disposition"] == expected


def test_markdown_with_pictures_is_an_archive_of_both(clients: Clients, people: Any) -> None:
    made = with_picture("Album", people["owner"])
    answer = export(clients, made, "markdown", "owner")
    assert answer["Content-Disposition"] == 'attachment; filename="Album.zip"'
    name = Image.objects.get().name
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["Album.md", f"pictures/{name}"]
        text = archive.read("Album.md").decode()
    assert text.startswith(f"![alt](pictures/{name})\n")


def test_a_page_shows_only_the_documents_own_pictures(clients: Clients, people: Any) -> None:
    theirs = with_picture("Secret", people["stranger"])
    name = Image.objects.get(document=theirs).name
    made = services.create_document(
        "Mine", owner=people["owner"], markdown=f"![](/images/{name})\n"
    )
    page = export(clients, made, "html", "owner").content.decode()
    assert "data:image" not in page.partition("<main>")[2]


def test_pictures_that_are_too_many_for_a_file_are_refused(
    clients: Clients, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = with_picture("Album", people["owner"])
    monkeypatch.setattr(exports, "MAX_PICTURE_BYTES", 1)
    answer = export(clients, made, "html", "owner")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert "too large for one file" in answer.json()["detail"]


def test_an_unknown_format_is_refused(clients: Clients, plan: Document) -> None:
    answer = export(clients, plan, "pdf")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["format"])


# --- everything ---------------------------------------------------------------------------------


def archived(clients: Clients, who: str) -> ZipFile:
    answer = clients[who].get("/api/v1/export/")
    assert answer["Content-Disposition"].startswith('attachment; filename="Documents 2')
    return ZipFile(BytesIO(answer.getvalue()))


def test_everything_one_may_read_comes_out_and_in_again(clients: Clients, people: Any) -> None:
    owner = people["owner"]
    album = with_picture("Trips / Album", owner)
    link = f"[album]({album.get_absolute_url()})\n"
    home = services.create_document("Home", owner=owner, markdown=link)
    services.create_document("home", owner=owner)
    services.create_document("Not theirs", owner=people["stranger"])
    services.trash_document(services.create_document("Gone", owner=owner), actor=None)
    roles.grant(home.pk, people["reader"], Role.READER, Origin())
    name = Image.objects.get().name
    with archived(clients, "owner") as archive:
        assert archive.testzip() is None
        paths = ["Home.md", "Trips/Album.md", f"pictures/{name}", "home 2.md"]
        assert sorted(archive.namelist()) == sorted(paths)
        assert archive.read("Home.md") == b"[album](Trips/Album.md)\n"
        assert archive.read("Trips/Album.md").startswith(f"![alt](../pictures/{name})".encode())
        data = archive.fp.getvalue()  # type: ignore[union-attr] # it is in memory
    with archived(clients, "reader") as archive:
        assert archive.namelist() == ["Home.md"]
    Document.objects.all().delete()
    again = services.import_file("all.zip", data, owner=owner)
    assert sorted(made.title for made in again.documents) == ["Home", "Trips / Album", "home 2"]
    assert Image.objects.get().document.title == "Trips / Album"


def test_who_loses_access_while_it_is_sent_gets_no_more(clients: Clients, people: Any) -> None:
    first = services.create_document("A", owner=people["owner"], markdown="a")
    second = services.create_document("B", owner=people["owner"], markdown="b")
    pieces = services.export_all(people["owner"], [first, second])
    began = next(pieces)
    documents.trash(second.pk, Origin())
    Document.objects.filter(pk=second.pk).update(owner=people["stranger"])
    with ZipFile(BytesIO(began + b"".join(pieces))) as archive:
        assert archive.namelist() == ["A.md"]


def test_what_cannot_be_exported_is_named(clients: Clients, people: Any) -> None:
    broken = services.create_document("Broken", owner=people["owner"], markdown="x")
    Document.objects.filter(pk=broken.pk).update(head=99)
    with archived(clients, "owner") as archive:
        assert archive.namelist() == ["Not exported.txt"]
        assert archive.read("Not exported.txt").startswith(b"Broken.md: ")


def test_a_token_for_certain_documents_exports_those(
    clients: Clients, people: Any, plan: Document
) -> None:
    services.create_document("Other", owner=people["owner"])
    _, secret = tokens.issue(people["owner"], "narrow", ["read"], documents=[plan])
    clients["anonymous"].credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    with archived(clients, "anonymous") as archive:
        assert archive.namelist() == ["Plan.md"]


@pytest.mark.django_db(transaction=True)
async def test_an_archive_is_sent_piece_by_piece(people: Any, plan: Document) -> None:
    client = AsyncClient()
    await client.aforce_login(people["owner"])
    answer: Any = await client.get("/api/v1/export/")
    pieces = [piece async for piece in answer.streaming_content]
    assert len(pieces) == 2
    with ZipFile(BytesIO(b"".join(pieces))) as archive:
        assert archive.namelist() == ["Plan.md"]
