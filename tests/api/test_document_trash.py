import pytest
from django.contrib.auth.models import User

from documents.models import Document, Event

from .table import Clients, address, expect


@pytest.mark.parametrize(("who", "status"), expect(204, 403, 403, 403, 404, 401, 403, 204, 204))
def test_who_may_trash(clients: Clients, plan: Document, who: str, status: int) -> None:
    assert clients[who].delete(address(plan)).status_code == status
    plan.refresh_from_db()
    assert (plan.trashed is not None) == (status == 204)


@pytest.mark.parametrize(("who", "status"), expect(200, 404, 404, 404, 404, 401, 403, 200, 200))
def test_who_may_recover(clients: Clients, plan: Document, who: str, status: int) -> None:
    clients["owner"].delete(address(plan))
    assert clients[who].post(address(plan, "recover/")).status_code == status
    plan.refresh_from_db()
    assert (plan.trashed is None) == (status == 200)


def test_the_way_into_the_trash_and_back_is_audited(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    clients["owner"].delete(address(plan), REMOTE_ADDR="192.0.2.7")
    clients["owner"].post(address(plan, "recover/"))
    recovered, trashed = Event.objects.filter(kind__startswith="document.")
    assert (trashed.kind, recovered.kind) == ("document.trashed", "document.recovered")
    assert trashed.principal == f"user:{people['owner'].pk}"
    assert (trashed.address, recovered.address) == ("192.0.2.7", "127.0.0.1")


def test_what_is_in_the_trash_is_not_put_there_again(clients: Clients, plan: Document) -> None:
    clients["owner"].delete(address(plan))
    answer = clients["owner"].delete(address(plan))
    assert (answer.status_code, answer.json()["detail"]) == (409, "The document is in the trash.")


def test_what_is_not_in_the_trash_is_not_recovered(clients: Clients, plan: Document) -> None:
    answer = clients["owner"].post(address(plan, "recover/"))
    assert answer.status_code == 409
    assert answer.json()["detail"] == "The document is not in the trash."


def test_recovering_is_no_get(clients: Clients, plan: Document) -> None:
    clients["owner"].delete(address(plan))
    assert clients["owner"].get(address(plan, "recover/")).status_code == 405


def test_a_request_that_came_over_no_network_has_no_address(
    clients: Clients, plan: Document
) -> None:
    clients["owner"].delete(address(plan), REMOTE_ADDR="")
    assert Event.objects.get(kind="document.trashed").address is None
