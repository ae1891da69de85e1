"""`documents/<id>/invitees/`: whom one may mean who shares."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from pytest_django import Settings

from documents import tokens
from documents.access import Role
from documents.models import Document
from documents.store import roles
from documents.store.events import Origin

from .table import Clients, address, expect


@pytest.fixture
def grace(db: None) -> User:
    return User.objects.create_user(
        "ghopper", "grace@example.org", first_name="Grace", last_name="Hopper"
    )


@pytest.fixture
def closed(settings: Settings) -> None:
    """Nobody is suggested whom one does not know."""
    settings.COLLAB = settings.COLLAB | {"SUGGEST_EVERYBODY": False}


def found(clients: Clients, plan: Document, search: str, who: str = "owner") -> tuple[Any, Any]:
    answer = clients[who].get(address(plan, "invitees/"), {"search": search}).json()
    people = [person["username"] for person in answer["people"]]
    return people, [group["name"] for group in answer["groups"]]


@pytest.mark.parametrize(("who", "status"), expect(200, 403, 403, 403, 404, 401, 200, 200, 200))
def test_who_may_look(clients: Clients, plan: Document, who: str, status: int) -> None:
    assert clients[who].get(address(plan, "invitees/"), {"search": "s"}).status_code == status


@pytest.mark.parametrize("search", ["gho", "Gra", "hopp", "grace h", "Hopper Gr", "ghopper"])
def test_names_are_found_by_their_beginning(
    clients: Clients, plan: Document, grace: User, search: str
) -> None:
    assert found(clients, plan, search) == (["ghopper"], [])


@pytest.mark.parametrize("search", ["", " ", "opper", "grace lovelace", "grace@"])
def test_nothing_else_is_found(clients: Clients, plan: Document, grace: User, search: str) -> None:
    assert found(clients, plan, search) == ([], [])


def test_a_mail_address_is_found_whole_and_never_shown(
    clients: Clients, plan: Document, grace: User
) -> None:
    assert found(clients, plan, "Grace@example.ORG") == (["ghopper"], [])
    answer = clients["owner"].get(address(plan, "invitees/"), {"search": "grace"})
    assert "example.org" not in answer.content.decode()
    (person,) = answer.json()["people"]
    assert person.keys() == {"username", "name", "color"}


def test_nobody_finds_themselves_or_who_is_inactive(
    clients: Clients, plan: Document, grace: User
) -> None:
    User.objects.filter(pk=grace.pk).update(is_active=False)
    assert found(clients, plan, "ghopper") == ([], [])
    assert found(clients, plan, "own") == ([], [])


def test_groups_are_found_by_name(clients: Clients, plan: Document) -> None:
    Group.objects.create(name="Stranger things")
    assert found(clients, plan, "stra") == (["stranger"], ["Stranger things"])


@pytest.mark.usefixtures("closed")
def test_on_a_closed_site_only_people_one_works_with_are_suggested(
    clients: Clients, people: dict[str, User], plan: Document, grace: User
) -> None:
    assert found(clients, plan, "gra") == ([], [])
    assert found(clients, plan, "ghopper") == (["ghopper"], [])
    assert found(clients, plan, "edi") == (["editor"], [])
    group = Group.objects.create(name="Graphics")
    assert found(clients, plan, "gra") == ([], [])
    people["owner"].groups.add(group)
    grace.groups.add(group)
    assert found(clients, plan, "gra") == (["ghopper"], ["Graphics"])


@pytest.mark.usefixtures("closed")
def test_on_a_closed_site_who_owns_what_one_sees_is_known(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    roles.grant(plan.pk, people["stranger"], Role.OWNER, Origin())
    assert found(clients, plan, "own", "stranger") == (["owner"], [])


def test_a_token_for_certain_documents_finds_nobody(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    _, secret = tokens.issue(people["owner"], "narrow", ["read"], documents=[plan])
    clients["anonymous"].credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    answer = clients["anonymous"].get(address(plan, "invitees/"), {"search": "s"})
    assert answer.status_code == 403
