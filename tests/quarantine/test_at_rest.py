"""What does not read is found when it is read from the database, before pycrdt sees it."""

from collections.abc import Callable
from typing import Any

import pytest

from documents.content.attribution import Written
from documents.content.compaction import compact
from documents.models import Checkpoint, Document, Event, Quarantine, Snapshot, Update
from documents.protocol import crdt
from documents.protocol.updates import EMPTY
from documents.store import bases, log, rows, snapshots, state
from documents.store.errors import Corrupt, CorruptSnapshot, Quarantined
from documents.store.log import Addition, Draft

from ..protocol.hostile import ROWS, Answer
from ..protocol.hostile import Row as Hostile
from ..services.writing import write, written
from .poison import HARMFUL, MALFORMED, into_checkpoint, into_log, into_snapshot

pytestmark = pytest.mark.django_db

Reader = Callable[[Any], Any]


def news(document_id: Any) -> Any:
    return state.news(document_id, 2, 1, 0)


def paragraphs(document: Document) -> list[str]:
    return written(state.read_state(document.pk).payload)


def require_quarantine(place: str, seq: int | None) -> None:
    noted = Quarantine.objects.get()
    assert (noted.place, noted.seq, noted.ended) == (place, seq, None)
    told = Event.objects.get(kind="document.quarantined").detail
    assert (told["place"], told["seq"]) == (place, seq)


# -- rows of the log


@pytest.mark.parametrize("row", HARMFUL, ids=lambda row: row.id)
@pytest.mark.parametrize("read", [state.load, state.read_state])
def test_a_harmful_row_is_found(plan: Document, row: Hostile, read: Reader) -> None:
    seq = into_log(plan, row.update)
    with pytest.raises(Corrupt):
        read(plan.pk)
    require_quarantine("row", seq)


@pytest.mark.parametrize("row", MALFORMED, ids=lambda row: row.id)
def test_an_open_room_finds_it_among_the_news(plan: Document, row: Hostile) -> None:
    seq = into_log(plan, row.update)
    with pytest.raises(Corrupt):
        news(plan.pk)
    require_quarantine("row", seq)


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.answer is Answer.PASS], ids=lambda row: row.id
)
def test_what_is_legal_is_read(plan: Document, row: Hostile) -> None:
    into_log(plan, row.update)
    for read in (state.load, state.read_state, news):
        read(plan.pk)
    assert not Quarantine.objects.exists()


@pytest.mark.parametrize("read", [state.load, state.read_state, news])
def test_a_row_whose_bytes_have_changed_is_found(plan: Document, read: Reader) -> None:
    seq = into_log(plan, EMPTY, digest=b"\x00" * 16)
    with pytest.raises(Corrupt):
        read(plan.pk)
    require_quarantine("row", seq)


def test_a_hole_is_found(plan: Document) -> None:
    write(plan.pk, "three")
    Update.objects.filter(document=plan, seq=2).delete()
    with pytest.raises(Corrupt):
        state.load(plan.pk)
    require_quarantine("log", 3)


def test_rows_of_one_commit_may_build_on_each_other(plan: Document) -> None:
    """Some clients show each other what they type before the server has committed it."""
    # Two people in turn, each behind what the other typed: 7 types "a", 8 "b", 7 "c", 8 "d".
    seven = bytes.fromhex("01020700040101740161840800016300")
    eight = bytes.fromhex("010208008407000162840701016400")
    for payload in (seven, eight):
        into_log(plan, payload)
    assert state.load(plan.pk).known.clocks[7] == 2
    state.read_state(plan.pk)


def test_the_first_fault_is_written_down_and_no_other(plan: Document) -> None:
    seq = into_log(plan, b"")
    into_log(plan, b"\x00")
    with pytest.raises(Corrupt):
        state.read_state(plan.pk)
    for read in (state.load, state.read_state, news):
        with pytest.raises(Quarantined):
            read(plan.pk)
    require_quarantine("row", seq)


def test_other_documents_are_fine(plan: Document, other: Document) -> None:
    into_log(plan, b"")
    with pytest.raises(Corrupt):
        state.read_state(plan.pk)
    assert paragraphs(other) == ["fine"]
    write(other.pk, "still")
    assert paragraphs(other) == ["fine", "still"]


