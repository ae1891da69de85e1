from collections.abc import Callable

from django.test import Client

from documents.admin.panels import SNAPSHOTS_ON_A_PAGE
from documents.models import Document, Snapshot

from .addresses import document_form, snapshot_page


def test_a_document_shows_its_snapshots_with_what_can_be_done(
    root_client: Client, draft: Snapshot
) -> None:
    page = root_client.get(document_form(draft.document)).content.decode()
    for shown in ("First draft", "Named by a person", "ada"):
        assert shown in page
    for link in ("", "_compare", "_confirm"):
        assert f'href="{snapshot_page(draft, link)}"' in page


def test_staff_who_may_not_restore_are_not_offered_it(
    staff_client: Callable[..., Client], draft: Snapshot
) -> None:
    client = staff_client("view_document", "view_snapshot")
    page = client.get(document_form(draft.document)).content.decode()
    assert snapshot_page(draft, "_compare") in page
    assert snapshot_page(draft, "_confirm") not in page


def test_staff_who_may_not_see_snapshots_see_none(
    staff_client: Callable[..., Client], draft: Snapshot
) -> None:
    page = staff_client("view_document").get(document_form(draft.document)).content.decode()
    assert "First draft" not in page


def test_many_snapshots_come_in_pages(root_client: Client, plan: Document) -> None:
    plan.snapshots.bulk_create(
        Snapshot(document=plan, state=b"", seq=seq, reason="periodic", size=0)
        for seq in range(SNAPSHOTS_ON_A_PAGE + 1)
    )
    for number, seqs in (("1", SNAPSHOTS_ON_A_PAGE), ("2", 1), ("no number", SNAPSHOTS_ON_A_PAGE)):
        page = root_client.get(document_form(plan), {"snapshots": number})
        assert len(page.context["snapshots"].rows) == seqs


def test_a_label_is_only_ever_text(root_client: Client, draft: Snapshot) -> None:
    Snapshot.objects.filter(pk=draft.pk).update(label='"><script>alert(1)</script>')
    for address in (
        document_form(draft.document),
        snapshot_page(draft),
        snapshot_page(draft, "_confirm"),
    ):
        assert "<script>alert" not in root_client.get(address).content.decode()
