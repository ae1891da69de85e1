"""What is typed into a paragraph while a restore removes it: the version before has it."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from documents import services, workers
from documents.models import Document, Event, Snapshot
from documents.store import snapshots
from documents.store.state import read_state

from .writing import Writer, write, written


@pytest.fixture
def old(plan: Document) -> Snapshot:
    """A snapshot of the first paragraph; by now there are two more."""
    write(plan.pk, "first")
    taken = snapshots.take(read_state(plan.pk), "named", label="Draft")
    write(plan.pk, "second", "third")
    return taken


@pytest.fixture
def ada(plan: Document, old: Snapshot, people: dict[str, User]) -> Writer:
    return Writer(plan.pk, f"user:{people['editor'].pk}")


@pytest.fixture
def grace(plan: Document, old: Snapshot) -> Writer:
    return Writer(plan.pk, f"user:{plan.owner_id}")


def text(document: Document) -> list[str]:
    return written(read_state(document.pk).payload)


def restore(old: Snapshot) -> Snapshot:
    before = services.restore_snapshot(old, actor=None).before
    assert before is not None
    return before


def kept(before: Snapshot) -> list[str]:
    before.refresh_from_db()
    return written(bytes(before.state))


def test_words_typed_into_a_paragraph_that_is_gone_join_the_version_before(
    plan: Document, old: Snapshot, ada: Writer, grace: Writer
) -> None:
    before = restore(old)
    ada.type(1, " word")
    grace.type(2, " deed")
    ada.type(1, " by word")
    assert text(plan) == ["first"]
    assert kept(before) == ["first", "second word by word", "third deed"]
    assert before.size == len(bytes(before.state))
    assert len(before.contributors) == 2


def test_what_is_typed_into_a_paragraph_that_stays_is_in_the_document_alone(
    plan: Document, old: Snapshot, ada: Writer
) -> None:
    before = restore(old)
    ada.type(0, " word")
    assert text(plan) == ["first word"]
    assert kept(before) == ["first", "second", "third"]


def test_somebody_who_was_elsewhere_first_is_not_forgotten(
    plan: Document, old: Snapshot, ada: Writer
) -> None:
    before = restore(old)
    ada.type(0, " word")
    ada.type(1, " word")
    assert text(plan) == ["first word"]
    assert kept(before) == ["first word", "second word", "third"]


def test_corrections_are_made_there_too(plan: Document, old: Snapshot, ada: Writer) -> None:
    before = restore(old)
    ada.type(1, " wrod")
    ada.erase(1, 3)
    ada.type(1, "ord")
    assert kept(before) == ["first", "second word", "third"]


def test_who_has_seen_the_restore_writes_into_the_document_alone(
    plan: Document, old: Snapshot, ada: Writer
) -> None:
    before = restore(old)
    ada.type(1, " word")
    ada.hear()
    ada.type(0, " sentence")
    assert text(plan) == ["first sentence"]
    assert kept(before) == ["first", "second word", "third"]


def test_one_message_may_hold_what_came_before_and_after(
    plan: Document, old: Snapshot, ada: Writer
) -> None:
    before = restore(old)
    restore(before)
    ada.write(1, " word")
    earlier = ada.unsent()
    ada.hear()
    ada.write(1, " sentence")
    ada.send(earlier)
    assert text(plan) == ["first", "second sentence", "third"]
    assert kept(before) == ["first", "second word", "third"]


def test_typing_goes_on_where_it_went_while_the_restore_was_computed(
    plan: Document, old: Snapshot, ada: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = workers.run

    def type_meanwhile(*args: Any) -> Any:
        update: Any = run(*args)
        ada.type(1, " word")
        return update

    monkeypatch.setattr(workers, "run", type_meanwhile)
    before = restore(old)
    ada.type(1, " by word")
    assert kept(before) == ["first", "second word by word", "third"]


def test_each_restore_keeps_what_it_removed(plan: Document, old: Snapshot, ada: Writer) -> None:
    first = restore(old)
    write(plan.pk, "fourth")
    second = restore(old)
    ada.type(1, " word")
    assert kept(first) == ["first", "second word", "third"]
    assert kept(second) == ["first", "fourth"]


def test_the_audit_says_that_the_version_grew(plan: Document, old: Snapshot, ada: Writer) -> None:
    before = restore(old)
    ada.type(1, " word")
    grown = Event.objects.get(kind="snapshot.completed")
    assert (grown.document, grown.detail) == (plan.pk, {"snapshot": before.pk})
    assert grown.principal == before.__class__.objects.get(pk=before.pk).contributors[-1]
