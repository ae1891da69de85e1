"""The commit of plain typing: fewer statements, and the same outcomes as the one that judges."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError

from documents.access import Role
from documents.models import Document, DocumentAccess, Update
from documents.store import documents, log, recovery, roles, rows
from documents.store.events import Origin
from documents.store.log import Addition, Draft, Outcome

pytestmark = pytest.mark.django_db(transaction=True)

HI = bytes.fromhex("010101000401017402686900")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
BY_SYSTEM = Origin("system")


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def bob() -> User:
    return User.objects.create_user("bob")


def made(ada: User, bob: User) -> Document:
    document = documents.create("Plan", ada)
    roles.grant(document.pk, bob, Role.EDITOR, BY_SYSTEM)
    Document.objects.filter(pk=document.pk).update(updated=LONG_AGO)
    return document


def typed(document: Document, *users: User) -> Draft:
    """What a room commits for people who go on typing."""
    head = rows.heads([document.pk])[document.pk]
    additions = [Addition(f"user:{user.pk}", HI, [(1, 0, 2)]) for user in users]
    return Draft(document.pk, head, additions, {}, touches=False)


def shape(outcome: Outcome) -> tuple[object, ...]:
    missing = [(row.seq, row.payload, row.author) for row in outcome.missing]
    return (
        outcome.head, missing, list(outcome.appended), outcome.refused, outcome.contended,
        {one.principal for one in outcome.lapsed},
    )  # fmt: skip


def nothing(_: Document) -> None:
    pass


def append(document: Document) -> None:
    log.append(document.pk, bytes.fromhex("010109000401017402686900"), "system")


def collide(document: Document) -> None:
    log.append(document.pk, HI, "system")


def revoke(document: Document) -> None:
    roles.revoke(document.pk, DocumentAccess.objects.get(document=document).pk, BY_SYSTEM)


def trash(document: Document) -> None:
    documents.trash(document.pk, BY_SYSTEM)


def delete(document: Document) -> None:
    Document.objects.filter(pk=document.pk).delete()


def disable(_: Document) -> None:
    User.objects.filter(username="bob").update(is_active=False)


def replace_content(document: Document) -> None:
    Document.objects.filter(pk=document.pk).update(epoch=2)


def remove(document: Document) -> None:
    Document.objects.filter(pk=document.pk).update(removals=1)


def recover(document: Document) -> None:
    recovery.open_window(timedelta(hours=1), document.pk)


@pytest.mark.parametrize(
    "change",
    [nothing, append, collide, revoke, trash, delete, disable, replace_content, remove, recover],
)
def test_the_outcome_is_that_of_a_commit_that_judges(
    change: Callable[[Document], None], ada: User, bob: User
) -> None:
    drafts = [typed(made(ada, bob), ada, bob) for _ in range(2)]
    for draft in drafts:
        change(Document(pk=draft.document_id))
    (quick,) = log.commit(drafts[:1])
    (judged,) = log.commit([replace(drafts[1], claims={99: f"user:{ada.pk}"})])
    assert shape(quick) == shape(judged)


@pytest.mark.parametrize("change", [append, collide, revoke, disable])
def test_what_others_do_to_one_document_holds_no_other_up(
    change: Callable[[Document], None], ada: User, bob: User
) -> None:
    drafts = [typed(made(ada, bob), ada, bob) for _ in range(3)]
    change(Document(pk=drafts[1].document_id))
    outcomes = log.commit(drafts)
    stored = [rows.heads([draft.document_id])[draft.document_id].seq for draft in drafts]
    assert [outcome.head.seq for outcome in outcomes if outcome.head] == stored
    assert all(outcome.appended for outcome in (outcomes[0], outcomes[2]))


def test_typing_leaves_the_time_of_change(ada: User, bob: User) -> None:
    plan = made(ada, bob)
    log.commit([typed(plan, ada)])
    plan.refresh_from_db()
    assert (plan.head, plan.updated) == (1, LONG_AGO)
    log.commit([replace(typed(plan, ada), touches=True)])
    plan.refresh_from_db()
    assert plan.head == 2
    assert plan.updated > LONG_AGO


def test_a_failure_leaves_nothing_behind(ada: User, bob: User) -> None:
    plans = [made(ada, bob) for _ in range(2)]
    drafts = [typed(plan, ada) for plan in plans]
    in_the_way = Update.objects.create(
        document=plans[1], seq=1, payload=HI, digest=rows.digest(HI), author="system"
    )
    with pytest.raises(IntegrityError):
        log.commit(drafts)
    assert {head.seq for head in rows.heads(plan.pk for plan in plans).values()} == {0}
    in_the_way.delete()
    outcomes = log.commit(drafts)
    assert [[row.seq for row in outcome.appended] for outcome in outcomes] == [[1], [1]]


def test_one_document_that_is_not_as_expected_leaves_nothing_half_done(
    ada: User, bob: User
) -> None:
    plans = [made(ada, bob) for _ in range(3)]
    drafts = [typed(plan, ada) for plan in plans]
    append(plans[1])
    outcomes = log.commit(drafts)
    assert [[row.seq for row in outcome.appended] for outcome in outcomes] == [[1], [2], [1]]
    assert [outcome.head.seq for outcome in outcomes if outcome.head] == [1, 2, 1]
    assert [Update.objects.filter(document=plan).count() for plan in plans] == [1, 2, 1]
