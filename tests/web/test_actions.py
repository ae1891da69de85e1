import pytest
from django.contrib.auth.models import User
from django.test import Client

from documents.models import Document, Event
from documents.store import documents
from documents.store.events import Origin

from .conftest import texts


def path(document: Document, action: str) -> str:
    return f"{document.get_absolute_url()}{action}/"


def test_a_new_document_belongs_to_its_maker_and_is_opened(
    clients: dict[str, Client], people: dict[str, User]
) -> None:
    answer = clients["stranger"].post("/documents/")
    made = Document.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    assert (made.owner, made.title) == (people["stranger"], "Untitled")


def test_a_title_is_one_line_of_limited_length(clients: dict[str, Client], plan: Document) -> None:
    clients["owner"].post(path(plan, "rename"), {"title": "  two\n lines " + "x" * 400})
    plan.refresh_from_db()
    assert plan.title.startswith("two lines x")
    assert len(plan.title) == 300


@pytest.mark.parametrize(
    ("action", "allowed"), [("rename", {"owner", "editor"}), ("trash", {"owner"})]
)
@pytest.mark.parametrize("who", ["owner", "editor", "commenter", "reader", "stranger", "anonymous"])
def test_each_role_may_do_what_the_table_says(
    clients: dict[str, Client], plan: Document, who: str, action: str, allowed: set[str]
) -> None:
    answer = clients[who].post(path(plan, action), {"title": "New"})
    plan.refresh_from_db()
    done = plan.title == "New" or plan.trashed is not None
    assert done == (who in allowed)
    expected = {"stranger": 404, "anonymous": 302}.get(who, 302 if who in allowed else 403)
    assert answer.status_code == expected


def test_what_was_put_in_the_trash_comes_back(clients: dict[str, Client], plan: Document) -> None:
    page = clients["owner"].post(path(plan, "trash"), follow=True).content
    assert texts(page, "note") == ["“Plan” is in the trash. Undo"]
    page = clients["owner"].post(path(plan, "recover"), follow=True).content
    assert texts(page, "note") == ["“Plan” is back in the list."]
    assert texts(page, "document-title") == ["Plan"]


def test_an_editor_cannot_recover_what_the_owner_threw_away(
    clients: dict[str, Client], plan: Document
) -> None:
    documents.trash(plan.pk, Origin())
    assert clients["editor"].post(path(plan, "recover")).status_code == 404


def test_doing_it_twice_is_said_and_not_done(clients: dict[str, Client], plan: Document) -> None:
    page = clients["owner"].post(path(plan, "recover"), follow=True).content
    assert texts(page, "note") == ["The document is not in the trash."]


def test_the_audit_says_who_and_from_where(
    clients: dict[str, Client], plan: Document, people: dict[str, User]
) -> None:
    clients["owner"].post(path(plan, "trash"))
    event = Event.objects.get(kind="document.trashed")
    assert (event.principal, event.address) == (f"user:{people['owner'].pk}", "127.0.0.1")


def test_a_form_leads_back_to_where_it_was(clients: dict[str, Client], plan: Document) -> None:
    back = {"title": "New", "next": "/?search=plan&page=2"}
    assert clients["owner"].post(path(plan, "rename"), back)["Location"] == back["next"]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_a_form_never_leads_to_another_site(
    clients: dict[str, Client], plan: Document, elsewhere: str
) -> None:
    answer = clients["owner"].post(path(plan, "rename"), {"title": "New", "next": elsewhere})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("action", ["rename", "trash", "recover"])
def test_nothing_changes_by_a_link(clients: dict[str, Client], plan: Document, action: str) -> None:
    assert clients["owner"].get(path(plan, action)).status_code == 405


def test_nothing_changes_without_the_token_of_a_form(
    plan: Document, people: dict[str, User]
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people["owner"])
    answer = strict.post(path(plan, "trash"))
    assert answer.status_code == 403
    assert b"out of date" in answer.content
