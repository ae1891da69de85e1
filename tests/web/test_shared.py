"""What a share link opens in a browser, and what it never tells."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from collab.redaction import RedactSecrets
from documents.access import Reach, Role
from documents.models import Document, Guest, LinkVisit, ShareLink
from documents.store import documents, guests, links, roles
from documents.store.events import Origin

from .conftest import lasting, texts
from .test_editor_page import config, without_token

WRONG = "w" * 43
PASSWORD = "tea-and-cake"


def secret_of(plan: Document, role: Role = Role.EDITOR, **more: Any) -> str:
    _, secret = links.issue(plan.pk, role, Origin(), **more)
    return secret


def follow(client: Client, secret: str) -> Any:
    return client.get(f"/s/{secret}/")


@pytest.fixture
def visitor() -> Client:
    """A browser without an account."""
    return Client()


# -- in


def test_a_link_leads_to_the_document_at_its_own_address(plan: Document, visitor: Client) -> None:
    response = follow(visitor, secret_of(plan))
    assert (response.status_code, response["Location"]) == (302, plan.get_absolute_url())
    assert visitor.get(plan.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("role", "held"),
    [("editor", "link-editor"), ("commenter", "commenter"), ("reader", "reader")],
)
def test_a_guest_has_the_link_s_role_and_is_called_a_guest(
    plan: Document, visitor: Client, role: str, held: str
) -> None:
    follow(visitor, secret_of(plan, Role(role)))
    told = config(visitor, plan)
    assert told["role"] == held
    assert told["user"]["guest"] is True
    assert told["user"]["id"] == Guest.objects.get().principal
    assert not {"share", "restore", "snapshot", "trash"} & set(told["capabilities"])


def test_a_guest_is_one_guest_whatever_they_open(
    plan: Document, people: dict[str, User], visitor: Client
) -> None:
    other = documents.create("Other", people["stranger"])
    for document in (plan, plan, other):
        follow(visitor, secret_of(document))
    assert Guest.objects.count() == 1
    assert LinkVisit.objects.count() == 3


def test_somebody_signed_in_comes_as_who_they_are(
    plan: Document, clients: dict[str, Client]
) -> None:
    follow(clients["stranger"], secret_of(plan))
    assert config(clients["stranger"], plan)["role"] == "link-editor"
    assert not Guest.objects.exists()
    assert b"Plan" in clients["stranger"].get("/").content


def test_an_owner_who_tries_the_link_is_not_noted(
    plan: Document, clients: dict[str, Client]
) -> None:
    follow(clients["owner"], secret_of(plan))
    assert not LinkVisit.objects.exists()


def test_a_guest_has_no_list_and_no_other_document(
    plan: Document, people: dict[str, User], visitor: Client
) -> None:
    follow(visitor, secret_of(plan))
    other = documents.create("Other", people["owner"])
    for path in ("/", other.get_absolute_url()):
        assert visitor.get(path).headers["Location"].startswith("/accounts/login/")


def test_a_forged_cookie_opens_nothing(plan: Document, visitor: Client) -> None:
    follow(visitor, secret_of(plan))
    name = guests.cookie_name()
    visitor.cookies[name] = f"{visitor.cookies[name].value}x"
    assert visitor.get(plan.get_absolute_url()).status_code == 302


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    plan: Document, visitor: Client
) -> None:
    cookie = follow(visitor, secret_of(plan)).cookies[guests.cookie_name()]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == guests.COOKIE_SECONDS


def test_signing_in_makes_a_guest_the_user(
    plan: Document, people: dict[str, User], visitor: Client
) -> None:
    people["stranger"].set_password(PASSWORD)
    people["stranger"].save()
    follow(visitor, secret_of(plan))
    visitor.post("/accounts/login/", {"username": "stranger", "password": PASSWORD})
    assert Guest.objects.get().user == people["stranger"]
    assert config(visitor, plan)["user"]["id"] == f"user:{people['stranger'].pk}"


# -- not in


def expired(plan: Document) -> str:
    secret = secret_of(plan)
    ShareLink.objects.update(expires=timezone.now() - timedelta(seconds=1))
    return secret


def revoked(plan: Document) -> str:
    secret = secret_of(plan)
    links.revoke(plan.pk, ShareLink.objects.get().pk, Origin())
    return secret


def trashed(plan: Document) -> str:
    secret = secret_of(plan)
    documents.trash(plan.pk, Origin())
    return secret


@pytest.mark.parametrize("ended", [expired, revoked, trashed])
def test_a_link_that_ended_looks_as_one_that_never_was(
    plan: Document, visitor: Client, ended: Any
) -> None:
    there, nowhere = follow(visitor, ended(plan)), follow(visitor, WRONG)
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content
    assert lasting(there) == lasting(nowhere)


def test_a_guest_is_out_when_the_link_ends(plan: Document, visitor: Client) -> None:
    follow(visitor, secret_of(plan))
    links.revoke(plan.pk, ShareLink.objects.get().pk, Origin())
    assert visitor.get(plan.get_absolute_url()).status_code == 302


@pytest.mark.parametrize("secret", ["right", WRONG])
def test_nobody_hears_where_one_came_from(plan: Document, visitor: Client, secret: str) -> None:
    asked = secret_of(plan) if secret == "right" else secret
    assert follow(visitor, asked)["Referrer-Policy"] == "no-referrer"


def test_no_log_line_tells_a_secret(
    plan: Document, visitor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = secret_of(plan)
    follow(visitor, secret)
    follow(visitor, WRONG)
    assert caplog.records
    redact = RedactSecrets()
    for record in caplog.records:
        redact.filter(record)
        assert secret not in record.getMessage()
        assert WRONG not in record.getMessage()


def test_the_eleventh_guess_in_a_minute_has_to_wait(plan: Document, visitor: Client) -> None:
    secret = secret_of(plan)
    assert [follow(visitor, f"{WRONG}{n}").status_code for n in range(11)] == [404] * 10 + [429]
    response = follow(visitor, secret)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert Client(REMOTE_ADDR="192.0.2.7").get(f"/s/{secret}/").status_code == 302


def test_a_class_behind_one_address_opens_its_link(plan: Document) -> None:
    secret = secret_of(plan)
    assert {follow(Client(), secret).status_code for _ in range(40)} == {302}


def test_a_link_is_opened_by_get_alone(plan: Document, visitor: Client) -> None:
    secret = secret_of(plan)
    for ask in (visitor.post, visitor.head, visitor.put):
        assert ask(f"/s/{secret}/").status_code == 405
    assert not Guest.objects.exists()


# -- with a password


def test_a_password_is_asked_for_at_an_address_without_the_secret(
    plan: Document, visitor: Client
) -> None:
    secret = secret_of(plan, password=PASSWORD)
    response = follow(visitor, secret)
    assert response["Location"] == "/s/"
    assert secret not in str(response.cookies)
    assert visitor.get("/s/").status_code == 200
    assert visitor.get(plan.get_absolute_url()).status_code == 302
    entered = visitor.post("/s/", {"password": PASSWORD})
    assert entered.headers["Location"] == plan.get_absolute_url()
    assert config(visitor, plan)["role"] == "link-editor"


def test_a_wrong_password_is_said_and_counted(plan: Document, visitor: Client) -> None:
    follow(visitor, secret_of(plan, password=PASSWORD))
    statuses = [visitor.post("/s/", {"password": f"no {n}"}).status_code for n in range(11)]
    assert statuses == [403] * 10 + [429]
    assert visitor.post("/s/", {"password": PASSWORD}).status_code == 429
    assert not Guest.objects.exists()


def test_who_gave_the_password_is_not_asked_again(plan: Document, visitor: Client) -> None:
    secret = secret_of(plan, password=PASSWORD)
    follow(visitor, secret)
    visitor.post("/s/", {"password": PASSWORD})
    assert follow(visitor, secret)["Location"] == plan.get_absolute_url()


def test_nothing_is_asked_for_a_link_that_ended_meanwhile(plan: Document, visitor: Client) -> None:
    follow(visitor, secret_of(plan, password=PASSWORD))
    links.revoke(plan.pk, ShareLink.objects.get().pk, Origin())
    assert visitor.post("/s/", {"password": PASSWORD}).status_code == 404


# -- the address alone


def test_an_address_for_anyone_lets_in_a_guest(plan: Document, visitor: Client) -> None:
    roles.set_reach(plan.pk, Reach.ANYONE, Role.COMMENTER, Origin())
    assert config(visitor, plan)["role"] == "commenter"
    assert config(visitor, plan)["user"]["id"] == Guest.objects.get().principal


def test_an_address_for_people_with_an_account_asks_others_to_sign_in(
    plan: Document, clients: dict[str, Client], visitor: Client
) -> None:
    roles.set_reach(plan.pk, Reach.SIGNED_IN, Role.READER, Origin())
    assert config(clients["stranger"], plan)["role"] == "reader"
    assert visitor.get(plan.get_absolute_url()).status_code == 302
    assert not Guest.objects.exists()


def test_who_brings_too_many_guests_has_to_wait(plan: Document, settings: Any) -> None:
    settings.COLLAB = {"LIMITS": {"NEW_GUESTS_PER_MINUTE": 2}}
    roles.set_reach(plan.pk, Reach.ANYONE, Role.READER, Origin())
    path = plan.get_absolute_url()
    assert [Client().get(path).status_code for _ in range(3)] == [200, 200, 429]


# -- asking


def test_who_may_not_see_it_may_ask_and_learns_nothing(
    plan: Document, clients: dict[str, Client]
) -> None:
    asking = clients["stranger"]
    there = asking.post(f"{plan.get_absolute_url()}ask/", {"message": "Please"})
    nowhere = asking.post("/documents/00000000-0000-4000-8000-000000000000/ask/", {})
    assert there.status_code == nowhere.status_code == 200
    assert without_token(there.content) == without_token(nowhere.content)
    assert texts(there.content, "lead")
    assert plan.access_requests.get().message == "Please"
