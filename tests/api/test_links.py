"""`documents/<id>/links/` and `links/`."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.test import APIClient

from documents.access import Role
from documents.models import Document, Guest, ShareLink
from documents.store import documents, guests, links, roles
from documents.store.events import Origin

from .table import Clients, address, expect

NEW = {"role": "editor", "label": "For the class"}
SOON = timedelta(hours=1)


def make(clients: Clients, plan: Document, **asked: Any) -> dict[str, Any]:
    answer = clients["owner"].post(address(plan, "links/"), NEW | asked, format="json")
    assert answer.status_code == 201
    told: dict[str, Any] = answer.json()
    return told


@pytest.mark.parametrize(("who", "status"), expect(200, 403, 403, 403, 404, 401, 200, 200, 200))
def test_who_may_list(clients: Clients, plan: Document, who: str, status: int) -> None:
    assert clients[who].get(address(plan, "links/")).status_code == status


@pytest.mark.parametrize(("who", "status"), expect(201, 403, 403, 403, 404, 401, 403, 403, 201))
def test_who_may_make_one(clients: Clients, plan: Document, who: str, status: int) -> None:
    answer = clients[who].post(address(plan, "links/"), NEW, format="json")
    assert answer.status_code == status
    assert ShareLink.objects.exists() == (status == 201)


@pytest.mark.parametrize(("who", "status"), expect(204, 403, 403, 403, 404, 401, 403, 403, 204))
def test_who_may_revoke(clients: Clients, plan: Document, who: str, status: int) -> None:
    link, secret = links.issue(plan.pk, Role.READER, Origin())
    assert clients[who].delete(address(plan, f"links/{link.pk}/")).status_code == status
    assert (links.find(secret) is None) == (status == 204)


@pytest.mark.parametrize(("who", "status"), expect(200, 403, 403, 403, 404, 401, 403, 403, 200))
def test_who_may_change(clients: Clients, plan: Document, who: str, status: int) -> None:
    link, _ = links.issue(plan.pk, Role.READER, Origin())
    tail = f"links/{link.pk}/"
    answer = clients[who].patch(address(plan, tail), {"role": "editor"}, format="json")
    assert answer.status_code == status
    link.refresh_from_db()
    assert link.role == ("editor" if status == 200 else "reader")


def test_the_address_is_told_once_and_opens_the_document(clients: Clients, plan: Document) -> None:
    told = make(clients, plan)
    assert told["url"].startswith("http://testserver/s/")
    assert APIClient().get(told["url"]).headers["Location"] == plan.get_absolute_url()
    (listed,) = clients["owner"].get(address(plan, "links/")).json()["results"]
    assert "url" not in listed
    assert told["url"].split("/")[-2] not in str(listed)


def test_the_list_says_who_came_in(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    link = ShareLink.objects.get(pk=make(clients, plan, password="tea-and-cake")["id"])
    zoe = Guest.objects.create(name="Zoe")
    links.open_by(link, zoe)
    links.open_by(link, people["stranger"])
    (told,) = clients["owner"].get(address(plan, "links/")).json()["results"]
    assert [(who["name"], who["guest"]) for who in told["visitors"]] == [
        ("Zoe", True),
        ("stranger", False),
    ]
    assert (told["has_password"], told["expired"], told["label"]) == (True, False, "For the class")
    assert told["created_by"]["username"] == "owner"
    assert told["last_used"] is not None


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"role": "owner"}, "role"),
        ({"role": "link-editor"}, "role"),
        ({"expires": "2001-01-01T00:00:00Z"}, "expires"),
        ({"expires": "tomorrow"}, "expires"),
        ({"password": "short"}, "password"),
        ({"label": "x" * 101}, "label"),
    ],
)
def test_what_cannot_be_accepted_is_an_error_of_the_field(
    clients: Clients, plan: Document, asked: dict[str, str], field: str
) -> None:
    answer = clients["owner"].post(address(plan, "links/"), NEW | asked, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_what_is_left_out_of_a_change_stays(clients: Clients, plan: Document) -> None:
    soon = (timezone.now() + SOON).isoformat()
    made = make(clients, plan, expires=soon, password="tea-and-cake")
    tail = f"links/{made['id']}/"
    told = clients["owner"].patch(address(plan, tail), {"role": "reader"}, format="json").json()
    assert (told["role"], told["has_password"]) == ("reader", True)
    assert told["expires"] is not None
    none = {"expires": None, "password": ""}
    told = clients["owner"].patch(address(plan, tail), none, format="json").json()
    assert (told["expires"], told["has_password"]) == (None, False)


def test_a_revoked_link_is_not_listed_or_changed(clients: Clients, plan: Document) -> None:
    tail = f"links/{make(clients, plan)['id']}/"
    assert clients["owner"].delete(address(plan, tail)).status_code == 204
    assert clients["owner"].get(address(plan, "links/")).json()["count"] == 0
    assert clients["owner"].patch(address(plan, tail), {}, format="json").status_code == 404
    assert clients["owner"].delete(address(plan, tail)).status_code == 404


def test_own_links_are_those_of_documents_one_may_share(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    make(clients, plan)
    other = documents.create("Other", people["stranger"])
    roles.grant(other.pk, people["owner"], Role.OWNER, Origin())
    links.issue(other.pk, Role.READER, Origin())
    third = documents.create("Third", people["stranger"])
    roles.grant(third.pk, people["owner"], Role.EDITOR, Origin())
    links.issue(third.pk, Role.READER, Origin())
    found = clients["owner"].get("/api/v1/links/").json()["results"]
    assert [link["document"]["title"] for link in found] == ["Other", "Plan"]
    assert clients["reader"].get("/api/v1/links/").json()["count"] == 0


# -- the address alone


def test_an_owner_opens_up_the_address(clients: Clients, plan: Document) -> None:
    asked = {"link_reach": "anyone", "link_role": "commenter"}
    told = clients["owner"].patch(address(plan), asked, format="json").json()
    assert (told["link_reach"], told["link_role"]) == ("anyone", "commenter")
    assert clients["stranger"].get(address(plan)).json()["role"] == "commenter"


def test_one_half_may_be_changed(clients: Clients, plan: Document) -> None:
    for asked in ({"link_role": "editor"}, {"link_reach": "signed_in"}):
        assert clients["owner"].patch(address(plan), asked, format="json").status_code == 200
    plan.refresh_from_db()
    assert (plan.link_reach, plan.link_role) == ("signed_in", "editor")


def test_who_may_rename_may_not_open_up(clients: Clients, plan: Document) -> None:
    asked = {"title": "Mine", "link_reach": "anyone"}
    assert clients["editor"].patch(address(plan), asked, format="json").status_code == 403
    plan.refresh_from_db()
    assert (plan.link_reach, plan.title) == ("restricted", "Plan")


@pytest.mark.parametrize(
    "asked", [{"link_reach": "world"}, {"link_role": "owner"}, {"link_role": "link-editor"}]
)
def test_an_unknown_reach_is_an_error_of_the_field(
    clients: Clients, plan: Document, asked: dict[str, str]
) -> None:
    answer = clients["owner"].patch(address(plan), asked, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(asked))


# -- guests


@pytest.fixture
def zoe(plan: Document) -> APIClient:
    """A guest's browser, let in as an editor."""
    guest = guests.create()
    link, _ = links.issue(plan.pk, Role.EDITOR, Origin())
    links.open_by(link, guest)
    client = APIClient()
    client.cookies[guests.cookie_name()] = guests.sealed(guest)
    return client