@pytest.mark.parametrize("row", MALFORMED, ids=lambda row: row.id)
def test_nothing_is_committed_beside_a_row_that_does_not_read(plan: Document, row: Hostile) -> None:
    seen = rows.heads([plan.pk])[plan.pk]
    into_log(plan, row.update)
    payload = bytes.fromhex("010109000401017402686900")
    edit = Draft(plan.pk, seen, [Addition("system", payload, [(9, 0, 2)])], {9: "system"})
    (outcome,) = log.commit([edit])
    assert outcome.contended
    assert not outcome.appended


def test_nothing_is_committed_to_a_document_in_quarantine(plan: Document) -> None:
    seen = rows.heads([plan.pk])[plan.pk]
    Document.objects.filter(pk=plan.pk).update(quarantine=1)
    payload = bytes.fromhex("010109000401017402686900")
    edit = Draft(plan.pk, seen, [Addition("system", payload, [(9, 0, 2)])], {9: "system"})
    (outcome,) = log.commit([edit])
    assert outcome.contended


# -- checkpoints


@pytest.mark.parametrize("row", HARMFUL, ids=lambda row: row.id)
@pytest.mark.parametrize("read", [state.load, state.read_state])
def test_a_harmful_checkpoint_is_found(plan: Document, row: Hostile, read: Reader) -> None:
    into_checkpoint(plan, row.update)
    with pytest.raises(Corrupt):
        read(plan.pk)
    require_quarantine("checkpoint", plan.head)


def checkpointed(document: Document) -> Checkpoint:
    """The document with a checkpoint as compaction makes it."""
    found = [Written(bytes(u.payload), u.author, 0) for u in document.log.all()]
    made = compact(EMPTY, found)
    into_checkpoint(
        document,
        made.state,
        clocks=made.vector,
        deletes=made.deletes,
        attribution=made.attribution,
    )
    return Checkpoint.objects.get(document=document)


def test_an_honest_checkpoint_is_read(plan: Document) -> None:
    checkpointed(plan)
    assert paragraphs(plan) == ["one", "two"]
    assert state.load(plan.pk).known.clocks


MARKS = [row for row in HARMFUL if row.id != "U02"]  # which says that nothing is deleted: true


@pytest.mark.parametrize("row", MARKS, ids=lambda row: row.id)
@pytest.mark.parametrize("field", ["clocks", "deletes"])
def test_a_checkpoint_with_marks_that_do_not_read_is_found(
    plan: Document, row: Hostile, field: str
) -> None:
    checkpointed(plan)
    Checkpoint.objects.update(**{field: row.update})
    with pytest.raises(Corrupt):
        state.load(plan.pk)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("clocks", b"\x00"),
        ("clocks", b"\x01\x07\x05"),
        ("deletes", b"\x01\x07\x01\x00\x01"),
        ("deletes", b"\x00\x00"),
    ],
)
def test_a_checkpoint_with_the_marks_of_another_state_is_found(
    plan: Document, field: str, value: bytes
) -> None:
    """Wrong clocks would swallow what people type next."""
    checkpointed(plan)
    Checkpoint.objects.update(**{field: value})
    with pytest.raises(Corrupt):
        state.load(plan.pk)
    require_quarantine("checkpoint", plan.head)


def test_a_checkpoint_is_judged_once(plan: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpointed(plan)
    state.load(plan.pk)

    def never(_: object) -> None:
        raise AssertionError("judged again")

    monkeypatch.setattr(bases, "_judge", never)
    assert paragraphs(plan) == ["one", "two"]


def test_a_checkpoint_that_was_changed_after_it_was_judged_is_found(plan: Document) -> None:
    kept = checkpointed(plan)
    state.load(plan.pk)
    changed = bytes(kept.state)[:-1]
    Checkpoint.objects.update(state=changed, digest=rows.digest(changed))
    with pytest.raises(Corrupt):
        state.load(plan.pk)


# -- snapshots


@pytest.mark.parametrize("row", MALFORMED, ids=lambda row: row.id)
def test_a_harmful_snapshot_harms_nobody_and_no_document(plan: Document, row: Hostile) -> None:
    kept = into_snapshot(plan, row.update)
    with pytest.raises(CorruptSnapshot):
        snapshots.read(kept)
    assert paragraphs(plan) == ["one", "two"]
    assert not Quarantine.objects.exists()


def test_an_honest_snapshot_is_read(plan: Document) -> None:
    kept = snapshots.take(state.read_state(plan.pk), Snapshot.Reason.NAMED)
    assert written(snapshots.read(kept)) == ["one", "two"]
    assert crdt.mergeable(snapshots.read(kept))
