"""A commit takes nothing that was written with a credential, or by a link, whose time is over."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from documents import tokens
from documents.access import Role
from documents.models import ApiToken, Document, ShareLink, Update
from documents.store import credentials, documents, guests, lapses, links, log, roles, rows
from documents.store.credentials import Credential
from documents.store.events import Origin
from documents.store.log import Addition, Draft, Outcome

pytestmark = pytest.mark.django_db(transaction=True)

HI = bytes.fromhex("010101000401017402686900")
BY_SYSTEM = Origin("system")


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada", password="first-secret-77")


@pytest.fixture
def plan(ada: User) -> Document:
    return documents.create("Plan", ada)


@pytest.fixture(params=[False, True], ids=["typing", "judged"])
def touches(request: pytest.FixtureRequest) -> bool:
    """Both ways in which a commit may go."""
    wanted: bool = request.param
    return wanted


def by_session(user: User) -> Credential:
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, user)
    request.session.save()
    return Credential.of_session(user, request.session.session_key)


def by_token(user: User) -> Credential:
    return Credential(principal=f"user:{user.pk}", token=tokens.issue(user, "t", ["write"])[0].pk)


def commit(plan: Document, *shown: Credential, touches: bool = False, head: Any = None) -> Outcome:
    """What a room commits for somebody who goes on typing; as it has read the head by then."""
    head = head or rows.heads([plan.pk])[plan.pk]
    additions = [Addition(one.principal, HI, [(1, 0, 2)], one) for one in shown]
    (outcome,) = log.commit([Draft(plan.pk, head, additions, {}, touches)])
    return outcome


def change_password(user: User) -> None:
    User.objects.filter(pk=user.pk).update(password=user.password[:-3] + "xyz")


def disable(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def delete(user: User) -> None:
    User.objects.filter(pk=user.pk).delete()


def expire_session(_: User) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(milliseconds=2))


def delete_session(_: User) -> None:
    Session.objects.all().delete()


def expire_token(_: User) -> None:
    ApiToken.objects.update(expires=timezone.now() - timedelta(milliseconds=2))


def delete_token(_: User) -> None:
    ApiToken.objects.all().delete()


ENDINGS = [
    (by_session, change_password), (by_session, disable), (by_session, delete),
    (by_session, expire_session), (by_session, delete_session),
    (by_token, disable), (by_token, delete), (by_token, expire_token), (by_token, delete_token),
]  # fmt: skip


@pytest.mark.parametrize(("show", "ending"), ENDINGS)
def test_nothing_is_written_with_what_has_ended(
    ada: User,
    plan: Document,
    show: Callable[[User], Credential],
    ending: Callable[[User], None],
    touches: bool,
) -> None:
    shown = show(ada)
    assert commit(plan, shown, touches=touches).lapsed == frozenset()
    ending(ada)
    assert commit(plan, shown, touches=touches).lapsed == {shown}
    assert Update.objects.count() == 1


def test_a_new_password_and_other_sessions_leave_a_token_alone(ada: User, plan: Document) -> None:
    shown = by_token(ada)
    by_session(ada)
    change_password(ada)
    delete_session(ada)
    assert commit(plan, shown).appended


def test_what_holds_for_a_while_holds_until_then(ada: User, plan: Document) -> None:
    shown = by_token(ada)
    ApiToken.objects.update(expires=timezone.now() + timedelta(minutes=1))
    assert commit(plan, shown).appended


def test_who_has_another_session_is_to_judge_again_what_came_by_that(
    ada: User, plan: Document
) -> None:
    """It may build on what is left out: nothing of theirs is taken by this commit."""
    bob = User.objects.create_user("bob")
    ended, holding, other = by_session(ada), by_token(ada), by_token(bob)
    roles.grant(plan.pk, bob, Role.EDITOR, BY_SYSTEM)
    delete_session(ada)
    outcome = commit(plan, ended, holding, other)
    assert outcome.lapsed == {ended}
    assert outcome.left_out == {ended.principal}
    assert [row.author for row in outcome.appended] == [other.principal]
    assert commit(plan, holding).appended


def test_a_session_that_is_in_no_table_is_left_to_the_sweep(
    ada: User, plan: Document, settings: Any
) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    shown = by_session(ada)
    import_module(settings.SESSION_ENGINE).SessionStore(shown.session).flush()
    assert commit(plan, shown).appended
    assert credentials.holding([shown]) == set()
    change_password(ada)
    assert commit(plan, shown).lapsed == {shown}


def test_who_signed_in_writes_no_more_as_a_guest(plan: Document, ada: User) -> None:
    guest = guests.create()
    shown = Credential(principal=guest.principal)
    assert lapses.lapsed([shown]) == frozenset()
    assert guests.adopt(guest, ada, BY_SYSTEM)
    assert lapses.lapsed([shown]) == {shown}


def test_more_than_a_statement_takes_are_asked_for_in_parts(ada: User, plan: Document) -> None:
    shown = [replace(by_token(ada), session=f"none-{number}") for number in range(600)]
    assert lapses.none_lapsed(shown) is None
    assert lapses.lapsed([*shown, by_token(ada)]) == set(shown)


# -- links


@pytest.fixture
def linked(plan: Document) -> tuple[ShareLink, User]:
    """A user whose right to write is a link."""
    bob = User.objects.create_user("bob")
    link, _ = links.issue(plan.pk, Role.EDITOR, BY_SYSTEM)
    links.open_by(link, bob)
    return link, bob


def expire(link: ShareLink) -> None:
    moment = timezone.now() - timedelta(milliseconds=2)
    ShareLink.objects.filter(pk=link.pk).update(expires=moment)


def test_nothing_is_written_by_a_link_whose_time_is_over(
    plan: Document, linked: tuple[ShareLink, User], ada: User, touches: bool
) -> None:
    link, bob = linked
    visitor, owner = by_token(bob), by_token(ada)
    assert commit(plan, visitor, touches=touches).appended
    head = rows.heads([plan.pk])[plan.pk]
    expire(link)
    outcome = commit(plan, visitor, owner, touches=touches, head=head)
    assert outcome.refused == {visitor.principal}
    assert [row.author for row in outcome.appended] == [owner.principal]


def test_an_expired_link_is_asked_for_until_everybody_has_heard_of_it(
    plan: Document, linked: tuple[ShareLink, User]
) -> None:
    expire(linked[0])
    before = rows.heads([plan.pk])[plan.pk]
    links.note_expired()
    after = rows.heads([plan.pk])[plan.pk]
    assert (before.expired, after.expired) == (True, False)
    assert after.access_version > before.access_version


def test_passwords_do_not_go_into_statements_whole(ada: User) -> None:
    """A database may log the values of statements."""
    condition = lapses.none_lapsed([by_session(ada)])
    assert condition is not None
    salted = re.compile(r"^\w+\$")
    assert ada.password not in condition[1]
    assert not any(salted.match(str(value)) for value in condition[1])
