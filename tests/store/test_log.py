"""The log: no holes, no doubles, and nothing appended against a stale view."""

import threading
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction
from pycrdt import Doc, Text

from documents.access import Role
from documents.models import ClientAuthor, Document, Update
from documents.protocol.errors import ProtocolError
from documents.store import documents, log, roles, rows, state
from documents.store.errors import Conflict, Corrupt, DocumentNotFound
from documents.store.events import Origin
from documents.store.log import Addition, Draft
from documents.store.rows import Head

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def plan(ada: User) -> Document:
    return documents.create("Plan", ada)


def edits(client_id: int, *texts: str) -> list[bytes]:
    """The updates of somebody who types `texts` one after the other."""
    doc = Doc[Any](client_id=client_id)
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(event.update))
    for text in texts:
        doc.get("t", type=Text).insert(0, text)
    return updates


def text_of(document: Document) -> str:
    doc = Doc[Any]()
    doc.apply_update(state.read_state(document.pk).payload)
    return str(doc.get("t", type=Text))


def draft(document: Document, author: str, client_id: int, *updates: bytes, **head: Any) -> Draft:
    """What a room would commit that has read the log as it is, or up to `seq`."""
    known = rows.heads([document.pk])[document.pk]
    known = Head(
        head.get("seq", known.seq),
        head.get("version", known.access_version),
        head.get("epoch", known.epoch),
        trashed=False,
    )
    additions = [Addition(author, update, [(client_id, 0, 1)]) for update in updates]
    return Draft(document.pk, known, additions, {client_id: author})


def test_a_commit_appends_one_row_for_each_author_in_order(plan: Document, ada: User) -> None:
    me, other = f"user:{ada.pk}", "system"
    (a1, a2), (b1,) = edits(1, "a", "b"), edits(2, "c")
    wanted = Draft(
        plan.pk,
        rows.heads([plan.pk])[plan.pk],
        [Addition(me, a1, [(1, 0, 1)]), Addition(other, b1, []), Addition(me, a2, [(1, 1, 1)])],
        {1: me},
    )
    (outcome,) = log.commit([wanted])
    assert [(row.seq, row.author) for row in outcome.appended] == [(1, me), (2, other)]
    assert outcome.head is not None
    assert outcome.head.seq == 2
    assert sorted(text_of(plan)) == ["a", "b", "c"]
    assert dict(ClientAuthor.objects.values_list("client_id", "principal")) == {1: me}


def test_one_transaction_commits_many_documents(ada: User) -> None:
    made = [documents.create(str(i), ada) for i in range(5)]
    outcomes = log.commit([draft(d, f"user:{ada.pk}", 1, *edits(1, "x")) for d in made])
    assert [outcome.head.seq for outcome in outcomes if outcome.head] == [1] * 5
    assert {text_of(document) for document in made} == {"x"}


def test_rows_of_others_come_back_and_ours_follow_them(plan: Document, ada: User) -> None:
    me = f"user:{ada.pk}"
    log.commit([draft(plan, me, 1, *edits(1, "first"))])
    (outcome,) = log.commit([draft(plan, me, 2, *edits(2, "second"), seq=0)])
    assert ([r.seq for r in outcome.missing], [r.seq for r in outcome.appended]) == ([1], [2])
    assert not outcome.contended


def test_a_commit_whose_outcome_was_unknown_is_not_appended_twice(
    plan: Document, ada: User
) -> None:
    wanted = draft(plan, f"user:{ada.pk}", 1, *edits(1, "once"))
    log.commit([wanted])
    (again,) = log.commit([wanted])
    assert again.contended
    assert [row.seq for row in again.missing] == [1]
    assert Update.objects.count() == 1


def test_a_client_id_of_somebody_else_is_not_appended(plan: Document, ada: User) -> None:
    log.commit([draft(plan, f"user:{ada.pk}", 1, *edits(1, "mine"))])
    (outcome,) = log.commit([draft(plan, "user:66", 1, *edits(1, "EVIL"))])
    assert outcome.contended
    assert outcome.owners == {1: f"user:{ada.pk}"}
    assert text_of(plan) == "mine"


