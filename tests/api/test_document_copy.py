import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from documents import tokens, workers
from documents.models import Document, Update
from documents.store import documents
from documents.store.events import Origin

from ..services.writing import write
from .table import Clients, expect

DOCUMENTS = "/api/v1/documents/"


def path(document: Document, action: str = "copy") -> str:
    return f"{DOCUMENTS}{document.pk}/{action}/"


@pytest.fixture(autouse=True)
def _workers_end() -> object:
    yield
    workers.stop()


@pytest.mark.parametrize(("who", "status"), expect(201, 201, 201, 201, 404, 401, 403, 201, 201))
def test_who_may_copy(clients: Clients, plan: Document, who: str, status: int) -> None:
    assert clients[who].post(path(plan)).status_code == status


def test_a_copy_belongs_to_who_made_it_and_has_the_content(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    write(plan.pk, "one", "two", author=f"user:{people['owner'].pk}")
    answer = clients["reader"].post(path(plan)).json()
    assert (answer["title"], answer["role"]) == ("Copy of Plan", "owner")
    text = clients["reader"].get(f"{DOCUMENTS}{answer['id']}/content/?format=text")
    assert text.content.decode().split() == ["one", "two"]
    made = Document.objects.get(pk=answer["id"])
    assert made.text.split() == ["one", "two"]
    authors = Update.objects.filter(document=made).values_list("author", flat=True)
    assert list(authors) == [f"user:{people['reader'].pk}"]


def test_a_copy_of_nothing_is_empty(clients: Clients, plan: Document) -> None:
    answer = clients["owner"].post(path(plan), {"title": "Mine"}, format="json").json()
    assert (answer["title"], Document.objects.get(pk=answer["id"]).head) == ("Mine", 0)


def test_what_is_in_the_trash_is_not_copied(clients: Clients, plan: Document) -> None:
    documents.trash(plan.pk, Origin())
    assert clients["owner"].post(path(plan)).status_code == 409


def test_a_document_begins_with_what_its_template_holds(clients: Clients, plan: Document) -> None:
    write(plan.pk, "Agenda")
    asked = {"title": "Tuesday", "template": str(plan.pk)}
    answer = clients["reader"].post(DOCUMENTS, asked, format="json").json()
    assert (answer["title"], Document.objects.get(pk=answer["id"]).text) == ("Tuesday", "Agenda")


def test_a_template_that_one_may_not_see_is_not_found(clients: Clients, plan: Document) -> None:
    asked = {"title": "Tuesday", "template": str(plan.pk)}
    assert clients["stranger"].post(DOCUMENTS, asked, format="json").status_code == 404
    assert Document.objects.count() == 1


def test_a_narrowed_token_copies_nothing(people: dict[str, User], plan: Document) -> None:
    _, secret = tokens.issue(people["owner"], "one", ["write"], [plan])
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert client.post(path(plan)).status_code == 403
