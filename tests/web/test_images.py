"""Pictures are shown to those who may see their document, and to nobody else."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from documents.content.pictures import Picture
from documents.models import Document, Image
from documents.store import documents, images, roles
from documents.store.events import Origin

DATA = b"pixels"


@pytest.fixture
def image(plan: Document) -> Image:
    return images.keep(plan.pk, Picture("image/png", 4, 3, DATA), "user:1")


def get(client: Client, image: Image, **headers: str) -> Any:
    """The answer, and all of its file read."""
    answer: Any = client.get(image.get_absolute_url(), headers=headers)
    answer.read = answer.getvalue()
    return answer


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 200), ("editor", 200), ("commenter", 200), ("reader", 200), ("stranger", 404)],
)
def test_who_may_see_the_document_sees_its_pictures(
    clients: dict[str, Client], image: Image, who: str, status: int
) -> None:
    assert get(clients[who], image).status_code == status


def test_without_a_session_there_is_nothing(clients: dict[str, Client], image: Image) -> None:
    assert get(clients["anonymous"], image).status_code == 404


def test_a_picture_can_do_nothing_but_be_looked_at(
    clients: dict[str, Client], image: Image
) -> None:
    answer = get(clients["reader"], image)
    assert answer.read == DATA
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == f'inline; filename="{image.name}"'
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-cache"


def test_the_right_is_asked_for_each_time(
    clients: dict[str, Client], plan: Document, image: Image
) -> None:
    tag = get(clients["reader"], image)["ETag"]
    assert get(clients["reader"], image, if_none_match=tag).status_code == 304
    access = plan.access.get(user__username="reader")
    roles.revoke(plan.pk, access.pk, Origin())
    assert get(clients["reader"], image, if_none_match=tag).status_code == 404


@pytest.mark.parametrize("name", ["x.png", "a" * 22 + ".svg", "..%2fsecret_key", "a" * 1000])
def test_other_names_lead_nowhere(clients: dict[str, Client], plan: Document, name: str) -> None:
    assert clients["owner"].get(f"/images/{name}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_file_goes_with_the_last_document_that_shows_it(
    people: dict[str, User], plan: Document, image: Image
) -> None:
    other = documents.create("Other", people["owner"])
    shared = images.share(image, other.pk, "user:1")
    plan.delete()
    with images.read(shared) as file:
        assert file.read() == DATA
    other.delete()
    with pytest.raises(FileNotFoundError):
        images.read(shared)
