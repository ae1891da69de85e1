import pytest
from django.contrib.auth.models import User

from documents import services
from documents.models import Document, Snapshot
from documents.store import documents
from documents.store.errors import InTrash
from documents.store.events import Origin

from .writing import write, written


def test_a_snapshot_holds_what_is_committed_now(plan: Document) -> None:
    write(plan.pk, "first", author="user:2")
    write(plan.pk, "second", author="user:1")
    taken = services.take_snapshot(plan, actor=plan.owner, label="Draft")
    write(plan.pk, "third")
    taken.refresh_from_db()
    assert written(bytes(taken.state)) == ["first", "second"]
    assert (taken.reason, taken.label, taken.seq) == ("named", "Draft", 2)
    assert taken.size == len(bytes(taken.state))


def test_its_contributors_are_those_since_the_one_before(plan: Document) -> None:
    write(plan.pk, "first", author="user:2")
    write(plan.pk, "second", author="user:1")
    write(plan.pk, "third", author="user:2")
    first = services.take_snapshot(plan, actor=None, label="1")
    write(plan.pk, "fourth", author="user:3")
    second = services.take_snapshot(plan, actor=None, label="2")
    third = services.take_snapshot(plan, actor=None, label="3")
    found = [first.contributors, second.contributors, third.contributors]
    assert found == [["user:1", "user:2"], ["user:3"], []]


def test_an_empty_document_has_snapshots_too(plan: Document) -> None:
    taken = services.take_snapshot(plan, actor=plan.owner, label="Nothing yet")
    assert (taken.seq, written(bytes(taken.state))) == (0, [])


@pytest.mark.parametrize("who", ["commenter", "reader", "stranger"])
def test_who_may_not_write_takes_none(people: dict[str, User], plan: Document, who: str) -> None:
    with pytest.raises(services.Forbidden):
        services.take_snapshot(plan, actor=people[who], label="Draft")
    assert not Snapshot.objects.exists()


def test_none_is_taken_in_the_trash(plan: Document) -> None:
    documents.trash(plan.pk, Origin())
    with pytest.raises(InTrash):
        services.take_snapshot(plan, actor=plan.owner, label="Draft")
