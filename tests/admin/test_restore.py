from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from documents import services, workers
from documents.content import jobs
from documents.models import Document, Event, Snapshot
from documents.store import documents, events, snapshots
from documents.store.events import Origin
from documents.store.state import read_state
from documents.workers import ContentFailed, Reason

from .addresses import document_form, snapshot_page
from .conftest import Write

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer


def text(document: Document) -> str:
    """What the document says now."""
    return services.read_content(document, "text/plain").body.decode()


def restore(client: Client, snapshot: Snapshot, **changes: str) -> "Answer":
    """Fill in the confirmation page as a person does, with these changes, and send it."""
    head = client.get(snapshot_page(snapshot, "_confirm")).context["form"]["head"].value()
    form = {"head": str(head), "reason": "vandalism", **changes}
    return client.post(snapshot_page(snapshot, "_restore"), form)


def nothing_changed(document: Document) -> bool:
    """Whether the log, the snapshots and the audit rows are those of the fixture."""
    head = document.head
    document.refresh_from_db()
    before = Snapshot.objects.filter(reason=Snapshot.Reason.BEFORE_RESTORE)
    return document.head == head and not before.exists() and not Event.objects.exists()


def test_a_restore_brings_the_content_back_and_keeps_what_was_there(
    root_client: Client, draft: Snapshot
) -> None:
    answer = restore(root_client, draft)
    assert answer.status_code == 302
    assert answer.headers["Location"] == document_form(draft.document)
    assert "cake" not in text(draft.document)
    before = Snapshot.objects.get(reason=Snapshot.Reason.BEFORE_RESTORE)
    assert bytes(before.state) != bytes(draft.state)
    page = root_client.get(answer.headers["Location"]).content.decode()
    assert f'href="{snapshot_page(before)}"' in page
    assert f'href="{draft.document.get_absolute_url()}"' in page


def test_a_restore_is_audited_exactly_once(
    root_client: Client, root: User, draft: Snapshot
) -> None:
    restore(root_client, draft)
    event = Event.objects.get()
    assert event.kind == "snapshot.restored"
    assert (event.principal, event.address) == (f"user:{root.pk}", "127.0.0.1")
    assert event.document == draft.document_id
    assert event.detail["reason"] == "vandalism"
    assert event.detail["snapshot"] == draft.pk


