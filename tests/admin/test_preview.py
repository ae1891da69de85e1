import re
from collections.abc import Callable
from html import unescape
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from documents import workers
from documents.content import jobs
from documents.models import Document, Event, Snapshot
from documents.store import documents, snapshots
from documents.store.state import read_state
from documents.workers import ContentFailed, Reason

from .addresses import snapshot_page
from .conftest import Write


def sheet(page: str) -> str:
    """The page in the page: what the `srcdoc` attribute holds."""
    found = re.search(r'<iframe sandbox srcdoc="([^"]*)"', page)
    assert found
    return unescape(found[1])


def test_the_preview_shows_what_the_snapshot_says_and_not_what_came_later(
    root_client: Client, draft: Snapshot
) -> None:
    page = root_client.get(snapshot_page(draft))
    assert page.status_code == 200
    shown = sheet(page.content.decode())
    assert "<p>We meet on Monday.</p>" in shown
    assert "cake" not in shown
    assert not Event.objects.exists()


def test_content_is_in_a_sandbox_with_a_policy_that_runs_and_loads_nothing(
    root_client: Client, draft: Snapshot
) -> None:
    shown = sheet(root_client.get(snapshot_page(draft)).content.decode())
    policy = "default-src 'none'; style-src 'self'; img-src 'self' data:"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in shown


def test_markup_in_the_text_is_only_ever_text(
    root_client: Client, plan: Document, write: Write
) -> None:
    write(plan, '"></iframe><script>alert(1)</script><img src=x onerror=alert(1)>')
    taken = snapshots.take(read_state(plan.pk), Snapshot.Reason.PERIODIC)
    page = root_client.get(snapshot_page(taken)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in sheet(page)
    assert "<img" not in sheet(page)


@pytest.mark.parametrize("page", ["", "_compare", "_confirm"])
def test_a_snapshot_of_another_document_is_not_found(
    root_client: Client, draft: Snapshot, page: str
) -> None:
    other = documents.create("Other", None)
    draft.document_id = other.pk
    assert root_client.get(snapshot_page(draft, page)).status_code == 404


@pytest.mark.parametrize("page", ["", "_compare", "_confirm"])
def test_an_unknown_snapshot_is_not_found(root_client: Client, draft: Snapshot, page: str) -> None:
    draft.pk += 1
    assert root_client.get(snapshot_page(draft, page)).status_code == 404


def test_a_snapshot_of_an_unknown_document_is_not_found(
    root_client: Client, draft: Snapshot
) -> None:
    address = reverse("admin:collab_documents_document_snapshot", args=[uuid4(), draft.pk])
    assert root_client.get(address).status_code == 404


@pytest.mark.parametrize("held", [["view_document"], ["view_snapshot"], ["restore_snapshot"]])
@pytest.mark.parametrize("page", ["", "_compare"])
def test_staff_without_the_permissions_are_refused(
    staff_client: Callable[..., Client], draft: Snapshot, held: list[str], page: str
) -> None:
    assert staff_client(*held).get(snapshot_page(draft, page)).status_code == 403


@pytest.mark.parametrize("page", ["", "_compare", "_confirm", "_restore"])
@pytest.mark.parametrize("who", ["anonymous", "ada"])
def test_who_is_not_staff_is_sent_to_the_login(draft: Snapshot, who: str, page: str) -> None:
    client = Client()
    if who == "ada":
        client.force_login(User.objects.get(username=who))
    answer = client.get(snapshot_page(draft, page))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("page", ["", "_compare", "_confirm"])
def test_looking_is_not_a_post(root_client: Client, draft: Snapshot, page: str) -> None:
    assert root_client.post(snapshot_page(draft, page)).status_code == 405


@pytest.mark.parametrize("page", ["", "_compare"])
def test_a_failing_content_worker_is_told(
    root_client: Client, draft: Snapshot, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(function: object, *_: object, **__: object) -> int:
        if function is jobs.depth:  # the document itself is sound
            return 1
        raise ContentFailed(Reason.TIMEOUT, "The content took too long to process.")

    monkeypatch.setattr(workers, "run", fail)
    answer = root_client.get(snapshot_page(draft, page))
    assert answer.status_code == 503
    assert "The content took too long to process." in answer.content.decode()
