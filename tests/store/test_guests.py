"""Guests keep their cookie, choose a name, and become users when they sign in."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.utils import timezone

from documents.access import Role
from documents.models import ClientAuthor, CommentThread, Document, Event, Guest
from documents.presence import person_of
from documents.store import documents, guests, links, rights, roles
from documents.store.actors import name_of, of_principals
from documents.store.events import Origin

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def plan(ada: User) -> Document:
    return documents.create("Plan", ada)


def test_a_cookie_leads_to_its_guest() -> None:
    guest = guests.create()
    assert guests.of_cookie(guests.sealed(guest)) == guest


@pytest.mark.parametrize("text", [None, "", "nonsense", "a:b:c"])
def test_nonsense_is_nobody(text: str | None) -> None:
    assert guests.of_cookie(text) is None


def test_a_cookie_that_this_server_did_not_sign_is_nobody() -> None:
    guest = guests.create()
    assert guests.of_cookie(guest.pk) is None
    assert guests.of_cookie(signing.dumps(guest.pk, salt="another")) is None
    assert guests.of_cookie(guests.sealed(guest)[:-1] + "x") is None


def test_a_guest_is_marked_as_one() -> None:
    guest = guests.create()
    assert person_of(guest)["guest"] is True
    assert name_of(guest) == "Guest"
    guests.rename(guest, "  Zoe \n Adams ")
    assert person_of(guest)["name"] == "Zoe Adams"


def test_signing_in_takes_over_client_ids_and_links(plan: Document, ada: User) -> None:
    bob, guest = User.objects.create_user("bob"), guests.create()
    link, _ = links.issue(plan.pk, Role.EDITOR, Origin())
    links.open_by(link, guest)
    owned = {"document": plan, "epoch": 1, "principal": guest.principal}
    first = ClientAuthor.objects.create(**owned, client_id=7)
    assert guests.adopt(guest, bob, Origin())
    row = ClientAuthor.objects.get()
    assert (row.client_id, row.principal) == (7, f"user:{bob.pk}")
    assert row.pk > first.pk  # open rooms read what came after the last row they know
    assert roles.role_of(bob, plan) is Role.LINK_EDITOR
    assert Event.objects.filter(kind="guest.adopted", document=plan.pk).exists()


def test_who_signed_in_is_no_guest_any_more(plan: Document, ada: User) -> None:
    guest = guests.create()
    link, _ = links.issue(plan.pk, Role.EDITOR, Origin())
    links.open_by(link, guest)
    assert guests.adopt(guest, ada, Origin())
    assert not guests.adopt(guest, User.objects.create_user("eve"), Origin())
    assert guests.of_cookie(guests.sealed(guest)) is None
    assert rights.writers(plan.pk, [guest.principal]) == frozenset()


def test_who_has_opened_the_link_before_keeps_one_visit(plan: Document, ada: User) -> None:
    bob, guest = User.objects.create_user("bob"), guests.create()
    link, _ = links.issue(plan.pk, Role.EDITOR, Origin())
    links.open_by(link, guest)
    links.open_by(link, bob)
    assert guests.adopt(guest, bob, Origin())
    assert link.visits.get().user_id == bob.pk


def test_principals_find_users_and_guests(ada: User) -> None:
    guest = guests.create()
    asked = [f"user:{ada.pk}", guest.principal, "system", "guest:gone", "user:0"]
    assert of_principals(asked) == {f"user:{ada.pk}": ada, guest.principal: guest}


def test_a_guest_goes_with_the_account_they_turned_out_to_have(ada: User) -> None:
    guest = guests.create()
    guests.adopt(guest, ada, Origin())
    ada.delete()
    assert not Guest.objects.exists()


def test_guests_who_only_looked_are_forgotten_after_a_while(plan: Document, ada: User) -> None:
    def guest(days: int) -> Guest:
        made = guests.create()
        moment = timezone.now() - timedelta(days=days)
        Guest.objects.filter(pk=made.pk).update(created=moment)
        return made

    looked, new, wrote, said, invited, signed_in = (guest(days) for days in (40, 1, 40, 40, 40, 40))
    ClientAuthor.objects.create(document=plan, epoch=1, client_id=7, principal=wrote.principal)
    CommentThread.objects.create(document=plan, author=said.principal, start=b"", end=b"")
    link, _ = links.issue(plan.pk, Role.READER, Origin())
    links.open_by(link, invited)
    links.revoke(plan.pk, link.pk, Origin())
    guests.adopt(signed_in, ada, Origin())
    assert guests.forget_idle(timezone.now() - timedelta(days=30)) == 1
    kept = set(Guest.objects.values_list("pk", flat=True))
    assert kept == {one.pk for one in (new, wrote, said, invited, signed_in)}
    assert looked.pk not in kept
