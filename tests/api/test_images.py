from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from documents import services, workers
from documents.models import Document, Image
from documents.services import images as use_cases
from documents.store import documents

from ..content.pictures import picture
from .table import Clients, address, expect


@pytest.fixture(scope="module", autouse=True)
def _workers() -> Iterator[None]:
    yield
    workers.stop()


def upload(clients: Clients, who: str, document: Document, data: bytes | None = None) -> Any:
    return clients[who].post(
        address(document, "images/"), picture() if data is None else data, content_type="image/png"
    )


@pytest.mark.parametrize(("who", "status"), expect(201, 201, 403, 403, 404, 401, 403, 201, 201))
def test_who_may_upload(clients: Clients, plan: Document, who: str, status: int) -> None:
    assert upload(clients, who, plan).status_code == status


def test_an_upload_answers_where_the_picture_is(clients: Clients, plan: Document) -> None:
    body = upload(clients, "editor", plan).json()
    image = Image.objects.get()
    assert body == {
        "url": f"/images/{image.name}",
        "media": "image/png",
        "width": 4,
        "height": 3,
        "size": image.size,
    }
    assert image.document == plan
    assert image.author.startswith("user:")


def test_a_form_uploads_too(clients: Clients, plan: Document) -> None:
    form = {"file": SimpleUploadedFile("../../holiday.svg", picture("JPEG"), "image/svg+xml")}
    answer = clients["editor"].post(address(plan, "images/"), form, format="multipart")
    assert answer.status_code == 201
    assert answer.json()["media"] == "image/jpeg"
    assert answer.json()["url"].endswith(".jpg")


@pytest.mark.parametrize("data", [b"<svg onload='alert(1)'/>", b"%PDF-1.7", picture("BMP")])
def test_what_is_no_picture_is_refused(clients: Clients, plan: Document, data: bytes) -> None:
    answer = upload(clients, "editor", plan, data)
    assert answer.status_code == 415
    assert "PNG, JPEG, GIF or WebP" in answer.json()["detail"]
    assert not Image.objects.exists()


def test_too_many_bytes_are_refused(
    clients: Clients, plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = picture() + bytes(use_cases.MAX_BYTES)
    form = {"file": SimpleUploadedFile("a.png", data, "image/png")}
    assert upload(clients, "editor", plan, data).status_code == 413
    answer = clients["editor"].post(address(plan, "images/"), form, format="multipart")
    assert answer.status_code == 413


@pytest.mark.parametrize("body", [{}, {"copy_of": "../../etc/passwd"}, {"file": "text"}])
def test_a_body_without_a_picture_is_refused(
    clients: Clients, plan: Document, body: dict[str, str]
) -> None:
    answer = clients["editor"].post(address(plan, "images/"), body, format="json")
    assert answer.status_code == 400
    assert "copy_of" in answer.json()["errors"]


def test_other_bodies_are_refused(clients: Clients, plan: Document) -> None:
    answer = clients["editor"].post(
        address(plan, "images/"), picture(), content_type="application/octet-stream"
    )
    assert answer.status_code == 415


def test_nothing_is_added_to_what_is_in_the_trash(clients: Clients, plan: Document) -> None:
    services.trash_document(plan, actor=None)
    assert upload(clients, "owner", plan).status_code == 409


def test_a_picture_can_be_taken_over_by_who_may_see_it(clients: Clients, plan: Document) -> None:
    url = upload(clients, "editor", plan).json()["url"]
    name = url.rsplit("/", 1)[1]
    editor = Image.objects.get().author
    for who, status in (("reader", 201), ("stranger", 404)):
        mine = documents.create("Mine", _user(who))
        answer = clients[who].post(address(mine, "images/"), {"copy_of": name}, format="json")
        assert answer.status_code == status
    assert Image.objects.filter(name=name).count() == 2
    assert Image.objects.get(document=plan).author == editor


def test_a_copy_of_a_document_shows_its_pictures(clients: Clients, plan: Document) -> None:
    upload(clients, "editor", plan)
    copied = services.copy_document(plan, actor=_user("reader"))
    assert [image.name for image in copied.images.all()] == [Image.objects.get(document=plan).name]


def _user(name: str) -> User:
    return User.objects.get(username=name)
