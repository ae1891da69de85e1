import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.access import Role
from documents.models import Document, DocumentAccess, Event
from documents.store import documents, roles
from documents.store.errors import AccessNotFound, Conflict, DocumentNotFound, LastOwner
from documents.store.events import Origin

pytestmark = pytest.mark.django_db

BY_TEST = Origin("user:0", "192.0.2.1")


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def bob() -> User:
    return User.objects.create_user("bob")


@pytest.fixture
def plan(ada: User) -> Document:
    return documents.create("Plan", ada)


def version(document: Document) -> int:
    document.refresh_from_db()
    return document.access_version


def test_the_owner_of_the_row_is_owner(ada: User, plan: Document) -> None:
    assert roles.role_of(ada, plan) is Role.OWNER


def test_a_stranger_and_an_anonymous_user_have_no_role(bob: User, plan: Document) -> None:
    assert roles.role_of(bob, plan) is None
    assert roles.role_of(AnonymousUser(), plan) is None


def test_an_inactive_user_has_no_role_on_their_own_document(ada: User, plan: Document) -> None:
    ada.is_active = False
    assert roles.role_of(ada, plan) is None
    assert not roles.visible_to(ada).exists()


def test_the_strongest_of_several_roles_counts(bob: User, plan: Document) -> None:
    team = Group.objects.create(name="team")
    bob.groups.add(team)
    roles.grant(plan.pk, bob, Role.READER, BY_TEST)
    DocumentAccess.objects.create(document=plan, group=team, role=Role.EDITOR)
    assert roles.role_of(bob, plan) is Role.EDITOR


def test_a_group_gives_nothing_to_those_outside_of_it(bob: User, plan: Document) -> None:
    team = Group.objects.create(name="team")
    DocumentAccess.objects.create(document=plan, group=team, role=Role.EDITOR)
    assert roles.role_of(bob, plan) is None
    assert not roles.visible_to(bob).exists()


def test_the_roles_on_many_documents_are_one_query(ada: User, bob: User, plan: Document) -> None:
    shared = [documents.create(f"{n}", ada) for n in range(5)]
    for document in shared:
        roles.grant(document.pk, bob, Role.COMMENTER, BY_TEST)
    own = documents.create("own", bob)
    with CaptureQueriesContext(connection) as queries:
        found = roles.roles_of(bob, [*shared, own, plan])
    assert found == {document.pk: Role.COMMENTER for document in shared} | {own.pk: Role.OWNER}
    assert len(queries) == 1


def test_a_document_is_listed_once_however_many_ways_lead_to_it(bob: User, plan: Document) -> None:
    for name in ("team", "class"):
        group = Group.objects.create(name=name)
        bob.groups.add(group)
        group.user_set.add(User.objects.create_user(f"in {name}"))
        DocumentAccess.objects.create(document=plan, group=group, role=Role.READER)
    roles.grant(plan.pk, bob, Role.EDITOR, BY_TEST)
    assert list(roles.visible_to(bob)) == [plan]


def test_what_is_in_the_trash_is_seen_by_owners_alone(ada: User, bob: User, plan: Document) -> None:
    cleo = User.objects.create_user("cleo")
    roles.grant(plan.pk, bob, Role.EDITOR, BY_TEST)
    roles.grant(plan.pk, cleo, Role.OWNER, BY_TEST)
    documents.trash(plan.pk, BY_TEST)
    assert list(roles.visible_to(ada)) == [plan]
    assert list(roles.visible_to(cleo)) == [plan]
    assert not roles.visible_to(bob).exists()


def test_a_grant_replaces_the_one_before(bob: User, plan: Document) -> None:
    first, created = roles.grant(plan.pk, bob, Role.READER, BY_TEST)
    second, created_again = roles.grant(plan.pk, bob, Role.EDITOR, BY_TEST)
    assert (created, created_again) == (True, False)
    assert first.pk == second.pk
    assert roles.role_of(bob, plan) is Role.EDITOR


def test_every_change_of_rights_raises_the_access_version(bob: User, plan: Document) -> None:
    versions = [version(plan)]
    access, _ = roles.grant(plan.pk, bob, Role.READER, BY_TEST)
    versions.append(version(plan))
    roles.revoke(plan.pk, access.pk, BY_TEST)
    versions.append(version(plan))
    documents.trash(plan.pk, BY_TEST)
    versions.append(version(plan))
    documents.recover(plan.pk, BY_TEST)
    versions.append(version(plan))
    assert versions == [0, 1, 2, 3, 4]


