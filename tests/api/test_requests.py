"""`documents/<id>/access-requests/`, `transfer/` and `leave/`."""

from uuid import UUID

import pytest
from django.contrib.auth.models import Group, User

from documents.access import Role
from documents.models import AccessRequest, Document
from documents.store import documents, links, requests, roles
from documents.store.events import Origin

from .table import Clients, address, expect

UNKNOWN = UUID(int=0)
NOWHERE = f"/api/v1/documents/{UNKNOWN}/access-requests/"


@pytest.fixture
def asked(people: dict[str, User], plan: Document) -> AccessRequest:
    """The stranger asks."""
    requests.ask(plan.pk, people["stranger"], "Please")
    return AccessRequest.objects.get()


def answer_to(asked: AccessRequest) -> str:
    return f"/api/v1/documents/{asked.document_id}/access-requests/{asked.pk}/"


def test_asking_looks_the_same_where_there_is_nothing(clients: Clients, plan: Document) -> None:
    there = clients["stranger"].post(address(plan, "access-requests/"), {"message": "Please"})
    nowhere = clients["stranger"].post(NOWHERE, {"message": "Please"})
    assert there.status_code == nowhere.status_code == 415  # a form is not JSON, here and there
    there = clients["stranger"].post(
        address(plan, "access-requests/"), {"message": "Please"}, format="json"
    )
    nowhere = clients["stranger"].post(NOWHERE, {"message": "Please"}, format="json")
    assert there.status_code == nowhere.status_code == 202
    assert there.content == nowhere.content
    assert AccessRequest.objects.count() == 2


@pytest.mark.parametrize(("who", "status"), expect(200, 403, 403, 403, 404, 401, 200, 200, 200))
def test_who_sees_who_asks(
    clients: Clients, plan: Document, asked: AccessRequest, who: str, status: int
) -> None:
    answer = clients[who].get(address(plan, "access-requests/"))
    assert answer.status_code == status
    if status == 200:
        (told,) = answer.json()["results"]
        assert (told["user"]["username"], told["message"]) == ("stranger", "Please")


@pytest.mark.parametrize(("who", "status"), expect(204, 403, 403, 403, 404, 401, 403, 403, 204))
def test_who_may_grant(
    clients: Clients,
    people: dict[str, User],
    plan: Document,
    asked: AccessRequest,
    who: str,
    status: int,
) -> None:
    yes = {"granted": True, "role": "commenter"}
    assert clients[who].patch(answer_to(asked), yes, format="json").status_code == status
    given = roles.role_of(people["stranger"], plan)
    assert given == (Role.COMMENTER if status == 204 else None)


def test_a_request_is_answered_once(
    clients: Clients, people: dict[str, User], plan: Document, asked: AccessRequest
) -> None:
    path = answer_to(asked)
    assert clients["owner"].patch(path, {"granted": False}, format="json").status_code == 204
    assert clients["owner"].get(address(plan, "access-requests/")).json()["count"] == 0
    again = {"granted": True, "role": "editor"}
    assert clients["owner"].patch(path, again, format="json").status_code == 404
    assert roles.role_of(people["stranger"], plan) is None


def test_a_yes_says_to_what(clients: Clients, asked: AccessRequest) -> None:
    answer = clients["owner"].patch(answer_to(asked), {"granted": True}, format="json")
    assert answer.json()["errors"].keys() == {"role"}


def test_who_was_declined_may_ask_again(
    clients: Clients, people: dict[str, User], plan: Document, asked: AccessRequest
) -> None:
    requests.decline(plan.pk, asked.pk, Origin())
    requests.ask(plan.pk, people["stranger"], "Really, please")
    (told,) = clients["owner"].get(address(plan, "access-requests/")).json()["results"]
    assert told["message"] == "Really, please"


def test_what_one_asks_for_does_not_pile_up(people: dict[str, User], plan: Document) -> None:
    for number in range(requests.MOST_OPEN + 3):
        requests.ask(UUID(int=number), people["stranger"], "")
    requests.ask(plan.pk, people["stranger"], "")
    assert AccessRequest.objects.count() == requests.MOST_OPEN
    assert plan.access_requests.exists()


def test_a_request_of_another_document_is_not_found(
    clients: Clients, people: dict[str, User], asked: AccessRequest
) -> None:
    other = documents.create("Other", people["owner"])
    path = address(other, f"access-requests/{asked.pk}/")
    assert clients["owner"].patch(path, {"granted": False}, format="json").status_code == 404


# -- groups


def test_a_group_is_given_a_role(clients: Clients, people: dict[str, User], plan: Document) -> None:
    team = Group.objects.create(name="team")
    people["stranger"].groups.add(team)
    grant = {"group": "team", "role": "reader"}
    answer = clients["owner"].post(address(plan, "access/"), grant, format="json")
    assert (answer.status_code, answer.json()["group"]) == (201, "team")
    assert roles.role_of(people["stranger"], plan) is Role.READER


@pytest.mark.parametrize(
    ("grant", "field"),
    [
        ({"group": "nobody", "role": "reader"}, "group"),
        ({"group": "team", "user": "reader", "role": "reader"}, "user"),
        ({"role": "reader"}, "user"),
    ],
)
def test_a_role_is_for_one_user_or_one_group(
    clients: Clients, plan: Document, grant: dict[str, str], field: str
) -> None:
    Group.objects.create(name="team")
    answer = clients["owner"].post(address(plan, "access/"), grant, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


# -- giving away, and going


def test_a_document_is_given_away(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    to = {"user": "reader"}
    answer = clients["owner"].post(address(plan, "transfer/"), to, format="json")
    assert answer.status_code == 204
    plan.refresh_from_db()
    assert plan.owner == people["reader"]
    assert roles.role_of(people["owner"], plan) is Role.EDITOR
    assert not plan.access.filter(user=people["reader"]).exists()


def test_only_whom_it_belongs_to_gives_a_document_away(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    roles.grant(plan.pk, people["editor"], Role.OWNER, Origin())
    answer = clients["editor"].post(address(plan, "transfer/"), {"user": "editor"}, format="json")
    assert answer.status_code == 403
    plan.refresh_from_db()
    assert plan.owner == people["owner"]


def test_a_document_is_not_given_to_its_owner(clients: Clients, plan: Document) -> None:
    answer = clients["owner"].post(address(plan, "transfer/"), {"user": "owner"}, format="json")
    assert answer.status_code == 409


def test_an_editor_leaves(clients: Clients, people: dict[str, User], plan: Document) -> None:
    assert clients["editor"].post(address(plan, "leave/")).status_code == 204
    assert roles.role_of(people["editor"], plan) is None
    assert clients["editor"].get(address(plan)).status_code == 404


def test_who_came_by_a_link_leaves(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    link, _ = links.issue(plan.pk, Role.EDITOR, Origin())
    links.open_by(link, people["stranger"])
    assert clients["stranger"].post(address(plan, "leave/")).status_code == 204
    assert clients["stranger"].get(address(plan)).status_code == 404


def test_the_owner_does_not_leave(clients: Clients, plan: Document) -> None:
    assert clients["owner"].post(address(plan, "leave/")).status_code == 409


def test_what_a_group_gave_is_not_left(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    team = Group.objects.create(name="team")
    people["editor"].groups.add(team)
    roles.grant(plan.pk, team, Role.READER, Origin())
    assert clients["editor"].post(address(plan, "leave/")).status_code == 409
    assert roles.role_of(people["editor"], plan) is Role.EDITOR
