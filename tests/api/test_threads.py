import base64

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from documents.models import CommentThread, Document
from documents.services import comments as services
from documents.store import documents
from documents.store.comments import Anchor

from .table import Clients, address, expect

START = base64.b64encode(b"\x00\x07\x01\x00").decode()
END = base64.b64encode(b"\x00\x07\x05\x41").decode()
LONG = base64.b64encode(b"\x01\x81\x03" + b"r" * 385).decode()
ANCHOR = {"start": START, "end": END}
ASKED = {"anchor": ANCHOR, "quote": " some words", "text": "Is this so, @reader?"}


@pytest.fixture
def thread(plan: Document, people: dict[str, User]) -> CommentThread:
    anchor = Anchor(b"\x00\x07\x01\x00", b"\x00\x07\x05\x41", "some words")
    return services.start_thread(plan, anchor, "Is this so?", actor=people["commenter"])


@pytest.mark.parametrize(("who", "status"), expect(201, 201, 201, 403, 404, 401, 403, 201, 201))
def test_who_may_begin_a_thread(clients: Clients, plan: Document, who: str, status: int) -> None:
    answer = clients[who].post(address(plan, "threads/"), ASKED, format="json")
    assert answer.status_code == status
    assert plan.threads.count() == (status == 201)


@pytest.mark.parametrize(("who", "status"), expect(200, 200, 200, 200, 404, 401, 200, 200, 200))
def test_who_reads_reads_what_is_said(
    clients: Clients, plan: Document, thread: CommentThread, who: str, status: int
) -> None:
    for tail in ("threads/", f"threads/{thread.pk}/"):
        assert clients[who].get(address(plan, tail)).status_code == status


def test_a_thread_is_shown_as_it_was_begun(clients: Clients, plan: Document) -> None:
    clients["commenter"].post(address(plan, "threads/"), ASKED, format="json")
    (shown,) = clients["reader"].get(address(plan, "threads/")).json()["results"]
    assert (shown["anchor"], shown["quote"], shown["resolved"]) == (ANCHOR, " some words", None)
    assert shown["unread"]
    (said,) = shown["comments"]
    assert said["author"]["username"] == "commenter"
    assert (said["text"], said["mentions"]) == (ASKED["text"], {"reader": "reader"})
    assert (said["may_edit"], said["may_delete"]) == (False, False)
    assert (said["edited"], said["deleted"]) == (None, None)


@pytest.mark.parametrize("name", ["stranger", "nobody"])
def test_a_mention_does_not_tell_whether_there_is_such_an_account(
    clients: Clients, plan: Document, name: str
) -> None:
    asked = ASKED | {"text": f"Ask @{name}"}
    answer = clients["commenter"].post(address(plan, "threads/"), asked, format="json")
    assert answer.status_code == 201
    assert answer.json()["comments"][0]["mentions"] == {}
    found = clients["commenter"].get(address(plan, "people/"), {"search": name})
    assert found.json() == []


