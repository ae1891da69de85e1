import pytest
from django.contrib.auth.models import Group, User
from pytest_django import DjangoCaptureOnCommitCallbacks

from documents import relay
from documents.access import Role
from documents.models import Document, DocumentAccess, Event
from documents.store import documents, roles
from documents.store.events import Origin

from .table import Clients, address, expect

GRANT = {"user": "stranger", "role": "editor"}


def row(document: Document, username: str) -> DocumentAccess:
    return DocumentAccess.objects.get(document=document, user__username=username)


@pytest.mark.parametrize(("who", "status"), expect(200, 403, 403, 403, 404, 401, 200, 200, 200))
def test_who_may_list(clients: Clients, plan: Document, who: str, status: int) -> None:
    assert clients[who].get(address(plan, "access/")).status_code == status


@pytest.mark.parametrize(("who", "status"), expect(201, 403, 403, 403, 404, 401, 403, 403, 201))
def test_who_may_grant(
    clients: Clients, people: dict[str, User], plan: Document, who: str, status: int
) -> None:
    answer = clients[who].post(address(plan, "access/"), GRANT, format="json")
    assert answer.status_code == status
    given = roles.role_of(people["stranger"], plan)
    assert given == (Role.EDITOR if status == 201 else None)


@pytest.mark.parametrize(("who", "status"), expect(204, 403, 403, 403, 404, 401, 403, 403, 204))
def test_who_may_revoke(
    clients: Clients, people: dict[str, User], plan: Document, who: str, status: int
) -> None:
    access = row(plan, "editor")
    assert clients[who].delete(address(plan, f"access/{access.pk}/")).status_code == status
    left = roles.role_of(people["editor"], plan)
    assert left == (None if status == 204 else Role.EDITOR)


def test_the_list_names_users_and_groups(clients: Clients, plan: Document) -> None:
    roles.grant(plan.pk, Group.objects.create(name="team"), Role.READER, Origin())
    found = clients["owner"].get(address(plan, "access/")).json()["results"]
    people = [(item["user"] and item["user"]["username"], item["group"]) for item in found]
    assert people == [("editor", None), ("commenter", None), ("reader", None), (None, "team")]
    assert [item["role"] for item in found] == ["editor", "commenter", "reader", "reader"]


@pytest.mark.parametrize("name", ["stranger", "stranger@example.org", "Stranger@EXAMPLE.org"])
def test_a_user_is_named_by_username_or_mail(clients: Clients, plan: Document, name: str) -> None:
    asked = {"user": name, "role": "reader"}
    answer = clients["owner"].post(address(plan, "access/"), asked, format="json")
    assert answer.status_code == 201
    assert answer.json()["user"].items() >= {"username": "stranger", "name": "stranger"}.items()


def test_another_role_takes_the_place_of_the_first(clients: Clients, plan: Document) -> None:
    first = row(plan, "reader")
    asked = {"user": "reader", "role": "editor"}
    answer = clients["owner"].post(address(plan, "access/"), asked, format="json")
    assert (answer.status_code, answer.json()["id"]) == (200, first.pk)
    assert row(plan, "reader").role == "editor"


@pytest.mark.parametrize("name", ["nobody", "nobody@example.org", "", None, 7.5, ["stranger"]])
def test_somebody_unknown_is_an_error_of_the_field(
    clients: Clients, plan: Document, name: object
) -> None:
    asked = {"user": name, "role": "reader"}
    answer = clients["owner"].post(address(plan, "access/"), asked, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["user"])


def test_nobody_inactive_is_given_a_role(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    User.objects.filter(username="stranger").update(is_active=False)
    answer = clients["owner"].post(address(plan, "access/"), GRANT, format="json")
    assert answer.json()["errors"] == {"user": ["There is no such user."]}


def test_a_username_that_is_anothers_mail_is_not_guessed_at(
    clients: Clients, plan: Document
) -> None:
    User.objects.create_user("stranger@example.org", "thief@example.org")
    asked = {"user": "stranger@example.org", "role": "reader"}
    answer = clients["owner"].post(address(plan, "access/"), asked, format="json")
    assert answer.json()["errors"] == {"user": ["More than one user is meant."]}


@pytest.mark.parametrize("role", ["admin", "", None, "OWNER"])
def test_an_unknown_role_is_an_error_of_the_field(
    clients: Clients, plan: Document, role: object
) -> None:
    asked = {"user": "stranger", "role": role}
    answer = clients["owner"].post(address(plan, "access/"), asked, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["role"])


def test_the_owner_is_given_no_other_role(clients: Clients, plan: Document) -> None:
    asked = {"user": "owner", "role": "reader"}
    answer = clients["owner"].post(address(plan, "access/"), asked, format="json")
    assert answer.status_code == 409


def test_the_last_owner_stays(clients: Clients, people: dict[str, User]) -> None:
    orphan = documents.create("Nobody's", None)
    access, _ = roles.grant(orphan.pk, people["owner"], Role.OWNER, Origin())
    answer = clients["owner"].delete(address(orphan, f"access/{access.pk}/"))
    assert answer.status_code == 409
    assert answer.json()["detail"] == "The last owner of a document cannot be removed."
    assert roles.role_of(people["owner"], orphan) is Role.OWNER


@pytest.mark.parametrize("access_id", [0, 10**6, 10**30])
def test_a_row_that_is_not_there_is_not_found(
    clients: Clients, plan: Document, access_id: int
) -> None:
    assert clients["owner"].delete(address(plan, f"access/{access_id}/")).status_code == 404


def test_a_row_of_another_document_is_not_found(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    other = documents.create("Other", people["stranger"])
    access, _ = roles.grant(other.pk, people["reader"], Role.READER, Origin())
    assert clients["owner"].delete(address(plan, f"access/{access.pk}/")).status_code == 404
    assert roles.role_of(people["reader"], other) is Role.READER


def test_a_change_of_rights_is_audited_and_told_after_the_commit(
    clients: Clients,
    people: dict[str, User],
    plan: Document,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    told: list[object] = []
    monkeypatch.setattr(relay, "hint", lambda *what: told.append(what))
    with django_capture_on_commit_callbacks(execute=True):
        clients["owner"].post(address(plan, "access/"), GRANT, format="json")
        assert told == []
    assert told == [(plan.pk, None)]
    event = Event.objects.filter(document=plan.pk)[0]
    assert (event.kind, event.principal) == ("access.granted", f"user:{people['owner'].pk}")


def test_a_refused_change_of_rights_leaves_no_trace(clients: Clients, plan: Document) -> None:
    before = plan.access_version, Event.objects.count()
    clients["editor"].post(address(plan, "access/"), GRANT, format="json")
    clients["owner"].post(
        address(plan, "access/"), {"user": "owner", "role": "reader"}, format="json"
    )
    plan.refresh_from_db()
    assert (plan.access_version, Event.objects.count()) == before
