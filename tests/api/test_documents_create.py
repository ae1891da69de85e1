from uuid import UUID

import pytest
from django.contrib.auth.models import User

from documents import tokens
from documents.models import Document

from .table import Clients, expect

LIST = "/api/v1/documents/"


@pytest.mark.parametrize(("who", "status"), expect(201, 201, 201, 201, 201, 401, 403, 201, 201))
def test_who_may_create(clients: Clients, who: str, status: int) -> None:
    assert clients[who].post(LIST, {"title": "New"}, format="json").status_code == status
    assert Document.objects.count() == (status == 201)


def test_a_new_document_belongs_to_who_made_it(clients: Clients, people: dict[str, User]) -> None:
    answer = clients["stranger"].post(LIST, {"title": "  New  "}, format="json")
    document = Document.objects.get(pk=UUID(answer.json()["id"]))
    assert (document.title, document.owner, document.head) == ("New", people["stranger"], 0)
    assert answer.json()["role"] == "owner"
    assert answer.json()["updated"].startswith("20")


def test_fields_that_cannot_be_written_are_ignored(
    clients: Clients, people: dict[str, User]
) -> None:
    chosen = "11111111-1111-4111-8111-111111111111"
    asked = {
        "title": "New",
        "id": chosen,
        "owner": people["owner"].pk,
        "created": "2001-01-01T00:00:00Z",
        "head": 9,
        "role": "reader",
    }
    answer = clients["stranger"].post(LIST, asked, format="json").json()
    document = Document.objects.get()
    assert (document.owner, document.head, answer["role"]) == (people["stranger"], 0, "owner")
    assert document.created.year > 2001
    assert str(document.pk) != chosen


@pytest.mark.parametrize("title", ["", "   ", None, 7 * "x" * 50, ["x"], {"x": 1}, True, "a\0b"])
def test_a_bad_title_is_an_error_of_its_field(clients: Clients, title: object) -> None:
    answer = clients["owner"].post(LIST, {"title": title}, format="json")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["title"]
    assert not Document.objects.exists()


def test_half_a_surrogate_pair_is_an_error_of_its_field(clients: Clients) -> None:
    body = b'{"title": "\\ud800"}'
    answer = clients["owner"].post(LIST, body, content_type="application/json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["title"])


def test_a_title_is_needed(clients: Clients) -> None:
    answer = clients["owner"].post(LIST, {}, format="json")
    assert answer.json()["errors"] == {"title": ["This field is required."]}


def test_a_narrowed_token_creates_nothing(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    _, secret = tokens.issue(people["owner"], "one", ["write"], [plan])
    clients["anonymous"].credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    answer = clients["anonymous"].post(LIST, {"title": "New"}, format="json")
    assert answer.status_code == 403
    assert Document.objects.count() == 1
