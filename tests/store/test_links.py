"""What a link gives, to whom, and until when."""

import hashlib
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone

from documents.access import Capability, Reach, Role, may
from documents.models import Document, Event, Guest, LinkVisit, ShareLink
from documents.store import documents, guests, links, rights, roles
from documents.store.errors import DocumentNotFound, LinkNotFound
from documents.store.events import Origin

pytestmark = pytest.mark.django_db

BY_TEST = Origin("user:0", "192.0.2.1")
SOON = timedelta(hours=1)


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def bob() -> User:
    return User.objects.create_user("bob")


@pytest.fixture
def plan(ada: User) -> Document:
    return documents.create("Plan", ada)


@pytest.fixture
def zoe() -> Guest:
    return guests.create()


def opened(plan: Document, role: Role, *visitors: User | Guest) -> ShareLink:
    link, _ = links.issue(plan.pk, role, BY_TEST)
    for visitor in visitors:
        links.open_by(link, visitor)
    return link


def version(document: Document) -> int:
    document.refresh_from_db()
    return document.access_version


def test_a_secret_has_256_bits_and_only_its_digest_is_stored(plan: Document) -> None:
    link, secret = links.issue(plan.pk, Role.READER, BY_TEST)
    assert len(secret) == 43
    assert link.digest == hashlib.sha256(secret.encode()).hexdigest()
    stored = [str(value) for value in ShareLink.objects.values_list()[0]]
    assert not any(secret in value for value in stored)


def test_a_password_is_stored_as_a_hash(plan: Document) -> None:
    link, _ = links.issue(plan.pk, Role.READER, BY_TEST, password="tea-and-cake")
    assert "tea-and-cake" not in ShareLink.objects.get(pk=link.pk).password
    assert links.has_password(link, "tea-and-cake")
    assert not links.has_password(link, "tea-and-Cake")
    assert not links.has_password(link, "")


def test_a_secret_finds_its_link_and_no_other_does(plan: Document) -> None:
    link, secret = links.issue(plan.pk, Role.READER, BY_TEST)
    assert links.find(secret) == link
    assert links.find(secret[:-1]) is None
    assert links.find(link.digest) is None
    assert links.find("\ud800") is None


def test_a_link_that_ended_is_not_found(plan: Document) -> None:
    link, secret = links.issue(plan.pk, Role.READER, BY_TEST)
    ShareLink.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert links.find(secret) is None
    ShareLink.objects.update(expires=timezone.now() + SOON)
    assert links.find(secret) == link
    links.revoke(plan.pk, link.pk, BY_TEST)
    assert links.find(secret) is None


def test_a_link_to_the_trash_is_not_found(plan: Document) -> None:
    _, secret = links.issue(plan.pk, Role.READER, BY_TEST)
    documents.trash(plan.pk, BY_TEST)
    assert links.find(secret) is None
    documents.recover(plan.pk, BY_TEST)
    assert links.find(secret) is not None


@pytest.mark.parametrize(
    ("given", "held"),
    [
        (Role.READER, Role.READER),
        (Role.COMMENTER, Role.COMMENTER),
        (Role.EDITOR, Role.LINK_EDITOR),
    ],
)
def test_a_link_gives_its_role_to_whoever_opened_it(
    plan: Document, bob: User, zoe: Guest, given: Role, held: Role
) -> None:
    opened(plan, given, bob, zoe)
    assert roles.role_of(bob, plan) == roles.role_of(zoe, plan) == held
    assert roles.role_of(guests.create(), plan) is None


def test_who_edits_by_a_link_cannot_share_restore_or_see_versions() -> None:
    assert may(Role.LINK_EDITOR, Capability.WRITE)
    for capability in (
        *(Capability.SHARE, Capability.RESTORE, Capability.SNAPSHOT),
        Capability.TRASH,
    ):
        assert not may(Role.LINK_EDITOR, capability)


def test_a_role_by_name_counts_beside_a_link(plan: Document, bob: User) -> None:
    opened(plan, Role.EDITOR, bob)
    roles.grant(plan.pk, bob, Role.READER, BY_TEST)
    assert roles.role_of(bob, plan) is Role.LINK_EDITOR
    roles.grant(plan.pk, bob, Role.EDITOR, BY_TEST)
    assert roles.role_of(bob, plan) is Role.EDITOR


