import json
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from documents import presence
from documents.access import Role
from documents.models import Document, Event
from documents.store import documents, roles, stars
from documents.store.events import Origin

from .conftest import texts


def titles(client: Client, **query: str) -> list[str]:
    return texts(client.get("/", query).content, "document-title")


def path(document: Document, action: str) -> str:
    return f"{document.get_absolute_url()}{action}/"


@pytest.fixture
def own(people: dict[str, User], plan: Document) -> Document:
    return documents.create("Own", people["editor"])


def test_the_list_has_places(
    clients: dict[str, Client], people: dict[str, User], plan: Document, own: Document
) -> None:
    editor = clients["editor"]
    stars.put(people["editor"], plan.pk)
    documents.mark_template(own.pk, is_template=True)
    editor.get(plan.get_absolute_url())
    found = {
        shelf: titles(editor, shelf=shelf)
        for shelf in ("starred", "mine", "shared", "recent", "templates")
    }
    assert found == {
        "starred": ["Plan"],
        "mine": ["Own"],
        "shared": ["Plan"],
        "recent": ["Plan"],
        "templates": ["Own"],
    }
    assert titles(clients["owner"], shelf="starred") == titles(editor, shelf="trash") == []


def test_what_was_opened_last_comes_first(
    clients: dict[str, Client], plan: Document, own: Document
) -> None:
    for document in (own, plan):
        clients["editor"].get(document.get_absolute_url())
    assert titles(clients["editor"], shelf="recent") == ["Plan", "Own"]


def test_the_place_is_told(clients: dict[str, Client], plan: Document) -> None:
    page = clients["owner"].get("/", {"shelf": "starred"}).content.decode()
    assert '<a class="place" href="/?shelf=starred" aria-current="page">' in page
    assert page.count('aria-current="page"') == 1
    assert "No stars yet" in page


def test_an_unknown_place_is_all_documents(clients: dict[str, Client], plan: Document) -> None:
    assert titles(clients["owner"], shelf="nowhere") == ["Plan"]


def test_a_star_is_put_and_taken_off(clients: dict[str, Client], plan: Document) -> None:
    page = clients["reader"].post(path(plan, "star"), {"next": "/?order=title"})
    assert page["Location"] == "/?order=title"
    assert titles(clients["reader"], shelf="starred") == ["Plan"]
    clients["reader"].post(path(plan, "star"), {"off": "1"})
    assert titles(clients["reader"], shelf="starred") == []


def test_a_copy_is_opened_and_the_copiers_own(
    clients: dict[str, Client], people: dict[str, User], plan: Document
) -> None:
    answer = clients["reader"].post(path(plan, "copy"))
    made = Document.objects.exclude(pk=plan.pk).get()
    assert answer["Location"] == made.get_absolute_url()
    assert (made.title, made.owner) == ("Copy of Plan", people["reader"])


def test_what_is_in_the_trash_is_not_copied(clients: dict[str, Client], plan: Document) -> None:
    documents.trash(plan.pk, Origin())
    page = clients["owner"].post(path(plan, "copy"), follow=True).content
    assert texts(page, "note") == ["The document is in the trash."]


def test_an_editor_makes_a_template_and_no_template(
    clients: dict[str, Client], plan: Document
) -> None:
    clients["editor"].post(path(plan, "template"))
    assert titles(clients["reader"], shelf="templates") == ["Plan"]
    clients["editor"].post(path(plan, "template"), {"off": "1"})
    assert titles(clients["reader"], shelf="templates") == []
    assert clients["reader"].post(path(plan, "template")).status_code == 403


@pytest.mark.parametrize("name", ["meeting", "brief"])
def test_a_document_begins_with_a_shipped_text(clients: dict[str, Client], name: str) -> None:
    clients["reader"].post("/documents/", {"template": name})
    made = Document.objects.get()
    assert made.title in {"Meeting notes", "Project brief"}
    assert len(made.text) > 100
    assert titles(clients["reader"], search=made.text.split()[0]) == [made.title]


