import hashlib
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from documents import relay, services, workers
from documents.models import Document, Event, Snapshot
from documents.store import documents, events, snapshots
from documents.store.errors import InTrash, RestoredMeanwhile
from documents.store.events import Origin
from documents.store.state import read_state

from .writing import write, written


@pytest.fixture
def old(plan: Document) -> Snapshot:
    """A snapshot of the first paragraph; by now there is a second."""
    write(plan.pk, "first")
    taken = snapshots.take(read_state(plan.pk), "named", label="Draft")
    write(plan.pk, "second", author="user:2")
    return taken


def text(document: Document) -> list[str]:
    return written(read_state(document.pk).payload)


def test_the_content_is_the_snapshots_again(plan: Document, old: Snapshot) -> None:
    assert text(plan) == ["first", "second"]
    restored = services.restore_snapshot(old, actor=plan.owner)
    assert text(plan) == ["first"]
    assert (restored.changed, restored.seq) == (True, 3)


def test_what_was_there_is_kept_in_a_snapshot(plan: Document, old: Snapshot) -> None:
    before = services.restore_snapshot(old, actor=plan.owner).before
    assert before is not None
    assert (before.reason, before.seq) == ("before-restore", 2)
    assert written(bytes(before.state)) == ["first", "second"]
    assert before.contributors == ["user:2"]


def test_a_restore_can_be_restored(plan: Document, old: Snapshot) -> None:
    before = services.restore_snapshot(old, actor=plan.owner).before
    assert before is not None
    services.restore_snapshot(before, actor=plan.owner)
    assert text(plan) == ["first", "second"]


def test_the_audit_row_says_who_what_when_and_why(plan: Document, old: Snapshot) -> None:
    sha256_before = hashlib.sha256(read_state(plan.pk).payload).hexdigest()
    restored = services.restore_snapshot(
        old, actor=plan.owner, reason="vandals", address="192.0.2.9"
    )
    sha256_after = hashlib.sha256(read_state(plan.pk).payload).hexdigest()
    event = Event.objects.get(kind="snapshot.restored")
    assert event.document == plan.pk
    assert event.principal == f"user:{plan.owner_id}"
    assert event.address == "192.0.2.9"
    assert event.created is not None
    assert restored.before is not None
    assert event.detail == {
        "snapshot": old.pk,
        "snapshot_seq": 1,
        "before": restored.before.pk,
        "from_seq": 2,
        "to_seq": 3,
        "sha256_before": sha256_before,
        "sha256_after": sha256_after,
        "reason": "vandals",
    }


