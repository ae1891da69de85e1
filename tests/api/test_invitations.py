"""Who is let in by name hears of it."""

import pytest
from django.contrib.auth.models import Group, User

from documents import services
from documents.access import Role
from documents.models import AccessRequest, Document, Notice
from documents.store import requests, roles
from documents.store.events import Origin

from .table import Clients, address

INBOX = "/api/v1/notices/"


def invite(clients: Clients, plan: Document, who: str, role: str = "reader") -> int:
    body = {"user": who, "role": role}
    return clients["owner"].post(address(plan, "access/"), body, format="json").status_code


def inbox(clients: Clients, who: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = clients[who].get(INBOX).json()["results"]
    return rows


def test_the_inbox_tells_who_shared_what(clients: Clients, plan: Document) -> None:
    assert invite(clients, plan, "stranger", "editor") == 201
    (shown,) = inbox(clients, "stranger")
    assert {key: shown[key] for key in ("kind", "title", "thread", "detail", "text")} == {
        "kind": "invited",
        "title": "Plan",
        "thread": None,
        "detail": {"role": "editor"},
        "text": "",
    }
    assert shown["author"]["username"] == "owner"  # type: ignore[index]
    assert [inbox(clients, who) for who in ("owner", "editor", "reader")] == [[], [], []]


def test_another_role_is_no_invitation(clients: Clients, plan: Document) -> None:
    assert invite(clients, plan, "reader", "editor") == 200
    assert inbox(clients, "reader") == []


def test_going_back_and_forth_tells_once(clients: Clients, plan: Document) -> None:
    for _ in range(3):
        invite(clients, plan, "stranger")
        row = plan.access.get(user__username="stranger")
        clients["owner"].delete(address(plan, f"access/{row.pk}/"))
    assert Notice.objects.count() == 1
    assert inbox(clients, "stranger") == []  # what it is about is not theirs to see


def test_who_asked_hears_that_they_are_in(
    clients: Clients, plan: Document, people: dict[str, User]
) -> None:
    requests.ask(plan.pk, people["stranger"], "Please")
    asked = AccessRequest.objects.get()
    answer = {"granted": True, "role": "commenter"}
    clients["owner"].patch(address(plan, f"access-requests/{asked.pk}/"), answer, format="json")
    (shown,) = inbox(clients, "stranger")
    assert shown["detail"] == {"role": "commenter"}


@pytest.mark.parametrize("how", ["group", "server", "self"])
def test_nobody_hears_of_groups_the_server_and_themselves(
    how: str, plan: Document, people: dict[str, User]
) -> None:
    owner, stranger = people["owner"], people["stranger"]
    if how == "group":
        services.grant_access(plan, Group.objects.create(name="Team"), Role.READER, actor=owner)
    elif how == "server":
        services.grant_access(plan, stranger, Role.READER, actor=None)
    else:
        plan.owner = None
        plan.save(update_fields=["owner"])
        roles.grant(plan.pk, Group.objects.create(name="Team"), Role.OWNER, Origin())
        stranger.groups.add(Group.objects.get())
        services.grant_access(plan, stranger, Role.READER, actor=stranger)
    assert not Notice.objects.exists()
