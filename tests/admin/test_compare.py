import re

from django.test import Client

from documents.admin.comparison import CONTEXT
from documents.models import Document, Event, Snapshot
from documents.store import snapshots
from documents.store.state import read_state

from .addresses import snapshot_page
from .conftest import Write


def test_what_came_since_the_snapshot_is_marked_in_words_signs_and_elements(
    root_client: Client, draft: Snapshot
) -> None:
    page = root_client.get(snapshot_page(draft, "_compare"))
    assert page.status_code == 200
    html = page.content.decode()
    assert '<ins class="">Bring cake.</ins>' in html
    assert '<span class="visually-hidden">Inserted: </span>' in html
    assert '<span class="collab-sign" aria-hidden="true">+</span>' in html
    assert "We meet on Monday." in html
    assert not Event.objects.exists()


def test_what_went_since_the_snapshot_is_marked(
    root_client: Client, plan: Document, draft: Snapshot
) -> None:
    later = snapshots.take(read_state(plan.pk), Snapshot.Reason.PERIODIC)
    root_client.post(snapshot_page(draft, "_restore"), {"reason": "because", "head": "2"})
    html = root_client.get(snapshot_page(later, "_compare")).content.decode()
    assert '<del class="">Bring cake.</del>' in html
    assert '<span class="visually-hidden">Deleted: </span>' in html


def test_a_space_between_two_changed_words_stays(
    root_client: Client, plan: Document, draft: Snapshot, write: Write
) -> None:
    write(plan, "one two three four five six")
    before = snapshots.take(read_state(plan.pk), Snapshot.Reason.PERIODIC)
    root_client.post(snapshot_page(draft, "_restore"), {"reason": "because", "head": "3"})
    write(plan, "ONE TWO three four five six")
    html = root_client.get(snapshot_page(before, "_compare")).content.decode()
    words = re.sub(r"<span class=\"visually-hidden\">.*?</span>", "", html)
    shown = re.sub(r"<del.*?</del>|<[^>]*>", "", words)
    assert "ONE TWO three four five six" in shown


def test_no_change_is_told(root_client: Client, plan: Document, draft: Snapshot) -> None:
    now = snapshots.take(read_state(plan.pk), Snapshot.Reason.PERIODIC)
    page = root_client.get(snapshot_page(now, "_compare")).content.decode()
    assert "The document says now what it said in this snapshot." in page


def test_long_stretches_without_a_change_are_folded_away(
    root_client: Client, plan: Document, write: Write
) -> None:
    write(plan, *(f"Paragraph {number}" for number in range(10)))
    taken = snapshots.take(read_state(plan.pk), Snapshot.Reason.PERIODIC)
    write(plan, "The last word")
    page = root_client.get(snapshot_page(taken, "_compare"))
    folded, shown = page.context["comparison"].stretches
    assert folded.folded
    assert len(folded.lines) == 10 - CONTEXT
    assert not shown.folded
    assert f"{10 - CONTEXT} blocks without a change" in page.content.decode()


def test_markup_in_the_text_is_only_ever_text(
    root_client: Client, plan: Document, draft: Snapshot, write: Write
) -> None:
    write(plan, "<script>alert(1)</script><img src=x onerror=alert(1)>")
    page = root_client.get(snapshot_page(draft, "_compare")).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
