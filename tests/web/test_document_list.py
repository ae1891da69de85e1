from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents import presence
from documents.models import Document
from documents.store import documents
from documents.store.events import Origin
from documents.web.listing import PAGE_SIZE

from .conftest import texts


def titles(client: Client, **query: Any) -> list[str]:
    return texts(client.get("/", query).content, "document-title")


def changed(document: Document, minutes_ago: int) -> None:
    moment = timezone.now() - timedelta(minutes=minutes_ago)
    Document.objects.filter(pk=document.pk).update(updated=moment)


@pytest.mark.parametrize("who", ["owner", "editor", "commenter", "reader"])
def test_everybody_with_a_role_sees_the_document(
    clients: dict[str, Client], plan: Document, who: str
) -> None:
    assert titles(clients[who]) == ["Plan"]


@pytest.mark.usefixtures("plan")
def test_a_stranger_sees_an_invitation_to_begin(clients: dict[str, Client]) -> None:
    answer = clients["stranger"].get("/")
    assert "No documents yet" in answer.content.decode()
    assert "New document" in answer.content.decode()


def test_an_anonymous_visitor_is_asked_to_sign_in(clients: dict[str, Client]) -> None:
    assert clients["anonymous"].get("/")["Location"] == "/accounts/login/?next=/"


def test_the_latest_change_comes_first(clients: dict[str, Client], people: dict[str, User]) -> None:
    for minutes, title in enumerate(["new", "old", "oldest"]):
        changed(documents.create(title, people["owner"]), minutes)
    assert titles(clients["owner"]) == ["new", "old", "oldest"]
    assert titles(clients["owner"], order="-updated") == ["oldest", "old", "new"]


def test_titles_are_ordered_as_people_read_them(
    clients: dict[str, Client], people: dict[str, User]
) -> None:
    for title in ["beta", "Alpha", "Gamma"]:
        documents.create(title, people["owner"])
    assert titles(clients["owner"], order="title") == ["Alpha", "beta", "Gamma"]
    assert titles(clients["owner"], order="-title") == ["Gamma", "beta", "Alpha"]


def test_a_search_finds_every_word_in_title_or_text(
    clients: dict[str, Client], people: dict[str, User]
) -> None:
    found = documents.create("Autumn release", people["owner"])
    Document.objects.filter(pk=found.pk).update(text="the team meets on Tuesday")
    documents.create("Autumn leaves", people["owner"])
    assert titles(clients["owner"], search="autumn tuesday") == ["Autumn release"]


def test_a_search_without_a_result_says_what_was_sought(
    clients: dict[str, Client], plan: Document
) -> None:
    answer = clients["owner"].get("/", {"search": "<b>nothing"})
    assert "Nothing found" in answer.content.decode()
    assert "&lt;b&gt;nothing" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [{"page": "x"}, {"page": "-1"}, {"page": "9" * 30}, {"order": "owner"}, {"rename": "1"}],
)
def test_an_address_that_makes_no_sense_shows_the_list(
    clients: dict[str, Client], plan: Document, query: dict[str, str]
) -> None:
    assert titles(clients["owner"], **query) == ["Plan"]


def test_many_documents_are_shown_page_by_page(
    clients: dict[str, Client], people: dict[str, User]
) -> None:
    for number in range(PAGE_SIZE + 1):
        documents.create(f"{number:03}", people["owner"])
    first = titles(clients["owner"], order="title")
    second = titles(clients["owner"], order="title", page=2)
    assert (len(first), second) == (PAGE_SIZE, [f"{PAGE_SIZE:03}"])


def test_the_list_costs_the_same_however_long_it_is(
    clients: dict[str, Client], people: dict[str, User]
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            clients["owner"].get("/")
        return len(captured)

    documents.create("one", people["owner"])
    queries()  # the first notes the browser
    few = queries()
    for number in range(10):
        documents.create(str(number), people["owner"])
    assert queries() == few


def test_who_has_a_document_open_is_shown(clients: dict[str, Client], plan: Document) -> None:
    here = [{"id": f"user:{n}", "name": f"Ada {n}", "color": "#0f766e"} for n in range(6)]
    presence.renew({plan.pk: here})
    page = clients["reader"].get("/").content.decode()
    assert page.count('<svg class="avatar"') == 1 + 4  # one's own, and those beside the title
    assert "+2" in page
    assert "Open now: Ada 0, Ada 1, Ada 2, Ada 3, Ada 4, Ada 5" in page


def test_names_and_titles_are_text(clients: dict[str, Client], people: dict[str, User]) -> None:
    shown = documents.create("<script>alert(1)</script>", people["owner"])
    presence.renew({shown.pk: [{"id": "x", "name": "<img onerror=a>", "color": "#0f766e"}]})
    page = clients["owner"].get("/").content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page


def test_the_tools_of_a_row_fit_the_role(clients: dict[str, Client], plan: Document) -> None:
    offers = {
        who: (b"data-rename" in page, b"/trash/" in page)
        for who in ("owner", "editor", "reader")
        if (page := clients[who].get("/").content)
    }
    assert offers == {"owner": (True, True), "editor": (True, False), "reader": (False, False)}


def test_a_row_becomes_a_form_only_for_those_who_may_rename(
    clients: dict[str, Client], plan: Document
) -> None:
    query = {"rename": str(plan.pk)}
    assert b'name="title"' in clients["editor"].get("/", query).content
    assert b'name="title"' not in clients["reader"].get("/", query).content


def test_the_trash_is_its_owners(clients: dict[str, Client], plan: Document) -> None:
    documents.trash(plan.pk, Origin())
    assert titles(clients["owner"]) == []
    assert titles(clients["owner"], shelf="trash") == ["Plan"]
    assert titles(clients["editor"], shelf="trash") == []
    assert b"/recover/" in clients["owner"].get("/", {"shelf": "trash"}).content


@pytest.mark.parametrize(
    ("seconds", "shown"), [(5, "just now"), (61, "1 minute ago"), (7300, "2 hours ago")]
)
def test_the_last_change_is_told_as_people_tell_it(
    clients: dict[str, Client], plan: Document, seconds: int, shown: str
) -> None:
    moment = timezone.now() - timedelta(seconds=seconds)
    Document.objects.filter(pk=plan.pk).update(updated=moment)
    assert texts(clients["owner"].get("/").content, "document-when") == [shown]