def test_who_lost_the_right_to_write_is_refused_inside_the_commit(
    plan: Document, ada: User
) -> None:
    bob = User.objects.create_user("bob")
    access, _ = roles.grant(plan.pk, bob, Role.EDITOR, Origin("system"))
    before = rows.heads([plan.pk])[plan.pk]
    roles.revoke(plan.pk, access.pk, Origin("system"))
    late = draft(plan, f"user:{bob.pk}", 2, *edits(2, "EVIL"), version=before.access_version)
    (outcome,) = log.commit([late])
    assert outcome.refused == {f"user:{bob.pk}"}
    assert (outcome.appended, text_of(plan)) == ([], "")
    assert not ClientAuthor.objects.exists()


def test_a_trashed_document_takes_nothing(plan: Document, ada: User) -> None:
    late = draft(plan, f"user:{ada.pk}", 1, *edits(1, "late"))
    documents.trash(plan.pk, Origin("system"))
    (outcome,) = log.commit([late])
    assert outcome.refused == {f"user:{ada.pk}"}
    assert not Update.objects.exists()


def test_a_document_that_is_gone_has_no_head(plan: Document, ada: User) -> None:
    late = draft(plan, f"user:{ada.pk}", 1, *edits(1, "late"))
    plan.delete()
    (outcome,) = log.commit([late])
    assert outcome.head is None


def test_a_failed_transaction_leaves_no_hole(
    plan: Document, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = f"user:{ada.pk}"

    def fail(_: Any) -> None:
        raise OperationalError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(rows, "advance", fail)
        with pytest.raises(OperationalError):
            log.commit([draft(plan, me, 1, *edits(1, "x"))])
    assert not Update.objects.exists()
    (outcome,) = log.commit([draft(plan, me, 1, *edits(1, "x"))])
    assert [row.seq for row in outcome.appended] == [1]


def test_an_update_that_cannot_be_merged_fails_before_the_transaction(
    plan: Document, ada: User
) -> None:
    with pytest.raises(ValueError, match="cannot be merged"):
        log.commit([draft(plan, f"user:{ada.pk}", 1, b"\xff")])
    assert not Update.objects.exists()


def test_writers_in_many_threads_leave_no_hole_and_no_double(plan: Document, ada: User) -> None:
    def write(client_id: int) -> None:
        for update in edits(client_id, *"abcde"):
            with transaction.atomic():
                log.append(plan.pk, update, f"user:{client_id}")
                ClientAuthor.objects.all().delete()
        connection.close()

    threads = [threading.Thread(target=write, args=[i]) for i in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Update.objects.values_list("seq", flat=True)) == list(range(1, 21))
    assert sorted(text_of(plan)) == sorted("abcde" * 4)


def test_an_edit_by_the_server_is_guarded(plan: Document) -> None:
    with pytest.raises(ProtocolError), transaction.atomic():
        log.append(plan.pk, b"\x01\x01\x01", "system")


def test_an_edit_by_the_server_needs_a_client_id_of_its_own(plan: Document, ada: User) -> None:
    log.commit([draft(plan, f"user:{ada.pk}", 1, *edits(1, "mine"))])
    with pytest.raises(Conflict), transaction.atomic():
        log.append(plan.pk, edits(1, "other")[0], "system")


def test_an_edit_of_an_unknown_document_is_refused() -> None:
    with pytest.raises(DocumentNotFound), transaction.atomic():
        log.append(uuid.uuid4(), edits(1, "x")[0], "system")


def test_a_damaged_row_is_noticed(plan: Document, ada: User) -> None:
    log.commit([draft(plan, f"user:{ada.pk}", 1, *edits(1, "x"))])
    Update.objects.update(payload=edits(1, "y")[0])
    with pytest.raises(Corrupt):
        state.read_state(plan.pk)


def test_a_hole_in_the_log_is_noticed(plan: Document, ada: User) -> None:
    for number, update in enumerate(edits(1, *"abc")):
        log.commit([draft(plan, f"user:{ada.pk}", 1, update, seq=number)])
    Update.objects.filter(seq=2).delete()
    with pytest.raises(Corrupt):
        state.read_state(plan.pk)
