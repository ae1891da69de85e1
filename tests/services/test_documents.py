from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Permission, User
from pytest_django import DjangoCaptureOnCommitCallbacks

from documents import relay, services
from documents.access import Role
from documents.models import Document, Event
from documents.store import roles
from documents.store.errors import InTrash

REFUSED = ["commenter", "reader", "stranger"]


def test_a_document_may_belong_to_nobody(db: None) -> None:
    assert services.create_document("Welcome", owner=None).owner is None


@pytest.mark.parametrize("who", REFUSED)
def test_who_may_not_write_may_not_rename(
    people: dict[str, User], plan: Document, who: str
) -> None:
    with pytest.raises(services.Forbidden):
        services.rename_document(plan, "Other", actor=people[who])


@pytest.mark.parametrize("who", ["editor", *REFUSED])
def test_only_owners_trash_recover_and_share(
    people: dict[str, User], plan: Document, who: str
) -> None:
    actor = people[who]
    access = plan.access.get(user=people["reader"])
    with pytest.raises(services.Forbidden):
        services.trash_document(plan, actor=actor)
    with pytest.raises(services.Forbidden):
        services.recover_document(plan, actor=actor)
    with pytest.raises(services.Forbidden):
        services.grant_access(plan, people["stranger"], Role.READER, actor=actor)
    with pytest.raises(services.Forbidden):
        services.revoke_access(plan, access.pk, actor=actor)


def test_an_anonymous_user_does_nothing(plan: Document) -> None:
    with pytest.raises(services.Forbidden):
        services.rename_document(plan, "Other", actor=AnonymousUser())


def test_staff_with_the_permission_need_no_role(people: dict[str, User], plan: Document) -> None:
    permissions = Permission.objects.filter(
        codename__in=["change_document", "change_documentaccess"]
    )
    people["stranger"].user_permissions.set(permissions)
    staff = User.objects.get(username="stranger")
    services.rename_document(plan, "Other", actor=staff)
    services.grant_access(plan, people["reader"], Role.EDITOR, actor=staff)
    services.trash_document(plan, actor=staff)
    plan.refresh_from_db()
    assert (plan.title, plan.trashed is not None) == ("Other", True)
    assert roles.role_of(people["reader"], plan) is Role.EDITOR


def test_what_the_server_does_itself_is_audited_as_its_own(plan: Document) -> None:
    services.trash_document(plan, actor=None)
    event = Event.objects.get(kind="document.trashed")
    assert (event.principal, event.address) == ("system", None)


def test_a_refused_change_tells_nobody(
    plan: Document,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(relay, "hint", lambda *what: told.append(what))
    services.trash_document(plan, actor=None)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(InTrash):
        services.rename_document(plan, "Other", actor=None)
    assert told == []


def test_every_change_of_rights_reaches_open_editors(
    people: dict[str, User],
    plan: Document,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(relay, "hint", lambda *what: told.append(what))
    with django_capture_on_commit_callbacks(execute=True):
        access, _ = services.grant_access(plan, people["stranger"], Role.READER, actor=None)
        services.revoke_access(plan, access.pk, actor=None)
        services.trash_document(plan, actor=None)
        services.recover_document(plan, actor=None)
    assert told == [(plan.pk, None)] * 4
