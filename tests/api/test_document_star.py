import pytest

from documents.models import Document

from .table import Clients, expect


def path(document: Document) -> str:
    return f"/api/v1/documents/{document.pk}/star/"


@pytest.mark.parametrize(("who", "status"), expect(204, 204, 204, 204, 404, 401, 403, 204, 204))
def test_who_may_put_a_star(clients: Clients, plan: Document, who: str, status: int) -> None:
    assert clients[who].put(path(plan)).status_code == status


def test_a_star_is_ones_own_and_put_once(clients: Clients, plan: Document) -> None:
    for _ in range(2):
        clients["reader"].put(path(plan))
    assert plan.stars.count() == 1
    address = f"/api/v1/documents/{plan.pk}/"
    assert clients["reader"].get(address).json()["starred"]
    assert not clients["owner"].get(address).json()["starred"]


def test_a_star_is_taken_off(clients: Clients, plan: Document) -> None:
    clients["reader"].put(path(plan))
    for _ in range(2):
        assert clients["reader"].delete(path(plan)).status_code == 204
    assert plan.stars.count() == 0
