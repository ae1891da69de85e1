import json
from datetime import datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents import services
from documents.models import Document, Snapshot
from documents.store import documents, snapshots
from documents.store.events import Origin
from documents.store.state import read_state

from ..services.writing import write, written
from .table import Clients, address, expect


@pytest.fixture
def draft(people: dict[str, User], plan: Document) -> Snapshot:
    """A snapshot of what the editor wrote first; there is more by now."""
    write(plan.pk, "first", author=f"user:{people['editor'].pk}")
    taken = services.take_snapshot(plan, actor=None, label="Draft")
    write(plan.pk, "second")
    return taken


def one(document: Document, snapshot: Snapshot, tail: str = "") -> str:
    return address(document, f"snapshots/{snapshot.pk}/{tail}")


@pytest.mark.parametrize(("who", "status"), expect(200, 200, 403, 403, 404, 401, 200, 200, 200))
@pytest.mark.parametrize("tail", ["", "content/", "comparison/"])
def test_who_may_look(
    clients: Clients, plan: Document, draft: Snapshot, tail: str, who: str, status: int
) -> None:
    assert clients[who].get(one(plan, draft, tail)).status_code == status
    assert clients[who].get(address(plan, "snapshots/")).status_code == status


@pytest.mark.parametrize(("who", "status"), expect(201, 201, 403, 403, 404, 401, 403, 201, 201))
def test_who_may_take_one(clients: Clients, plan: Document, who: str, status: int) -> None:
    answer = clients[who].post(address(plan, "snapshots/"), {"label": "Mine"}, format="json")
    assert answer.status_code == status
    assert Snapshot.objects.count() == (status == 201)


@pytest.mark.parametrize(("who", "status"), expect(200, 200, 403, 403, 404, 401, 403, 200, 200))
def test_who_may_restore(
    clients: Clients, plan: Document, draft: Snapshot, who: str, status: int
) -> None:
    answer = clients[who].post(one(plan, draft, "restore/"), {"reason": "why"}, format="json")
    assert answer.status_code == status
    assert read_state(plan.pk).seq == (3 if status == 200 else 2)


def test_the_list_has_the_latest_first(clients: Clients, plan: Document, draft: Snapshot) -> None:
    services.take_snapshot(plan, actor=None, label="Later")
    answer = clients["editor"].get(address(plan, "snapshots/")).json()
    assert [item["label"] for item in answer["results"]] == ["Later", "Draft"]
    assert answer["count"] == 2


def test_an_item_says_all_but_the_content(
    clients: Clients, plan: Document, draft: Snapshot
) -> None:
    item = clients["editor"].get(one(plan, draft)).json()
    assert datetime.fromisoformat(item.pop("created")) == draft.created
    assert item == {
        "id": draft.pk,
        "seq": 1,
        "reason": "named",
        "label": "Draft",
        "contributors": ["editor"],
        "size": len(bytes(draft.state)),
    }


def test_a_snapshot_is_compared_with_now(clients: Clients, plan: Document, draft: Snapshot) -> None:
    answer = clients["editor"].get(one(plan, draft, "comparison/")).json()
    assert (answer["inserted"], answer["deleted"]) == (len("second"), 0)
    assert "".join(r["text"] for b in answer["blocks"] for r in b["runs"]) == "firstsecond"


def test_a_comparison_names_who_wrote_what_came(
    clients: Clients, people: dict[str, User], plan: Document, draft: Snapshot
) -> None:
    write(plan.pk, "third", author=f"user:{people['editor'].pk}")
    write(plan.pk, "fourth", author="guest:abc")
    answer = clients["editor"].get(one(plan, draft, "comparison/")).json()
    named = [(person["username"], person["guest"]) for person in answer["authors"]]
    added = {r["text"]: r["author"] for b in answer["blocks"] for r in b["runs"]}
    assert named[added["third"]] == ("editor", False)
    assert named[added["fourth"]] == (None, True)
    assert added["first"] is None
    assert "guest:abc" not in json.dumps(answer)


def test_a_snapshot_is_compared_with_another(
    clients: Clients, plan: Document, draft: Snapshot
) -> None:
    later = services.take_snapshot(plan, actor=None, label="Later")
    write(plan.pk, "third")
    answer = clients["editor"].get(one(plan, draft, f"comparison/?to={later.pk}")).json()
    assert (answer["inserted"], answer["deleted"]) == (len("second"), 0)


@pytest.mark.parametrize(("to", "status"), [("x", 400), ("0", 400), ("987654", 404)])
def test_a_comparison_with_what_is_no_snapshot_of_the_document_is_refused(
    clients: Clients, plan: Document, draft: Snapshot, to: str, status: int
) -> None:
    answer = clients["editor"].get(one(plan, draft, f"comparison/?to={to}"))
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def test_a_comparison_with_a_snapshot_of_another_document_is_refused(
    clients: Clients, people: dict[str, User], plan: Document, draft: Snapshot
) -> None:
    other = documents.create("Other", people["editor"])
    taken = services.take_snapshot(other, actor=None, label="")
    answer = clients["editor"].get(one(plan, draft, f"comparison/?to={taken.pk}"))
    assert answer.status_code == 404