def test_a_document_begins_with_ones_own_template(
    clients: dict[str, Client], plan: Document
) -> None:
    clients["reader"].post("/documents/", {"template": str(plan.pk)})
    assert Document.objects.filter(title="Plan").count() == 2


@pytest.mark.parametrize("template", ["nonsense", "9e29d713-cd92-48be-9a3c-80b0c6a22ace"])
def test_a_template_that_is_not_there_is_not_found(
    clients: dict[str, Client], template: str
) -> None:
    answer = clients["reader"].post("/documents/", {"template": template})
    assert answer.status_code == 404
    assert not Document.objects.exists()


def test_what_is_in_the_trash_is_deleted_for_ever_by_its_owner(
    clients: dict[str, Client], plan: Document
) -> None:
    documents.trash(plan.pk, Origin())
    assert clients["editor"].post(path(plan, "delete")).status_code == 404
    page = clients["owner"].post(path(plan, "delete"), follow=True).content
    assert texts(page, "note") == ["“Plan” is deleted for ever."]
    assert not Document.objects.exists()


def test_what_is_not_in_the_trash_is_not_deleted(
    clients: dict[str, Client], plan: Document
) -> None:
    page = clients["owner"].post(path(plan, "delete"), follow=True).content
    assert texts(page, "note") == ["The document is not in the trash."]
    assert clients["editor"].post(path(plan, "delete")).status_code == 403
    assert Document.objects.exists()


def test_emptying_the_trash_takes_what_one_owns(
    clients: dict[str, Client], people: dict[str, User], plan: Document, own: Document
) -> None:
    for document in (plan, own):
        documents.trash(document.pk, Origin())
    clients["editor"].post("/documents/empty-trash/")
    assert [document.title for document in Document.objects.all()] == ["Plan"]
    assert Event.objects.filter(kind="document.deleted").count() == 1


def test_a_found_place_is_marked_and_harmless(clients: dict[str, Client], plan: Document) -> None:
    Document.objects.filter(pk=plan.pk).update(text="<script>alert(1)</script> and apples")
    page = clients["owner"].get("/", {"search": "apples"}).content.decode()
    assert "<mark>apples</mark>" in page
    assert "<script>alert" not in page


def test_the_best_comes_first_when_searching(
    clients: dict[str, Client], people: dict[str, User]
) -> None:
    first = documents.create("Fruit", people["owner"])
    documents.create("Apples", people["owner"])
    Document.objects.filter(pk=first.pk).update(text="some apples " + "and pears " * 30)
    assert titles(clients["owner"], search="apples") == ["Apples", "Fruit"]
    assert titles(clients["owner"], search="apples", order="-title") == ["Fruit", "Apples"]


def test_who_is_here_is_told_to_those_who_may_see_the_document(
    clients: dict[str, Client], plan: Document
) -> None:
    presence.renew({plan.pk: [{"id": "x", "name": "<i>Ada", "color": "#0f766e"}]})
    query = {"id": [str(plan.pk), "nonsense", str(uuid4())]}
    told = json.loads(clients["reader"].get("/present/", query).content)
    assert list(told) == [str(plan.pk)]
    assert "Open now: &lt;i&gt;Ada" in told[str(plan.pk)]
    assert json.loads(clients["stranger"].get("/present/", query).content) == {}
    assert clients["anonymous"].get("/present/", query).status_code == 302


def test_what_its_owner_threw_away_is_nowhere_for_the_others(
    clients: dict[str, Client], people: dict[str, User], own: Document
) -> None:
    roles.grant(own.pk, people["reader"], Role.EDITOR, Origin())
    documents.trash(own.pk, Origin())
    assert titles(clients["reader"], shelf="shared") == ["Plan"]
    assert titles(clients["reader"], shelf="trash") == []
