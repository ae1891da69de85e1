import time
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.test import override_settings

from documents import tickets
from documents.models import Document
from documents.store import documents
from documents.store.actors import principal_of
from documents.store.events import Origin

from .table import Clients, address, expect


@pytest.mark.parametrize(("who", "status"), expect(200, 200, 200, 200, 404, 401, 403, 200, 200))
def test_who_may_get_a_ticket(clients: Clients, plan: Document, who: str, status: int) -> None:
    assert clients[who].post(address(plan, "ticket/")).status_code == status


def test_a_ticket_says_who_and_is_for_one_document(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    answer = clients["reader"].post(address(plan, "ticket/")).json()
    assert answer["expires_in"] == 60
    assert tickets.verify(answer["ticket"], plan.pk).principal == principal_of(people["reader"])
    with pytest.raises(tickets.TicketForged):
        tickets.verify(answer["ticket"], uuid4())


def test_an_old_ticket_is_expired_and_not_forged(
    people: dict[str, User], plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_800_000_000
    monkeypatch.setattr(tickets, "_now", lambda: now)
    ticket = tickets.issue(principal_of(people["reader"]), plan.pk)
    monkeypatch.setattr(tickets, "_now", lambda: now + 60)
    assert tickets.verify(ticket, plan.pk).principal == principal_of(people["reader"])
    monkeypatch.setattr(tickets, "_now", lambda: now + 61)
    with pytest.raises(tickets.TicketExpired):
        tickets.verify(ticket, plan.pk)


@pytest.mark.parametrize("skew_seconds", [-86_400, -61, 61, 86_400])
def test_a_process_whose_clock_is_wrong_judges_as_the_others(
    people: dict[str, User], plan: Document, monkeypatch: pytest.MonkeyPatch, skew_seconds: int
) -> None:
    ticket = tickets.issue(principal_of(people["reader"]), plan.pk)
    right = time.time
    monkeypatch.setattr(time, "time", lambda: right() + skew_seconds)
    assert tickets.verify(ticket, plan.pk).principal == principal_of(people["reader"])


def test_the_lifetime_of_a_ticket_is_a_setting(clients: Clients, plan: Document) -> None:
    with override_settings(COLLAB={"TICKET_SECONDS": 5.0}):
        assert clients["owner"].post(address(plan, "ticket/")).json()["expires_in"] == 5


@pytest.mark.parametrize("ticket", ["", "x", "a:b:c", "ü:ü:ü", "\ud800:a:b", ":" * 99])
def test_what_this_server_did_not_sign_is_forged(plan: Document, ticket: str) -> None:
    with pytest.raises(tickets.TicketForged):
        tickets.verify(ticket, plan.pk)


def test_a_changed_ticket_is_forged(people: dict[str, User], plan: Document) -> None:
    ticket = tickets.issue(principal_of(people["reader"]), plan.pk)
    other = tickets.issue(principal_of(people["owner"]), plan.pk)
    swapped = other.split(":")[0] + ":" + ticket.split(":", 1)[1]
    with pytest.raises(tickets.TicketForged):
        tickets.verify(swapped, plan.pk)


def test_what_was_signed_for_another_purpose_is_forged(
    people: dict[str, User], plan: Document
) -> None:
    signed = signing.dumps([str(people["owner"].pk), plan.pk.hex], salt="collab.other")
    with pytest.raises(tickets.TicketForged):
        tickets.verify(signed, plan.pk)


def test_there_is_no_ticket_into_the_trash(clients: Clients, plan: Document) -> None:
    documents.trash(plan.pk, Origin())
    assert clients["owner"].post(address(plan, "ticket/")).status_code == 409


def test_a_ticket_is_not_got(clients: Clients, plan: Document) -> None:
    assert clients["owner"].get(address(plan, "ticket/")).status_code == 405