def test_a_guest_reads_and_gets_a_ticket(zoe: APIClient, plan: Document) -> None:
    assert zoe.get(address(plan)).json()["role"] == "link-editor"
    assert zoe.get(address(plan, "content/")).status_code == 200
    assert zoe.post(address(plan, "ticket/")).status_code == 200


def test_a_guest_needs_a_csrf_token_for_changes(zoe: APIClient, plan: Document) -> None:
    strict = APIClient(enforce_csrf_checks=True)
    strict.cookies = zoe.cookies
    answer = strict.patch(address(plan), {"title": "Mine"}, format="json")
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]


def test_a_guest_opens_nothing_else(
    zoe: APIClient, people: dict[str, User], plan: Document
) -> None:
    other = documents.create("Other", people["owner"])
    assert zoe.get(address(other)).status_code == 404
    for tail in ("access/", "links/", "snapshots/", "access-requests/"):
        assert zoe.get(address(plan, tail)).status_code == 401


def test_a_guest_chooses_a_name(zoe: APIClient) -> None:
    assert zoe.patch("/api/v1/guest/", {"name": " Zoe  A "}, format="json").json() == {
        "name": "Zoe A"
    }
    for name in ("", "   ", "x" * 61, None):
        asked = {"name": name}
        assert zoe.patch("/api/v1/guest/", asked, format="json").status_code == 400
    assert Guest.objects.get().name == "Zoe A"


def test_a_user_is_no_guest(clients: Clients) -> None:
    answer = clients["owner"].patch("/api/v1/guest/", {"name": "Zoe"}, format="json")
    assert answer.status_code == 403