def test_open_editors_hear_of_a_restore_once_it_is_committed(
    root_client: Client,
    draft: Snapshot,
    hints: list[tuple[object, Any]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        restore(root_client, draft)
    [(document_id, notice)] = hints
    assert (document_id, notice["kind"]) == (draft.document_id, "restored")


def test_no_audit_row_means_no_restore(
    root_client: Client, draft: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(events, "record", full)
    with pytest.raises(OSError, match="disk full"):
        restore(root_client, draft)
    assert nothing_changed(draft.document)


def test_a_get_of_the_action_changes_nothing(root_client: Client, draft: Snapshot) -> None:
    assert root_client.get(snapshot_page(draft, "_restore")).status_code == 405
    assert nothing_changed(draft.document)


def test_the_confirmation_page_changes_nothing(root_client: Client, draft: Snapshot) -> None:
    page = root_client.get(snapshot_page(draft, "_confirm"))
    assert page.status_code == 200
    assert f'action="{snapshot_page(draft, "_restore")}"' in page.content.decode()
    assert nothing_changed(draft.document)


def test_without_a_csrf_token_nothing_changes(root: User, draft: Snapshot) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(root)
    assert restore(client, draft).status_code == 403
    assert nothing_changed(draft.document)


@pytest.mark.parametrize("page", ["_confirm", "_restore"])
def test_staff_without_the_permission_are_refused(
    staff_client: Callable[..., Client], draft: Snapshot, page: str
) -> None:
    client = staff_client("view_document", "change_document", "view_snapshot", "change_snapshot")
    send = client.get if page == "_confirm" else client.post
    answer = send(snapshot_page(draft, page), {"reason": "because", "head": "2"})
    assert answer.status_code == 403
    assert nothing_changed(draft.document)


def test_the_permission_is_enough_without_a_role_on_the_document(
    staff_client: Callable[..., Client], draft: Snapshot
) -> None:
    client = staff_client("view_document", "view_snapshot", "restore_snapshot")
    assert restore(client, draft).status_code == 302
    assert Event.objects.count() == 1


def test_the_owner_of_the_document_who_is_not_staff_cannot_restore_here(
    ada: User, draft: Snapshot
) -> None:
    client = Client()
    client.force_login(ada)
    answer = client.post(snapshot_page(draft, "_restore"), {"reason": "mine", "head": "2"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/admin/login/")
    assert nothing_changed(draft.document)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_without_a_reason_of_fitting_length_nothing_changes(
    root_client: Client, draft: Snapshot, reason: str
) -> None:
    answer = restore(root_client, draft, reason=reason)
    assert answer.status_code == 400
    assert answer.context["form"].errors["reason"]
    assert nothing_changed(draft.document)


@pytest.mark.parametrize("head", ["", "-1", "many"])
def test_without_the_confirmation_page_nothing_changes(
    root_client: Client, draft: Snapshot, head: str
) -> None:
    assert restore(root_client, draft, head=head).status_code == 400
    assert nothing_changed(draft.document)


def test_an_unknown_snapshot_is_not_found(root_client: Client, draft: Snapshot) -> None:
    unknown = Snapshot(pk=draft.pk + 1, document=draft.document)
    form = {"reason": "because", "head": "2"}
    assert root_client.post(snapshot_page(unknown, "_restore"), form).status_code == 404
    assert nothing_changed(draft.document)


def test_a_snapshot_of_another_document_is_not_found(root_client: Client, draft: Snapshot) -> None:
    other = Snapshot(pk=draft.pk, document=documents.create("Other", None))
    form = {"reason": "because", "head": "2"}
    assert root_client.post(snapshot_page(other, "_restore"), form).status_code == 404
    assert nothing_changed(draft.document)


def test_the_second_of_two_who_restore_at_once_is_told_and_changes_nothing(
    root_client: Client, plan: Document, draft: Snapshot, write: Write
) -> None:
    seen = root_client.get(snapshot_page(draft, "_confirm")).context["form"]["head"].value()
    write(plan, "Somebody types on.")
    restore(root_client, draft)
    answer = restore(root_client, draft, head=str(seen))
    assert answer.status_code == 409
    assert "Somebody else has just restored a snapshot" in answer.content.decode()
    assert Event.objects.count() == 1


def test_a_restore_after_another_was_seen_is_no_conflict(
    root_client: Client, plan: Document, draft: Snapshot, write: Write
) -> None:
    restore(root_client, draft)
    write(plan, "Typed after it.")
    assert restore(root_client, draft).status_code == 302
    assert Event.objects.count() == 2


def test_a_document_in_the_trash_is_not_restored_into(root_client: Client, draft: Snapshot) -> None:
    documents.trash(draft.document_id, Origin())
    answer = restore(root_client, draft)
    assert answer.status_code == 409
    assert "The document is in the trash." in answer.content.decode()


def test_restoring_what_is_there_already_says_so_and_writes_nothing(
    root_client: Client, plan: Document, draft: Snapshot
) -> None:
    now = snapshots.take(read_state(plan.pk), Snapshot.Reason.PERIODIC)
    answer = restore(root_client, now)
    page = root_client.get(answer.headers["Location"]).content.decode()
    assert "nothing was changed" in page
    assert nothing_changed(plan)


@pytest.mark.parametrize("reason", Reason)
def test_a_failing_content_worker_is_told_and_nothing_changes(
    root_client: Client, draft: Snapshot, monkeypatch: pytest.MonkeyPatch, reason: Reason
) -> None:
    def fail(function: object, *_: object, **__: object) -> int:
        if function is jobs.depth:  # the document itself is sound
            return 1
        raise ContentFailed(reason, "The content could not be processed.")

    monkeypatch.setattr(workers, "run", fail)
    answer = restore(root_client, draft)
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "The content could not be processed. Nothing was changed." in page
    assert "vandalism" in page
    assert nothing_changed(draft.document)


def test_a_title_is_only_ever_text_in_the_messages_too(
    root_client: Client, draft: Snapshot
) -> None:
    Document.objects.filter(pk=draft.document_id).update(title="<script>alert(1)</script>")
    for _ in ("restored", "nothing to do"):
        answer = restore(root_client, draft)
        page = root_client.get(answer.headers["Location"]).content.decode()
        assert "<script>alert" not in page