def test_contributors_that_are_no_users_any_more_are_left_out(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    principals = ["system", "guest:x", "user:999", f"user:{people['reader'].pk}"]
    snapshots.take(read_state(plan.pk), "periodic", contributors=principals)
    (item,) = clients["owner"].get(address(plan, "snapshots/")).json()["results"]
    assert item["contributors"] == ["reader"]


def test_the_number_of_queries_does_not_grow_with_the_list(
    clients: Clients, plan: Document, draft: Snapshot
) -> None:
    clients["owner"].get(address(plan, "snapshots/"))  # the first request notes the browser
    with CaptureQueriesContext(connection) as few:
        clients["owner"].get(address(plan, "snapshots/"))
    for number in range(20):
        services.take_snapshot(plan, actor=None, label=f"{number}")
    with CaptureQueriesContext(connection) as many:
        clients["owner"].get(address(plan, "snapshots/"))
    assert len(many) == len(few)
    assert not any('"state"' in query["sql"] for query in many.captured_queries)


@pytest.mark.parametrize("label", ["", " ", None, "x" * 201, 7 * [1], "a\0b"])
def test_a_bad_label_is_an_error_of_its_field(
    clients: Clients, plan: Document, label: object
) -> None:
    answer = clients["owner"].post(address(plan, "snapshots/"), {"label": label}, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["label"])


def test_the_content_of_a_snapshot_is_what_was(
    clients: Clients, plan: Document, draft: Snapshot
) -> None:
    text = clients["editor"].get(one(plan, draft, "content/"), {"format": "text"})
    yjs = clients["editor"].get(one(plan, draft, "content/"), {"format": "yjs"})
    assert (text.content, written(yjs.content)) == (b"first", ["first"])


def test_the_html_of_a_snapshot_runs_nothing(
    clients: Clients, plan: Document, draft: Snapshot
) -> None:
    answer = clients["editor"].get(one(plan, draft, "content/"), {"format": "html"})
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_who_has_it_already_gets_no_body(clients: Clients, plan: Document, draft: Snapshot) -> None:
    page = one(plan, draft, "content/")
    tag = clients["editor"].get(page).headers["ETag"]
    assert clients["editor"].get(page, headers={"If-None-Match": tag}).status_code == 304


def test_a_restore_says_what_it_did(clients: Clients, plan: Document, draft: Snapshot) -> None:
    answer = clients["editor"].post(one(plan, draft, "restore/")).json()
    before = Snapshot.objects.get(reason="before-restore")
    assert answer == {"changed": True, "seq": 3, "before": before.pk}
    again = clients["editor"].post(one(plan, draft, "restore/")).json()
    assert again == {"changed": False, "seq": 3, "before": None}


def test_a_restore_is_no_get(clients: Clients, plan: Document, draft: Snapshot) -> None:
    assert clients["owner"].get(one(plan, draft, "restore/")).status_code == 405
    assert read_state(plan.pk).seq == 2


def test_a_long_reason_is_an_error_of_its_field(
    clients: Clients, plan: Document, draft: Snapshot
) -> None:
    asked = {"reason": "x" * 501}
    answer = clients["owner"].post(one(plan, draft, "restore/"), asked, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["reason"])


@pytest.mark.parametrize("tail", ["", "content/", "comparison/"])
def test_a_snapshot_of_another_document_is_not_found(
    clients: Clients, people: dict[str, User], plan: Document, draft: Snapshot, tail: str
) -> None:
    other = documents.create("Other", people["owner"])
    foreign = services.take_snapshot(other, actor=None, label="Foreign")
    assert clients["editor"].get(one(plan, foreign, tail)).status_code == 404
    assert clients["owner"].get(one(other, draft, tail)).status_code == 404


@pytest.mark.parametrize("snapshot_id", [0, 10**6, 10**30])
def test_a_snapshot_that_is_not_there_is_not_found(
    clients: Clients, plan: Document, snapshot_id: int
) -> None:
    page = address(plan, f"snapshots/{snapshot_id}/")
    assert clients["owner"].get(page).status_code == 404
    assert clients["owner"].post(page + "restore/").status_code == 404


def test_nothing_is_taken_or_restored_in_the_trash(
    clients: Clients, plan: Document, draft: Snapshot
) -> None:
    documents.trash(plan.pk, Origin())
    taken = clients["owner"].post(address(plan, "snapshots/"), {"label": "x"}, format="json")
    restored = clients["owner"].post(one(plan, draft, "restore/"))
    assert (taken.status_code, restored.status_code) == (409, 409)
