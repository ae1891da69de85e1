from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from documents.access import Role
from documents.models import Document, DocumentAccess, Event
from documents.store import roles
from documents.store.events import Origin

from .addresses import document_form

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer


def save(client: Client, document: Document, *rows: dict[str, Any]) -> "Answer":
    """Post the document's form with these rows of access; those with an id are there already."""
    form: dict[str, Any] = {
        "title": document.title,
        "access-TOTAL_FORMS": len(rows),
        "access-INITIAL_FORMS": sum("id" in row for row in rows),
        "links-TOTAL_FORMS": 0,
        "links-INITIAL_FORMS": 0,
    }
    for number, row in enumerate(rows):
        form |= {f"access-{number}-{name}": value for name, value in row.items()}
    return client.post(document_form(document), form)


@pytest.fixture
def bob(db: None) -> User:
    return User.objects.create_user("bob")


@pytest.fixture
def bob_reads(plan: Document, bob: User) -> DocumentAccess:
    access, _ = roles.grant(plan.pk, bob, Role.READER, Origin())
    plan.refresh_from_db()
    return access


def test_a_role_for_a_user_is_audited_and_told_to_open_editors(
    root_client: Client,
    root: User,
    plan: Document,
    bob: User,
    hints: list[tuple[object, object]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    version = plan.access_version
    with django_capture_on_commit_callbacks(execute=True):
        answer = save(root_client, plan, {"user": bob.pk, "role": "editor"})
    assert answer.status_code == 302
    assert roles.role_of(bob, plan) is Role.EDITOR
    event = Event.objects.get(kind="access.granted")
    assert (event.principal, event.address) == (f"user:{root.pk}", "127.0.0.1")
    assert event.detail == {"user": str(bob.pk), "role": "editor"}
    plan.refresh_from_db()
    assert plan.access_version == version + 1
    assert hints == [(plan.pk, None)]


def test_a_role_for_a_group_reaches_its_members(
    root_client: Client, plan: Document, bob: User
) -> None:
    crew = Group.objects.create(name="crew")
    bob.groups.add(crew)
    save(root_client, plan, {"group": crew.pk, "role": "commenter"})
    assert roles.role_of(bob, plan) is Role.COMMENTER
    assert Event.objects.get(kind="access.granted").detail["group"] == str(crew.pk)


def test_another_role_takes_the_place_of_the_first(
    root_client: Client, plan: Document, bob: User, bob_reads: DocumentAccess
) -> None:
    save(root_client, plan, {"id": bob_reads.pk, "role": "owner"})
    assert roles.role_of(bob, plan) is Role.OWNER
    assert plan.access.count() == 1


def test_whose_role_it_is_cannot_be_changed(
    root_client: Client, root: User, plan: Document, bob: User, bob_reads: DocumentAccess
) -> None:
    save(root_client, plan, {"id": bob_reads.pk, "user": root.pk, "role": "editor"})
    assert [(row.user, row.role) for row in plan.access.all()] == [(bob, "editor")]


def test_a_role_that_is_taken_back_is_gone_and_audited(
    root_client: Client, plan: Document, bob: User, bob_reads: DocumentAccess
) -> None:
    save(root_client, plan, {"id": bob_reads.pk, "role": "reader", "DELETE": "on"})
    assert roles.role_of(bob, plan) is None
    assert Event.objects.filter(kind="access.revoked").count() == 1


def test_saving_without_a_change_leaves_rights_alone(
    root_client: Client, plan: Document, bob_reads: DocumentAccess
) -> None:
    version = plan.access_version
    save(root_client, plan, {"id": bob_reads.pk, "role": "reader"})
    plan.refresh_from_db()
    assert plan.access_version == version


def test_a_role_is_for_a_user_or_a_group_and_not_for_both_or_nobody(
    root_client: Client, plan: Document, bob: User
) -> None:
    crew = Group.objects.create(name="crew")
    for holder in ({}, {"user": bob.pk, "group": crew.pk}):
        page = save(root_client, plan, {**holder, "role": "reader"})
        assert page.status_code == 200
        assert "Name either a user or a group." in page.content.decode()
    assert not plan.access.exists()


def test_what_the_service_refuses_is_told_and_nothing_of_the_form_is_saved(
    root_client: Client, plan: Document, ada: User
) -> None:
    plan.title = "Changed too"
    answer = save(root_client, plan, {"user": ada.pk, "role": "reader"})
    page = root_client.get(answer.headers["Location"])
    assert "The document belongs to this user." in page.content.decode()
    plan.refresh_from_db()
    assert plan.title == "Plan"
    assert not Event.objects.exists()


def test_staff_who_may_not_change_access_are_refused(
    staff_client: Callable[..., Client], plan: Document, bob: User
) -> None:
    client = staff_client("view_document", "change_document", "view_documentaccess")
    save(client, plan, {"user": bob.pk, "role": "editor"})
    assert not plan.access.exists()