def test_what_was_opened_by_a_link_is_listed(plan: Document, bob: User, zoe: Guest) -> None:
    link = opened(plan, Role.READER, bob, zoe)
    assert list(roles.visible_to(bob)) == list(roles.visible_to(zoe)) == [plan]
    links.revoke(plan.pk, link.pk, BY_TEST)
    assert not roles.visible_to(bob).exists()
    assert not roles.visible_to(zoe).exists()


def test_whoever_only_a_link_let_in_is_out_when_it_ends(
    plan: Document, bob: User, zoe: Guest
) -> None:
    first, second = opened(plan, Role.EDITOR, bob, zoe), opened(plan, Role.READER, zoe)
    links.revoke(plan.pk, first.pk, BY_TEST)
    assert roles.role_of(bob, plan) is None
    assert roles.role_of(zoe, plan) is Role.READER
    ShareLink.objects.filter(pk=second.pk).update(expires=timezone.now() - SOON)
    assert roles.role_of(zoe, plan) is None


def test_another_role_counts_for_those_who_are_in(plan: Document, zoe: Guest) -> None:
    link = opened(plan, Role.EDITOR, zoe)
    links.change(plan.pk, link.pk, BY_TEST, {"role": Role.COMMENTER})
    assert roles.role_of(zoe, plan) is Role.COMMENTER


def test_a_new_password_has_to_be_given_by_those_who_are_in(plan: Document, zoe: Guest) -> None:
    link = opened(plan, Role.EDITOR, zoe)
    links.change(plan.pk, link.pk, BY_TEST, {"label": "For the class", "password": ""})
    assert links.is_open_to(link, zoe)
    links.change(plan.pk, link.pk, BY_TEST, {"password": "tea-and-cake"})
    assert not links.is_open_to(link, zoe)
    assert roles.role_of(zoe, plan) is None


def test_each_change_of_a_link_raises_the_access_version(plan: Document, zoe: Guest) -> None:
    versions = [version(plan)]
    link = opened(plan, Role.EDITOR)
    versions.append(version(plan))
    links.change(plan.pk, link.pk, BY_TEST, {"role": Role.READER})
    versions.append(version(plan))
    links.revoke(plan.pk, link.pk, BY_TEST)
    versions.append(version(plan))
    roles.set_reach(plan.pk, Reach.ANYONE, Role.READER, BY_TEST)
    versions.append(version(plan))
    assert versions == [0, 1, 2, 3, 4]


def test_opening_a_link_costs_those_who_are_in_nothing(plan: Document, zoe: Guest) -> None:
    """Two hundred who open a link at once would have everybody's rights read two hundred times."""
    link = opened(plan, Role.EDITOR)
    before = version(plan)
    links.open_by(link, zoe)
    links.open_by(link, zoe)
    assert version(plan) == before
    assert LinkVisit.objects.count() == 1


def test_an_expiry_is_noted_once(plan: Document) -> None:
    opened(plan, Role.EDITOR)
    links.note_expired()
    before = version(plan)
    ShareLink.objects.update(expires=timezone.now() - timedelta(seconds=1))
    links.note_expired()
    links.note_expired()
    assert version(plan) == before + 1
    assert Event.objects.filter(kind="link.expired").count() == 1


def test_a_link_that_expired_can_be_extended(plan: Document, zoe: Guest) -> None:
    link = opened(plan, Role.EDITOR, zoe)
    ShareLink.objects.update(expires=timezone.now() - SOON, expiry_noted=True)
    links.change(plan.pk, link.pk, BY_TEST, {"expires": timezone.now() + SOON})
    assert roles.role_of(zoe, plan) is Role.LINK_EDITOR
    assert not ShareLink.objects.get().expiry_noted


def test_a_revoked_link_stays_revoked(plan: Document) -> None:
    link = opened(plan, Role.EDITOR)
    links.revoke(plan.pk, link.pk, BY_TEST)
    with pytest.raises(LinkNotFound):
        links.change(plan.pk, link.pk, BY_TEST, {"role": Role.READER})
    with pytest.raises(LinkNotFound):
        links.revoke(plan.pk, link.pk, BY_TEST)