def test_giving_and_taking_a_role_is_audited(bob: User, plan: Document) -> None:
    access, _ = roles.grant(plan.pk, bob, Role.READER, BY_TEST)
    roles.revoke(plan.pk, access.pk, BY_TEST)
    revoked, granted = Event.objects.filter(document=plan.pk)
    assert (granted.kind, revoked.kind) == ("access.granted", "access.revoked")
    assert granted.detail == {"user": str(bob.pk), "role": "reader"}
    assert (granted.principal, granted.address) == (BY_TEST.principal, BY_TEST.address)


def test_the_owner_of_the_row_cannot_be_given_less(ada: User, plan: Document) -> None:
    with pytest.raises(Conflict):
        roles.grant(plan.pk, ada, Role.READER, BY_TEST)
    assert roles.role_of(ada, plan) is Role.OWNER


def test_the_last_owner_cannot_be_removed_or_given_less(bob: User) -> None:
    orphan = documents.create("Nobody's", None)
    access, _ = roles.grant(orphan.pk, bob, Role.OWNER, BY_TEST)
    with pytest.raises(LastOwner):
        roles.revoke(orphan.pk, access.pk, BY_TEST)
    with pytest.raises(LastOwner):
        roles.grant(orphan.pk, bob, Role.EDITOR, BY_TEST)
    assert roles.role_of(bob, orphan) is Role.OWNER
    orphan.refresh_from_db()
    assert orphan.access_version == 1
    assert Event.objects.filter(document=orphan.pk).count() == 1


def test_an_owner_who_is_not_the_last_can_be_removed(ada: User, bob: User, plan: Document) -> None:
    access, _ = roles.grant(plan.pk, bob, Role.OWNER, BY_TEST)
    roles.revoke(plan.pk, access.pk, BY_TEST)
    assert roles.role_of(bob, plan) is None
    assert roles.role_of(ada, plan) is Role.OWNER


def test_an_owner_who_cannot_sign_in_does_not_count(ada: User, bob: User, plan: Document) -> None:
    access, _ = roles.grant(plan.pk, bob, Role.OWNER, BY_TEST)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(LastOwner):
        roles.revoke(plan.pk, access.pk, BY_TEST)


def test_access_to_another_document_is_not_found(ada: User, bob: User, plan: Document) -> None:
    other = documents.create("Other", ada)
    access, _ = roles.grant(other.pk, bob, Role.READER, BY_TEST)
    with pytest.raises(AccessNotFound):
        roles.revoke(plan.pk, access.pk, BY_TEST)
    assert roles.role_of(bob, other) is Role.READER


def test_no_role_is_given_on_a_document_that_is_gone(bob: User, plan: Document) -> None:
    document_id = plan.pk
    plan.delete()
    with pytest.raises(DocumentNotFound):
        roles.grant(document_id, bob, Role.READER, BY_TEST)


def test_a_group_is_given_a_role_once(bob: User, plan: Document) -> None:
    team = Group.objects.create(name="team")
    bob.groups.add(team)
    roles.grant(plan.pk, team, Role.READER, BY_TEST)
    _, created = roles.grant(plan.pk, team, Role.EDITOR, BY_TEST)
    assert not created
    assert roles.role_of(bob, plan) is Role.EDITOR
    assert Event.objects.filter(kind="access.granted")[0].detail["group"] == str(team.pk)


def test_a_group_without_active_members_is_no_owner(ada: User, bob: User) -> None:
    orphan = documents.create("Nobody's", None)
    team = Group.objects.create(name="team")
    roles.grant(orphan.pk, team, Role.OWNER, BY_TEST)
    access, _ = roles.grant(orphan.pk, bob, Role.OWNER, BY_TEST)
    with pytest.raises(LastOwner):
        roles.revoke(orphan.pk, access.pk, BY_TEST)
    ada.groups.add(team)
    roles.revoke(orphan.pk, access.pk, BY_TEST)
    assert roles.role_of(ada, orphan) is Role.OWNER
