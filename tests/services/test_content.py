import pytest

from documents import services
from documents.models import Document
from documents.store import snapshots
from documents.store.state import read_state
from documents.workers import ContentFailed

from .writing import write


def test_content_comes_with_the_version_that_was_read(plan: Document) -> None:
    write(plan.pk, "first")
    content = services.read_content(plan, "text/plain")
    assert (content.epoch, content.seq, content.body) == (1, 1, b"first")


def test_an_unknown_media_type_is_refused(plan: Document) -> None:
    with pytest.raises(ContentFailed):
        services.read_content(plan, "image/png")


def test_a_snapshot_is_compared_with_now_or_with_another(plan: Document) -> None:
    write(plan.pk, "first")
    one = snapshots.take(read_state(plan.pk), "named")
    write(plan.pk, "second")
    two = snapshots.take(read_state(plan.pk), "named")
    write(plan.pk, "third")
    now, other = services.compare(one), services.compare(one, two)
    assert (now["inserted"], now["deleted"]) == (len("secondthird"), 0)
    assert (other["inserted"], other["deleted"]) == (len("second"), 0)


def test_a_comparison_tells_who_wrote_what_came(plan: Document) -> None:
    write(plan.pk, "first", author="user:1")
    taken = snapshots.take(read_state(plan.pk), "named")
    write(plan.pk, "second", author="guest:7")
    (added,) = services.compare(taken)["blocks"][1]["runs"]
    assert (added["text"], added["author"]) == ("second", "guest:7")
    assert added["at"] is not None