def test_a_link_of_another_document_is_not_found(plan: Document, ada: User) -> None:
    other = documents.create("Other", ada)
    link = opened(other, Role.EDITOR)
    with pytest.raises(LinkNotFound):
        links.revoke(plan.pk, link.pk, BY_TEST)
    assert links.ShareLink.objects.get().revoked is None


def test_no_link_is_made_to_a_document_that_is_gone(plan: Document) -> None:
    pk = plan.pk
    plan.delete()
    with pytest.raises(DocumentNotFound):
        links.issue(pk, Role.READER, BY_TEST)


def test_audit_rows_tell_of_links_and_hold_no_secret(plan: Document) -> None:
    link, secret = links.issue(plan.pk, Role.EDITOR, BY_TEST, password="tea-and-cake")
    links.change(plan.pk, link.pk, BY_TEST, {"password": "cake-and-tea"})
    links.revoke(plan.pk, link.pk, BY_TEST)
    found = list(Event.objects.order_by("pk").values_list("kind", "detail"))
    assert [kind for kind, _ in found] == ["link.created", "link.changed", "link.revoked"]
    for hidden in (secret, link.digest, "tea-and-cake", "cake-and-tea"):
        assert hidden not in str(found)


# -- the address alone


@pytest.mark.parametrize(
    ("reach", "user", "guest"),
    [
        (Reach.RESTRICTED, None, None),
        (Reach.SIGNED_IN, Role.LINK_EDITOR, None),
        (Reach.ANYONE, Role.LINK_EDITOR, Role.LINK_EDITOR),
    ],
)
def test_the_address_lets_in_whom_its_reach_says(
    plan: Document, bob: User, zoe: Guest, reach: Reach, user: Role | None, guest: Role | None
) -> None:
    roles.set_reach(plan.pk, reach, Role.EDITOR, BY_TEST)
    plan.refresh_from_db()
    assert roles.role_of(bob, plan) == user
    assert roles.role_of(zoe, plan) == guest
    assert roles.role_of(AnonymousUser(), plan) is None
    assert roles.open_to(bob).exists() == (user is not None)
    assert roles.open_to(zoe).exists() == (guest is not None)


def test_what_only_the_address_opens_is_not_listed(plan: Document, bob: User) -> None:
    roles.set_reach(plan.pk, Reach.ANYONE, Role.EDITOR, BY_TEST)
    assert documents.find(bob, plan.pk) == plan
    assert not roles.visible_to(bob).exists()


def test_the_address_does_not_open_the_trash(plan: Document, bob: User, zoe: Guest) -> None:
    roles.set_reach(plan.pk, Reach.ANYONE, Role.EDITOR, BY_TEST)
    documents.trash(plan.pk, BY_TEST)
    assert not roles.open_to(bob).exists()
    assert not roles.open_to(zoe).exists()
    assert not documents.is_open_to_anyone(plan.pk)


# -- as commits ask


def test_commits_and_pages_give_everybody_the_same_role(
    plan: Document, ada: User, bob: User, zoe: Guest
) -> None:
    opened(plan, Role.EDITOR, zoe)
    opened(plan, Role.COMMENTER, bob)
    stranger = User.objects.create_user("stranger")
    people: list[roles.Actor] = [ada, bob, zoe, stranger]
    found = roles.roles_on(plan, people)
    asked = [f"user:{ada.pk}", f"user:{bob.pk}", zoe.principal, f"user:{stranger.pk}", "system"]
    by_principal = rights.roles_of_principals(plan.pk, asked)
    for person, principal in zip(people, asked, strict=False):
        assert found.get(principal) == by_principal[principal] == roles.role_of(person, plan)
    assert rights.writers(plan.pk, asked) == {f"user:{ada.pk}", zoe.principal, "system"}


def test_the_roles_of_a_class_of_guests_cost_as_much_as_those_of_one(
    plan: Document, django_assert_max_num_queries: object
) -> None:
    link = opened(plan, Role.EDITOR)
    for guest in [guests.create() for _ in range(20)]:
        links.open_by(link, guest)
    asked = [guest.principal for guest in Guest.objects.all()]
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        assert len(rights.writers(plan.pk, asked)) == 20