def test_those_who_see_the_document_are_found_by_how_their_name_begins(
    clients: Clients, plan: Document, people: dict[str, User]
) -> None:
    people["reader"].first_name = "Edith"
    people["reader"].save()
    found = clients["commenter"].get(address(plan, "people/"), {"search": "ed"}).json()
    assert [person["username"] for person in found] == ["editor", "reader"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"anchor": {"start": "?", "end": END}}, "anchor"),
        ({"anchor": {"start": START, "end": base64.b64encode(b"\x07").decode()}}, "anchor"),
        ({"anchor": {"start": START, "end": 7}}, "anchor"),
        ({"anchor": {"start": START}}, "anchor"),
        ({"anchor": {"start": START, "end": LONG}}, "anchor"),
        ({"text": ""}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"quote": "x" * 501}, "quote"),
    ],
)  # fmt: skip
def test_what_cannot_be_accepted_is_named(
    clients: Clients, plan: Document, change: dict[str, object], field: str
) -> None:
    answer = clients["owner"].post(address(plan, "threads/"), ASKED | change, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_a_thread_of_another_document_is_not_found(
    clients: Clients, people: dict[str, User], thread: CommentThread
) -> None:
    other = documents.create("Other", people["owner"])
    for method in ("get", "patch"):
        answer = getattr(clients["owner"], method)(address(other, f"threads/{thread.pk}/"))
        assert answer.status_code == 404


def test_people_reply_edit_and_delete(
    clients: Clients, plan: Document, thread: CommentThread
) -> None:
    tail = f"threads/{thread.pk}/comments/"
    replied = clients["editor"].post(address(plan, tail), {"text": "It is."}, format="json")
    assert replied.status_code == 201
    said = replied.json()["comments"][-1]
    assert (said["text"], said["may_edit"], said["may_delete"]) == ("It is.", True, True)
    one = address(plan, f"{tail}{said['id']}/")
    edited = clients["editor"].patch(one, {"text": "It was."}, format="json")
    assert edited.json()["comments"][-1]["text"] == "It was."
    assert clients["commenter"].delete(one).status_code == 403
    assert clients["editor"].delete(one).status_code == 204
    left = clients["editor"].get(address(plan, f"threads/{thread.pk}/")).json()["comments"]
    assert [(c["text"], c["deleted"] is None) for c in left] == [("Is this so?", True), ("", False)]
    assert clients["editor"].delete(one).status_code == 404


def test_threads_are_resolved_filtered_and_reopened(
    clients: Clients, plan: Document, thread: CommentThread
) -> None:
    one = address(plan, f"threads/{thread.pk}/")

    def listed(state: str) -> int:
        answer = clients["reader"].get(address(plan, "threads/"), {"state": state})
        return len(answer.json()["results"])

    resolved = clients["commenter"].post(f"{one}resolve/").json()
    assert resolved["resolved_by"]["username"] == "commenter"
    assert (listed("open"), listed("resolved")) == (0, 1)
    late = clients["editor"].post(f"{one}comments/", {"text": "Wait"}, format="json")
    assert (late.status_code, late["Content-Type"]) == (409, "application/problem+json")
    assert clients["editor"].post(f"{one}reopen/").json()["resolved"] is None
    assert (listed("open"), listed("resolved")) == (1, 0)
    assert clients["reader"].get(address(plan, "threads/"), {"state": "lost"}).status_code == 400


def test_an_editor_lets_a_thread_follow_its_text(
    clients: Clients, plan: Document, thread: CommentThread
) -> None:
    there = {"start": base64.b64encode(b"\x00\x09\x01\x00").decode(), "end": END}
    moved = clients["editor"].patch(
        address(plan, f"threads/{thread.pk}/"), {"anchor": there}, format="json"
    )
    assert moved.json()["anchor"] == there


def test_the_list_comes_in_pages(
    clients: Clients, plan: Document, people: dict[str, User], thread: CommentThread
) -> None:
    anchor = Anchor(b"\x00\x07\x01", b"\x00\x07\x01")
    for _ in range(4):
        services.start_thread(plan, anchor, "More", actor=people["editor"])
    first = clients["owner"].get(address(plan, "threads/"), {"page_size": 3}).json()
    second = clients["owner"].get(first["next"]).json()
    ids = [row["id"] for row in first["results"] + second["results"]]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 5
    assert second["next"] is None


def test_a_list_costs_the_same_however_long_it_is(
    clients: Clients,
    plan: Document,
    people: dict[str, User],
    thread: CommentThread,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    anchor = Anchor(b"\x00\x07\x01", b"\x00\x07\x01")
    for name in ("editor", "commenter", "owner") * 3:
        services.start_thread(plan, anchor, f"Asked of @{name}", actor=people[name])
    clients["reader"].get(address(plan, "threads/"))  # the first request notes the browser
    with django_assert_num_queries(10):
        clients["reader"].get(address(plan, "threads/"))


def test_the_document_tells_how_many_threads_are_open(
    clients: Clients, plan: Document, thread: CommentThread
) -> None:
    assert clients["reader"].get(address(plan)).json()["open_threads"] == 1
    clients["commenter"].post(address(plan, f"threads/{thread.pk}/resolve/"))
    assert clients["reader"].get(address(plan)).json()["open_threads"] == 0
    (listed,) = clients["reader"].get("/api/v1/documents/").json()["results"]
    assert listed["open_threads"] == 0
