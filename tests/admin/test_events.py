from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from documents.models import Document, Event
from documents.store import documents, events
from documents.store.events import Origin

from .addresses import document_form
from .reading import capture

LIST = "admin:collab_documents_event_changelist"


@pytest.fixture
def trashed(plan: Document, ada: User) -> Event:
    documents.trash(plan.pk, Origin(f"user:{ada.pk}", "192.0.2.7"))
    return Event.objects.get()


def test_the_log_is_listed_and_found_by_document(
    root_client: Client, plan: Document, trashed: Event
) -> None:
    events.record("write.refused", None, Origin("guest:1"))
    page = root_client.get(reverse(LIST), {"q": str(trashed.document)})
    assert list(page.context["cl"].result_list) == [trashed]
    for shown in ("192.0.2.7", ">ada<", f'<a href="{document_form(plan)}">Plan</a>'):
        assert shown in page.content.decode()


def test_an_audit_row_outlives_its_document(
    root_client: Client, plan: Document, trashed: Event
) -> None:
    plan.delete()
    page = root_client.get(reverse(LIST)).content.decode()
    assert f">{trashed.document}<" in page


def test_the_log_asks_no_more_for_more_rows(root_client: Client, trashed: Event) -> None:
    root_client.get(reverse(LIST))  # the first request notes the browser
    with capture() as few:
        root_client.get(reverse(LIST))
    for _ in range(10):
        events.record("write.refused", trashed.document, Origin("guest:1"))
    with capture() as many:
        root_client.get(reverse(LIST))
    assert len(many) == len(few)


@pytest.mark.parametrize("verb", ["add", "change", "delete"])
def test_nobody_writes_changes_or_erases_an_audit_row(
    root_client: Client, trashed: Event, verb: str
) -> None:
    args = [] if verb == "add" else [trashed.pk]
    address = reverse(f"admin:collab_documents_event_{verb}", args=args)
    answer = root_client.post(address, {"kind": "other", "post": "yes"})
    assert answer.status_code == 403
    assert Event.objects.get().kind == "document.trashed"


def test_one_row_can_be_read(root_client: Client, trashed: Event) -> None:
    page = root_client.get(reverse("admin:collab_documents_event_change", args=[trashed.pk]))
    assert page.status_code == 200
    assert str(trashed.document) in page.content.decode()


def test_staff_without_the_permission_see_no_audit_row(
    staff_client: Callable[..., Client], plan: Document, trashed: Event
) -> None:
    client = staff_client("view_document")
    assert client.get(reverse(LIST)).status_code == 403
    assert trashed.kind not in client.get(document_form(plan)).content.decode()


def test_a_document_shows_who_did_what_to_it(
    root_client: Client, plan: Document, trashed: Event
) -> None:
    panel = root_client.get(document_form(plan)).context["events"]
    assert [(row.event, row.who) for row in panel.rows] == [(trashed, "ada")]


def test_details_are_only_ever_text(root_client: Client, plan: Document) -> None:
    event = events.record("x", plan.pk, Origin(), reason="<script>alert(1)</script>")
    change = reverse("admin:collab_documents_event_change", args=[event.pk])
    for address in (reverse(LIST), change, document_form(plan)):
        assert "<script>alert" not in root_client.get(address).content.decode()
