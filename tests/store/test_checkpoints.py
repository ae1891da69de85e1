"""Checkpoints stand for a prefix of the log, and readers never see the seam."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from pycrdt import Doc, Text

from documents.models import Checkpoint, ClientAuthor, Document, Update
from documents.protocol import crdt
from documents.store import (
    bases,
    checkpoints,
    contributors,
    documents,
    log,
    rows,
    snapshots,
    state,
)
from documents.store.bases import NO_BASE, Base
from documents.store.checkpoints import Compacted
from documents.store.errors import Corrupt

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Document:
    """A document with three rows."""
    made = documents.create("Plan", User.objects.create_user("ada"))
    doc = Doc[Any](client_id=1)
    doc.observe(lambda event: _append(made, event.update))
    for text in "abc":
        doc.get("t", type=Text).insert(0, text)
    return made


def _append(document: Document, update: bytes) -> None:
    with transaction.atomic():
        log.append(document.pk, update, "user:1")
        ClientAuthor.objects.all().delete()


def compacted(document: Document, seq: int) -> Compacted:
    """What a worker would make of the rows up to `seq`."""
    payload = crdt.merge([row.payload for row in rows.after(document.pk, 0) if row.seq <= seq])
    base = Base(seq, payload, b"\x01\x01" + bytes([seq]), b"\x00", b"who")
    return Compacted(base, canonical=True, text="abc")


def test_a_checkpoint_takes_the_place_of_exactly_its_rows(plan: Document) -> None:
    before = state.read_state(plan.pk)
    assert checkpoints.replace(plan.pk, 0, compacted(plan, 2))
    assert list(Update.objects.values_list("seq", flat=True)) == [3]
    after = state.read_state(plan.pk)
    assert (after.seq, after.payload) == (before.seq, before.payload)
    plan.refresh_from_db()
    assert plan.text == "abc"


def test_it_remembers_who_wrote_since_the_last_snapshot(plan: Document) -> None:
    assert contributors.since_last_snapshot(plan.pk) == ["user:1"]
    checkpoints.replace(plan.pk, 0, compacted(plan, 2))
    assert contributors.since_last_snapshot(plan.pk) == ["user:1"]
    again = compacted(plan, 3)
    checkpoints.replace(plan.pk, 2, again)
    assert contributors.since_last_snapshot(plan.pk) == ["user:1"]
    snapshots.take(state.read_state(plan.pk), "named")
    assert contributors.since_last_snapshot(plan.pk) == []


def test_the_second_of_two_compactions_changes_nothing(plan: Document) -> None:
    first, second = compacted(plan, 2), compacted(plan, 3)
    assert checkpoints.replace(plan.pk, 0, first)
    assert not checkpoints.replace(plan.pk, 0, second)
    assert Checkpoint.objects.get().seq == 2


def test_a_checkpoint_of_a_checkpoint_continues(plan: Document) -> None:
    second = compacted(plan, 3)
    checkpoints.replace(plan.pk, 0, compacted(plan, 2))
    assert checkpoints.replace(plan.pk, 2, second)
    assert not Update.objects.exists()
    assert state.load(plan.pk).known.clocks == {1: 3}


def test_what_a_room_loads_is_the_same_before_and_after(plan: Document) -> None:
    before = state.load(plan.pk)
    checkpoints.replace(plan.pk, 0, compacted(plan, 2))
    after = state.load(plan.pk)
    assert (before.known.clocks, before.head) == (after.known.clocks, after.head)
    assert [row.seq for row in after.tail] == [3]


def test_news_after_a_compaction_bring_the_checkpoint(plan: Document) -> None:
    checkpoints.replace(plan.pk, 0, compacted(plan, 3))
    head, news, _ = state.news(plan.pk, 1, 1, 0)
    assert (head.seq, [row.seq for row in news]) == (3, [3])


def test_a_damaged_checkpoint_is_noticed(plan: Document) -> None:
    checkpoints.replace(plan.pk, 0, compacted(plan, 2))
    Checkpoint.objects.update(state=b"\x00\x00")
    with pytest.raises(Corrupt):
        state.read_state(plan.pk)


def test_a_document_without_content_starts_from_nothing(plan: Document) -> None:
    assert bases.read(plan.pk) == NO_BASE
