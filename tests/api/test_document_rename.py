import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from documents import relay
from documents.models import Document
from documents.store import documents
from documents.store.events import Origin

from .table import Clients, address, expect


@pytest.mark.parametrize(("who", "status"), expect(200, 200, 403, 403, 404, 401, 403, 200, 200))
def test_who_may_rename(clients: Clients, plan: Document, who: str, status: int) -> None:
    answer = clients[who].patch(address(plan), {"title": "Other"}, format="json")
    assert answer.status_code == status
    plan.refresh_from_db()
    assert plan.title == ("Other" if status == 200 else "Plan")


def test_a_rename_answers_the_document_as_it_is_now(clients: Clients, plan: Document) -> None:
    answer = clients["editor"].patch(address(plan), {"title": "Other"}, format="json").json()
    assert (answer["title"], answer["role"]) == ("Other", "editor")
    assert answer == clients["editor"].get(address(plan)).json()


def test_open_editors_hear_of_a_rename_after_the_commit(
    clients: Clients,
    plan: Document,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    told: list[object] = []
    monkeypatch.setattr(relay, "hint", lambda *what: told.append(what))
    with django_capture_on_commit_callbacks(execute=True):
        clients["owner"].patch(address(plan), {"title": "Other"}, format="json")
        assert told == []
    assert told == [(plan.pk, {"kind": "renamed", "title": "Other"})]


def test_a_rename_needs_a_title(clients: Clients, plan: Document) -> None:
    answer = clients["owner"].patch(address(plan), {}, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["title"])


def test_a_document_in_the_trash_is_not_renamed(clients: Clients, plan: Document) -> None:
    documents.trash(plan.pk, Origin())
    answer = clients["owner"].patch(address(plan), {"title": "Other"}, format="json")
    assert (answer.status_code, answer.json()["detail"]) == (409, "The document is in the trash.")


def test_a_document_is_not_replaced(clients: Clients, plan: Document) -> None:
    answer = clients["owner"].put(address(plan), {"title": "Other"}, format="json")
    assert answer.status_code == 405
    assert {"GET", "PATCH", "DELETE"} <= set(answer.headers["Allow"].split(", "))
    assert "PUT" not in answer.headers["Allow"]
