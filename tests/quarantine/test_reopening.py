"""Opening the last good state: as much as still reads, audited, and nothing is thrown away."""

from typing import Any

import pytest
from django.utils import timezone

from documents import services
from documents.content import jobs
from documents.models import Checkpoint, Document, Event, Quarantine, SetAside, Update
from documents.services import quarantines
from documents.store import rows, snapshots, state
from documents.store.errors import Conflict, Corrupt, Quarantined

from ..services.writing import Writer, write, written
from .poison import DEEP, HARMFUL, into_checkpoint, into_log, into_snapshot
from .test_at_rest import checkpointed

pytestmark = pytest.mark.django_db


def quarantined(document: Document) -> Quarantine:
    """The document's quarantine, begun by whoever reads it."""
    with pytest.raises(Corrupt):
        services.read_content(document, jobs.HTML)
    return Quarantine.objects.get(document=document, ended=None)


def reopen(quarantine: Quarantine) -> None:
    good = quarantines.last_good(quarantine)
    quarantines.reopen(quarantine, good, actor=None, reason="It was damaged.")


def paragraphs(document: Document) -> list[str]:
    return written(state.read_state(document.pk).payload)


@pytest.mark.parametrize("row", HARMFUL, ids=lambda row: row.id)
def test_everything_but_the_bad_row_is_there_again(plan: Document, row: Any) -> None:
    bad = into_log(plan, row.update)
    quarantine = quarantined(plan)
    assert quarantines.last_good(quarantine).without == {bad}
    reopen(quarantine)
    assert paragraphs(plan) == ["one", "two"]
    assert write(plan.pk, "three") == bad + 2
    assert paragraphs(plan) == ["one", "two", "three"]
    assert state.load(plan.pk).head.seq == bad + 2


def test_rows_after_the_bad_one_stay_unless_they_build_on_it(plan: Document) -> None:
    ada, bob = Writer(plan.pk, "system"), Writer(plan.pk, "system")
    ada.type(0, " lost")
    bob.type(1, " kept")
    lost = Update.objects.get(document=plan, seq=3)
    ada.type(0, " builds on it")
    Update.objects.filter(pk=lost.pk).update(payload=b"\x00")
    quarantine = quarantined(plan)
    reopen(quarantine)
    assert paragraphs(plan) == ["one", "two kept"]


def test_all_that_was_stored_is_kept_as_it_was(plan: Document) -> None:
    checkpointed(plan)
    bad = into_log(plan, b"\xff" * 8, digest=b"\x01" * 16)
    stored = Checkpoint.objects.get()
    reopen(quarantined(plan))
    kept = {one.name: one for one in SetAside.objects.all()}
    assert bytes(kept[f"row-{bad}"].payload) == b"\xff" * 8
    assert bytes(kept[f"row-{bad}"].digest) == b"\x01" * 16
    assert not kept[f"row-{bad}"].used
    for part in ("state", "clocks", "deletes", "attribution"):
        one = kept[f"checkpoint-2-{part}"]
        assert one.used
        assert bytes(one.payload) == bytes(getattr(stored, part))
    assert len(kept) == 5


def test_who_wrote_what_is_still_known(plan: Document) -> None:
    checkpointed(plan)
    into_log(plan, b"")
    reopen(quarantined(plan))
    assert bytes(Checkpoint.objects.get().attribution) != b""


def test_it_is_audited(plan: Document) -> None:
    bad = into_log(plan, b"")
    quarantine = quarantined(plan)
    reopen(quarantine)
    told = Event.objects.get(kind="quarantine.reopened")
    assert told.document == plan.pk
    assert told.detail["reason"] == "It was damaged."
    assert told.detail["without"] == [bad]
    quarantine.refresh_from_db()
    assert quarantine.ended is not None


def test_editors_may_bring_back_what_was_damaged(plan: Document) -> None:
    into_log(plan, b"")
    reopen(quarantined(plan))
    plan.refresh_from_db()
    assert plan.recovering_until is not None
    assert plan.recovering_until > timezone.now()


def test_what_no_worker_reads_is_not_brought_back(plan: Document) -> None:
    into_log(plan, DEEP)
    reopen(quarantined(plan))
    assert paragraphs(plan) == ["one", "two"]
    plan.refresh_from_db()
    assert plan.recovering_until is None


def test_of_many_rows_the_longest_beginning_that_reads_is_taken(plan: Document) -> None:
    for number in range(9):
        write(plan.pk, str(number))
    into_log(plan, DEEP)
    reopen(quarantined(plan))
    assert paragraphs(plan) == ["one", "two", *map(str, range(9))]


@pytest.mark.parametrize("row", HARMFUL[::7], ids=lambda row: row.id)
def test_without_a_checkpoint_the_newest_snapshot_counts(plan: Document, row: Any) -> None:
    snapshots.take(state.read_state(plan.pk), "named")
    write(plan.pk, "three")
    plan.refresh_from_db()
    into_checkpoint(plan, row.update)
    into_snapshot(plan, row.update)
    quarantine = quarantined(plan)
    good = quarantines.last_good(quarantine)
    assert good.source.startswith("snapshot")
    reopen(quarantine)
    assert paragraphs(plan) == ["one", "two"]


def test_rows_that_build_on_the_snapshot_are_taken_too(plan: Document) -> None:
    checkpointed(plan)
    snapshots.take(state.read_state(plan.pk), "named")
    write(plan.pk, "three")
    Checkpoint.objects.update(state=b"", digest=rows.digest(b""))
    reopen(quarantined(plan))
    assert paragraphs(plan) == ["one", "two", "three"]


def test_the_empty_document_is_the_last_resort(plan: Document) -> None:
    into_checkpoint(plan, b"")
    reopen(quarantined(plan))
    assert paragraphs(plan) == []
    assert SetAside.objects.filter(name="checkpoint-2-state", used=False).exists()


def test_only_one_of_two_operators_wins(plan: Document) -> None:
    into_log(plan, b"")
    quarantine = quarantined(plan)
    good = quarantines.last_good(quarantine)
    quarantines.reopen(quarantine, good, actor=None, reason="first")
    with pytest.raises(Conflict):
        quarantines.reopen(quarantine, good, actor=None, reason="second")
    assert Event.objects.filter(kind="quarantine.reopened").count() == 1


def test_what_was_looked_at_is_what_is_opened(plan: Document) -> None:
    into_log(plan, b"")
    quarantine = quarantined(plan)
    good = quarantines.last_good(quarantine)
    into_log(plan, b"\x00\x00")
    with pytest.raises(Conflict):
        quarantines.reopen(quarantine, good, actor=None, reason="late")
    assert not SetAside.objects.exists()
    with pytest.raises(Quarantined):
        state.load(plan.pk)


# -- after a repair


def test_a_repaired_document_is_served_again(plan: Document) -> None:
    bad = into_log(plan, b"")
    quarantine = quarantined(plan)
    with pytest.raises(Conflict, match="does not read"):
        quarantines.check_again(quarantine, actor=None)
    repaired = b"\x00\x00"
    Update.objects.filter(document=plan, seq=bad).update(
        payload=repaired, digest=rows.digest(repaired)
    )
    quarantines.check_again(quarantine, actor=None)
    assert paragraphs(plan) == ["one", "two"]
    assert Event.objects.get(kind="quarantine.ended").document == plan.pk


def test_a_document_may_be_quarantined_again(plan: Document) -> None:
    for _ in range(2):
        into_log(plan, b"")
        reopen(quarantined(plan))
    assert paragraphs(plan) == ["one", "two"]
    assert Quarantine.objects.exclude(ended=None).count() == 2
