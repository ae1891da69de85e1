from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from documents.models import Document, Event, Snapshot
from documents.store import documents
from documents.store.events import Origin

from .addresses import document_form, document_list
from .conftest import Write
from .reading import capture, heavy_columns

FORM = {
    f"{part}-{kind}_FORMS": "0" for part in ("access", "links") for kind in ("TOTAL", "INITIAL")
}


def test_the_list_shows_each_document_with_its_owner_and_the_rows_of_its_log(
    root_client: Client, plan: Document, write: Write
) -> None:
    write(plan, "one")
    write(plan, "two")
    page = root_client.get(document_list())
    assert page.status_code == 200
    row = page.context["cl"].result_list[0]
    assert (row.title, row.owner.username, row.rows_in_log) == ("Plan", "ada", 2)
    assert '<td class="field-log_rows">2</td>' in page.content.decode()


@pytest.mark.parametrize("term", ["pla", "ad", "{id}"])
def test_a_document_is_found_by_title_owner_or_id(
    root_client: Client, plan: Document, term: str
) -> None:
    documents.create("Other", None)
    page = root_client.get(document_list(q=term.format(id=plan.pk)))
    assert list(page.context["cl"].result_list) == [plan]


@pytest.mark.parametrize(("choice", "title"), [("out", "Plan"), ("in", "Old")])
def test_documents_in_the_trash_can_be_told_from_the_others(
    root_client: Client, plan: Document, choice: str, title: str
) -> None:
    documents.trash(documents.create("Old", plan.owner).pk, Origin())
    page = root_client.get(document_list(trash=choice))
    assert [row.title for row in page.context["cl"].result_list] == [title]


def test_the_list_never_reads_content_and_asks_no_more_for_more_documents(
    root_client: Client, plan: Document, write: Write
) -> None:
    write(plan, "one")
    root_client.get(document_list())  # the first request notes the browser
    with capture() as few:
        root_client.get(document_list())
    for number in range(10):
        documents.create(f"Document {number}", plan.owner)
    with capture() as many:
        root_client.get(document_list())
    assert len(many) == len(few)
    assert heavy_columns(many) == []


def test_the_form_never_reads_content_and_asks_no_more_for_more_snapshots(
    root_client: Client, draft: Snapshot
) -> None:
    root_client.get(document_form(draft.document))  # Django remembers content types
    with capture() as few:
        assert root_client.get(document_form(draft.document)).status_code == 200
    draft.document.snapshots.bulk_create(
        Snapshot(document=draft.document, state=b"", seq=1, reason="periodic", size=0)
        for _ in range(10)
    )
    with capture() as many:
        root_client.get(document_form(draft.document))
    assert len(many) == len(few)
    assert heavy_columns(many) == []


def test_renaming_writes_the_title_alone_and_tells_open_editors(
    root_client: Client,
    plan: Document,
    hints: list[tuple[object, object]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    Document.objects.filter(pk=plan.pk).update(text="searchable")
    with django_capture_on_commit_callbacks(execute=True):
        answer = root_client.post(document_form(plan), {**FORM, "title": "Better plan"})
    assert answer.status_code == 302
    plan.refresh_from_db()
    assert (plan.title, plan.text) == ("Better plan", "searchable")
    assert hints == [(plan.pk, {"kind": "renamed", "title": "Better plan"})]


def test_saving_without_a_change_tells_nobody(
    root_client: Client,
    plan: Document,
    hints: list[tuple[object, object]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        root_client.post(document_form(plan), {**FORM, "title": "Plan"})
    assert hints == []


def test_a_document_in_the_trash_cannot_be_renamed(root_client: Client, plan: Document) -> None:
    documents.trash(plan.pk, Origin())
    root_client.post(document_form(plan), {**FORM, "title": "Better plan"})
    plan.refresh_from_db()
    assert plan.title == "Plan"


def test_a_document_that_went_to_the_trash_meanwhile_is_told_and_stays(
    root_client: Client, plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = documents.rename

    def late(document_id: object, title: str) -> None:
        documents.trash(plan.pk, Origin())
        rename(plan.pk, title)

    monkeypatch.setattr(documents, "rename", late)
    page = root_client.post(document_form(plan), {**FORM, "title": "New"}, follow=True)
    assert "The document is in the trash." in page.content.decode()
    plan.refresh_from_db()
    assert plan.title == "Plan"


def test_documents_go_to_the_trash_and_back_with_an_audit_row_each(
    root_client: Client, root: User, plan: Document
) -> None:
    for action in ("move_to_trash", "recover"):
        answer = root_client.post(
            document_list(), {"action": action, "_selected_action": [str(plan.pk)]}, follow=True
        )
        assert "1 document" in answer.content.decode()
    plan.refresh_from_db()
    assert plan.trashed is None
    kinds = Event.objects.filter(principal=f"user:{root.pk}").values_list("kind", flat=True)
    assert list(kinds) == ["document.recovered", "document.trashed"]


def test_staff_who_may_only_look_move_nothing_to_the_trash(
    staff_client: Callable[..., Client], plan: Document
) -> None:
    client = staff_client("view_document")
    client.post(document_list(), {"action": "move_to_trash", "_selected_action": [str(plan.pk)]})
    plan.refresh_from_db()
    assert plan.trashed is None


def test_nothing_is_created_or_erased_here(root_client: Client, plan: Document) -> None:
    assert root_client.get(f"{document_list().partition('?')[0]}add/").status_code == 403
    gone = document_form(plan).replace("change", "delete")
    assert root_client.post(gone, {"post": "yes"}).status_code == 403
    assert Document.objects.filter(pk=plan.pk).exists()


def test_staff_without_the_permission_see_nothing(
    staff_client: Callable[..., Client], plan: Document
) -> None:
    client = staff_client()
    assert client.get(document_list()).status_code == 403
    assert client.get(document_form(plan)).status_code == 403


@pytest.mark.parametrize("who", ["anonymous", "owner"])
def test_who_is_not_staff_is_sent_to_the_login(plan: Document, who: str) -> None:
    client = Client()
    if who == "owner":
        client.force_login(User.objects.get(username="ada"))
    answer = client.get(document_form(plan))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/admin/login/")


def test_an_unknown_document_is_not_found(root_client: Client, plan: Document) -> None:
    address = document_form(plan)
    plan.delete()
    assert root_client.get(address, follow=True).redirect_chain == [("/admin/", 302)]


def test_a_title_is_only_ever_text(root_client: Client, plan: Document) -> None:
    Document.objects.filter(pk=plan.pk).update(
        title='"><script>alert(1)</script>', updated=timezone.now()
    )
    for address in (document_list(), document_form(plan)):
        assert "<script>alert" not in root_client.get(address).content.decode()
