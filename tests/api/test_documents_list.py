from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents import presence, tokens
from documents.access import Role, principal_of_user
from documents.models import Document
from documents.store import documents, roles, stars, visits
from documents.store.events import Origin

from .table import Clients, expect

LIST = "/api/v1/documents/"


def titles(clients: Clients, query: str, who: str = "owner") -> list[str]:
    answer = clients[who].get(LIST + query)
    assert answer.status_code == 200, answer.content
    return [item["title"] for item in answer.json()["results"]]


@pytest.mark.parametrize(("who", "status"), expect(200, 200, 200, 200, 200, 401, 200, 200, 200))
def test_who_may_list(clients: Clients, who: str, status: int) -> None:
    assert clients[who].get(LIST).status_code == status


@pytest.mark.parametrize(("who", "count"), expect(1, 1, 1, 1, 0, 0, 1, 1, 1))
def test_everybody_gets_what_they_may_see(
    clients: Clients, plan: Document, who: str, count: int
) -> None:
    assert clients[who].get(LIST).json().get("count", 0) == count


def test_an_item_says_all_that_a_list_shows(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    color = presence.color_of(principal_of_user(people["owner"].pk))
    (item,) = clients["commenter"].get(LIST).json()["results"]
    assert datetime.fromisoformat(item.pop("created")) == plan.created
    assert datetime.fromisoformat(item.pop("updated")) == plan.updated
    assert item == {
        "id": str(plan.pk),
        "title": "Plan",
        "role": "commenter",
        "capabilities": ["read", "comment"],
        "owner": {"username": "owner", "name": "owner", "color": color},
        "trashed": None,
        "template": False,
        "starred": False,
        "excerpt": None,
        "link_reach": "restricted",
        "link_role": "reader",
        "present": [],
        "open_threads": 0,
        "url": f"http://testserver{plan.get_absolute_url()}",
    }


def test_a_document_without_owner_is_listed(clients: Clients, people: dict[str, User]) -> None:
    orphan = documents.create("Nobody's", None)
    roles.grant(orphan.pk, people["reader"], Role.READER, Origin())
    (item,) = clients["reader"].get(LIST).json()["results"]
    assert item["owner"] is None


def test_an_item_says_who_is_present(
    clients: Clients, plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = {"name": "Ada", "color": "#7048e8"}
    monkeypatch.setattr(presence, "present", lambda ids: {key: [ada] for key in ids})
    assert clients["owner"].get(LIST).json()["results"][0]["present"] == [ada]


def test_the_number_of_queries_does_not_grow_with_the_list(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    clients["reader"].get(LIST)  # the first request notes the browser
    with CaptureQueriesContext(connection) as few:
        clients["reader"].get(LIST)
    for number in range(20):
        more = documents.create(f"{number}", people["owner"])
        roles.grant(more.pk, people["reader"], Role.READER, Origin())
    with CaptureQueriesContext(connection) as many:
        clients["reader"].get(LIST)
    assert len(many) == len(few)


def test_a_page_has_at_most_a_hundred_items(clients: Clients, people: dict[str, User]) -> None:
    Document.objects.bulk_create(Document(title=f"{n}", owner=people["owner"]) for n in range(101))
    answer = clients["owner"].get(LIST + "?page_size=1000").json()
    assert (answer["count"], len(answer["results"])) == (101, 100)
    assert answer["next"] == f"http://testserver{LIST}?page=2&page_size=1000"
    assert len(clients["owner"].get(answer["next"]).json()["results"]) == 1


@pytest.mark.parametrize("page", ["2", "0", "-1", "x", "9" * 5000])
def test_a_page_that_is_not_there_is_not_found(clients: Clients, plan: Document, page: str) -> None:
    assert clients["owner"].get(f"{LIST}?page={page}").status_code == 404


def test_search_finds_words_of_title_and_text_in_any_order(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    Document.objects.filter(pk=plan.pk).update(text="Buy apples and pears")
    documents.create("Pears", people["owner"])
    assert titles(clients, "?search=pears+PLAN") == ["Plan"]
    assert set(titles(clients, "?search=pears")) == {"Plan", "Pears"}
    assert titles(clients, "?search=quinces") == []


def test_search_does_not_read_what_others_keep_to_themselves(
    clients: Clients, plan: Document
) -> None:
    Document.objects.filter(pk=plan.pk).update(text="secret")
    assert titles(clients, "?search=secret", who="stranger") == []


def test_an_item_says_where_a_search_found_it(clients: Clients, plan: Document) -> None:
    Document.objects.filter(pk=plan.pk).update(text="Buy <b>apples</b> and pears")
    (item,) = clients["owner"].get(LIST + "?search=apple").json()["results"]
    assert item["excerpt"] == [
        {"text": "Buy <b>", "marked": False},
        {"text": "apple", "marked": True},
        {"text": "s</b> and pears", "marked": False},
    ]


def test_a_search_answers_the_best_first(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    Document.objects.filter(pk=plan.pk).update(text="pears, if there are any, and other things")
    documents.create("Pears", people["owner"])
    later = documents.create("Fruit", people["owner"])
    Document.objects.filter(pk=later.pk).update(text="pears " + "and apples " * 50)
    assert titles(clients, "?search=pears")[0] == "Pears"
    assert titles(clients, "?search=pears&ordering=title") == ["Fruit", "Pears", "Plan"]


def test_a_percent_sign_is_searched_for_as_it_is(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    documents.create("100 %", people["owner"])
    assert titles(clients, "?search=%25") == ["100 %"]


@pytest.mark.parametrize(
    ("ordering", "found"),
    [
        ("title", ["apple", "Plan", "zebra"]),
        ("-title", ["zebra", "Plan", "apple"]),
        ("created", ["zebra", "apple", "Plan"]),
        ("-created", ["Plan", "apple", "zebra"]),
        ("updated", ["apple", "Plan", "zebra"]),
        ("-updated", ["zebra", "Plan", "apple"]),
        ("", ["zebra", "Plan", "apple"]),
    ],
)
def test_the_list_is_ordered_as_asked(
    clients: Clients, people: dict[str, User], plan: Document, ordering: str, found: list[str]
) -> None:
    for title, created, updated in (("apple", 2, 1), ("Plan", 3, 2), ("zebra", 1, 3)):
        documents_id = plan.pk if title == "Plan" else documents.create(title, people["owner"]).pk
        Document.objects.filter(pk=documents_id).update(
            created=datetime(2026, 1, created, tzinfo=UTC),
            updated=datetime(2026, 1, updated, tzinfo=UTC),
        )
    assert titles(clients, f"?ordering={ordering}") == found


def test_the_trash_is_a_list_of_its_own(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    gone = documents.create("Gone", people["owner"])
    documents.trash(gone.pk, Origin())
    assert titles(clients, "") == ["Plan"]
    assert titles(clients, "?trashed=false") == ["Plan"]
    assert titles(clients, "?trashed=true") == ["Gone"]


def test_the_trash_of_others_is_not_listed(clients: Clients, plan: Document) -> None:
    documents.trash(plan.pk, Origin())
    assert titles(clients, "?trashed=true", who="editor") == []


def test_the_list_can_be_narrowed_to_own_and_to_shared_documents(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    documents.create("Own", people["editor"])
    orphan = documents.create("Nobody's", None)
    roles.grant(orphan.pk, people["editor"], Role.READER, Origin())
    assert titles(clients, "?mine=true", who="editor") == ["Own"]
    assert set(titles(clients, "?mine=false", who="editor")) == {"Plan", "Nobody's"}


def test_the_list_has_shelves(clients: Clients, people: dict[str, User], plan: Document) -> None:
    other = documents.create("Other", people["editor"])
    stars.put(people["editor"], plan.pk)
    visits.note(people["editor"], other.pk)
    documents.mark_template(other.pk, is_template=True)
    found = {
        shelf: titles(clients, f"?shelf={shelf}", who="editor")
        for shelf in ("starred", "recent", "templates", "mine", "shared")
    }
    assert found == {
        "starred": ["Plan"],
        "recent": ["Other"],
        "templates": ["Other"],
        "mine": ["Other"],
        "shared": ["Plan"],
    }
    assert titles(clients, "?shelf=starred") == []


@pytest.mark.parametrize(
    "query",
    [
        "shelf=trash",
        "ordering=owner__password",
        "trashed=maybe",
        "mine=1",
        "search=%00",
        "search=" + "a" * 300,
    ],
)
def test_an_unknown_value_is_an_error_of_its_field(clients: Clients, query: str) -> None:
    answer = clients["owner"].get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [query.partition("=")[0]]


def test_a_narrowed_token_lists_its_documents_alone(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    documents.create("Other", people["owner"])
    _, secret = tokens.issue(people["owner"], "one", ["read"], [plan])
    clients["anonymous"].credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert titles(clients, "", who="anonymous") == ["Plan"]
