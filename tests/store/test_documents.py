import uuid

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.models import Document, Event
from documents.store import documents
from documents.store.errors import DocumentNotFound, InTrash, NotInTrash
from documents.store.events import Origin

pytestmark = pytest.mark.django_db

BY_TEST = Origin("user:0")


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def plan(ada: User) -> Document:
    return documents.create("Plan", ada)


def test_a_new_document_has_its_title_and_owner_and_no_content(ada: User, plan: Document) -> None:
    assert (plan.title, plan.owner, plan.head, plan.trashed) == ("Plan", ada, 0, None)
    assert plan.created == plan.updated


def test_the_owner_finds_their_document(ada: User, plan: Document) -> None:
    assert documents.find(ada, plan.pk) == plan


def test_unknown_and_invisible_documents_are_the_same(plan: Document) -> None:
    bob = User.objects.create_user("bob")
    with CaptureQueriesContext(connection) as unknown, pytest.raises(DocumentNotFound):
        documents.find(bob, uuid.uuid4())
    with CaptureQueriesContext(connection) as invisible, pytest.raises(DocumentNotFound):
        documents.find(bob, plan.pk)
    assert len(unknown) == len(invisible) == 1


def test_an_anonymous_user_finds_nothing(plan: Document) -> None:
    with pytest.raises(DocumentNotFound):
        documents.find(AnonymousUser(), plan.pk)


def test_a_rename_changes_the_title_alone(plan: Document) -> None:
    Document.objects.filter(pk=plan.pk).update(head=7)
    documents.rename(plan.pk, "Better plan")
    plan.refresh_from_db()
    assert (plan.title, plan.head) == ("Better plan", 7)


def test_the_trash_takes_a_document_once(plan: Document) -> None:
    documents.trash(plan.pk, BY_TEST)
    with pytest.raises(InTrash):
        documents.trash(plan.pk, BY_TEST)
    assert [event.kind for event in Event.objects.all()] == ["document.trashed"]


def test_a_document_in_the_trash_keeps_its_title(plan: Document) -> None:
    documents.trash(plan.pk, BY_TEST)
    with pytest.raises(InTrash):
        documents.rename(plan.pk, "Other")
    plan.refresh_from_db()
    assert plan.title == "Plan"


def test_a_document_comes_back_from_the_trash_once(plan: Document) -> None:
    documents.trash(plan.pk, BY_TEST)
    documents.recover(plan.pk, BY_TEST)
    plan.refresh_from_db()
    assert plan.trashed is None
    with pytest.raises(NotInTrash):
        documents.recover(plan.pk, BY_TEST)


def test_a_document_that_is_gone_is_not_found() -> None:
    with pytest.raises(DocumentNotFound):
        documents.rename(uuid.uuid4(), "Title")


def test_only_what_is_there_can_be_locked(plan: Document) -> None:
    documents.lock(plan.pk)
    with pytest.raises(DocumentNotFound):
        documents.lock(uuid.uuid4())