def test_what_is_typed_during_a_restore_stays_and_is_in_the_snapshot_before(
    plan: Document, old: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = workers.run

    def type_meanwhile(*args: Any, **kwargs: Any) -> Any:
        update: Any = run(*args, **kwargs)
        write(plan.pk, "meanwhile")
        return update

    monkeypatch.setattr(workers, "run", type_meanwhile)
    restored = services.restore_snapshot(old, actor=plan.owner)
    assert restored.before is not None
    assert written(bytes(restored.before.state)) == ["first", "second", "meanwhile"]
    assert text(plan) == ["first", "meanwhile"]


def test_of_two_restores_at_once_the_second_is_a_conflict(
    plan: Document, old: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = workers.run

    def restore_meanwhile(*args: Any, **kwargs: Any) -> Any:
        update: Any = run(*args, **kwargs)
        monkeypatch.setattr(workers, "run", run)
        services.restore_snapshot(old, actor=None)
        return update

    monkeypatch.setattr(workers, "run", restore_meanwhile)
    with pytest.raises(RestoredMeanwhile):
        services.restore_snapshot(old, actor=plan.owner)
    assert Event.objects.filter(kind="snapshot.restored").count() == 1
    assert text(plan) == ["first"]


def test_a_restore_after_what_the_caller_has_looked_at_is_a_conflict(
    plan: Document, old: Snapshot
) -> None:
    looked_at = read_state(plan.pk).seq
    services.restore_snapshot(old, actor=None)
    write(plan.pk, "third")
    with pytest.raises(RestoredMeanwhile):
        services.restore_snapshot(old, actor=plan.owner, expected_head=looked_at)
    assert text(plan) == ["first", "third"]


def test_typing_after_what_the_caller_has_looked_at_is_no_conflict(
    plan: Document, old: Snapshot
) -> None:
    looked_at = read_state(plan.pk).seq
    write(plan.pk, "third")
    services.restore_snapshot(old, actor=plan.owner, expected_head=looked_at)
    assert text(plan) == ["first"]


def test_restores_one_after_the_other_are_no_conflict(plan: Document, old: Snapshot) -> None:
    services.restore_snapshot(old, actor=plan.owner)
    write(plan.pk, "third")
    services.restore_snapshot(old, actor=plan.owner)
    assert text(plan) == ["first"]


def test_restoring_what_is_there_already_writes_nothing(plan: Document, old: Snapshot) -> None:
    services.restore_snapshot(old, actor=plan.owner)
    again = services.restore_snapshot(old, actor=plan.owner)
    assert (again.changed, again.before, again.seq) == (False, None, 3)
    assert Event.objects.filter(kind="snapshot.restored").count() == 1
    assert Snapshot.objects.filter(reason="before-restore").count() == 1


def test_without_its_audit_row_a_restore_does_not_happen(
    plan: Document, old: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr(events, "record", fail)
    with pytest.raises(RuntimeError, match="no audit"):
        services.restore_snapshot(old, actor=plan.owner)
    assert text(plan) == ["first", "second"]
    assert not Snapshot.objects.filter(reason="before-restore").exists()


@pytest.mark.parametrize("who", ["commenter", "reader", "stranger"])
def test_who_may_not_write_may_not_restore(
    people: dict[str, User], plan: Document, old: Snapshot, who: str
) -> None:
    with pytest.raises(services.Forbidden):
        services.restore_snapshot(old, actor=people[who])
    assert text(plan) == ["first", "second"]


def test_staff_with_the_permission_may_restore(
    people: dict[str, User], plan: Document, old: Snapshot
) -> None:
    people["stranger"].user_permissions.add(Permission.objects.get(codename="restore_snapshot"))
    staff = User.objects.get(username="stranger")
    services.restore_snapshot(old, actor=staff)
    assert text(plan) == ["first"]


def test_the_server_itself_may_restore(plan: Document, old: Snapshot) -> None:
    services.restore_snapshot(old, actor=None)
    assert Event.objects.get(kind="snapshot.restored").principal == "system"


def test_nothing_is_restored_in_the_trash(plan: Document, old: Snapshot) -> None:
    documents.trash(plan.pk, Origin())
    with pytest.raises(InTrash):
        services.restore_snapshot(old, actor=plan.owner)
    assert text(plan) == ["first", "second"]


def test_open_editors_hear_of_it_after_the_commit(
    plan: Document,
    old: Snapshot,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    told: list[object] = []
    monkeypatch.setattr(relay, "hint", lambda *what: told.append(what))
    with django_capture_on_commit_callbacks(execute=True):
        services.restore_snapshot(old, actor=plan.owner)
        assert told == []
    assert told == [(plan.pk, {"kind": "restored", "snapshot": old.pk, "label": "Draft"})]


def test_a_relay_that_fails_undoes_nothing(
    plan: Document,
    old: Snapshot,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def fail(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(relay, "hint", fail)
    with django_capture_on_commit_callbacks(execute=True):
        services.restore_snapshot(old, actor=plan.owner)
    assert text(plan) == ["first"]


def test_each_restore_writes_as_a_client_that_is_new_to_the_document(
    plan: Document, old: Snapshot
) -> None:
    services.restore_snapshot(old, actor=plan.owner)
    with transaction.atomic():
        clients = set(plan.client_authors.values_list("client_id", flat=True))
    services.restore_snapshot(Snapshot.objects.get(reason="before-restore"), actor=plan.owner)
    later = set(plan.client_authors.values_list("client_id", flat=True))
    assert len(later) == len(clients) + 1
