from typing import Any

from django.test import override_settings

from documents.models import Document

from .table import Clients, address

LIST = "/api/v1/documents/"


def rates(**given: str | None) -> Any:
    named = {f"collab-{name}": rate for name, rate in given.items()}
    return override_settings(REST_FRAMEWORK={"DEFAULT_THROTTLE_RATES": named})


def statuses(clients: Clients, who: str, count: int) -> list[int]:
    return [clients[who].get(LIST).status_code for _ in range(count)]


def test_who_asks_too_often_is_told_when_to_go_on(clients: Clients) -> None:
    with rates(read="2/min"):
        assert statuses(clients, "owner", 3) == [200, 200, 429]
        answer = clients["owner"].get(LIST)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_one_who_asks_too_often_does_not_stop_the_others(clients: Clients) -> None:
    with rates(read="1/min"):
        assert statuses(clients, "owner", 2) == [200, 429]
        assert statuses(clients, "editor", 1) == [200]


def test_the_tokens_of_a_user_are_counted_together(clients: Clients) -> None:
    with rates(read="1/min"):
        assert statuses(clients, "read token", 1) == [200]
        assert statuses(clients, "write token", 1) == [429]


def test_a_forwarded_address_does_not_make_somebody_new(clients: Clients) -> None:
    with rates(schema="1/min"):
        for forwarded, status in (("192.0.2.1", 200), ("192.0.2.2", 429)):
            answer = clients["anonymous"].get(
                "/api/v1/schema/", headers={"X-Forwarded-For": forwarded}
            )
            assert answer.status_code == status


def test_changes_are_counted_apart_from_reading(clients: Clients, plan: Document) -> None:
    with rates(write="1/min"):
        assert (
            clients["owner"].patch(address(plan), {"title": "1"}, format="json").status_code == 200
        )
        assert (
            clients["owner"].patch(address(plan), {"title": "2"}, format="json").status_code == 429
        )
        assert clients["owner"].get(address(plan)).status_code == 200


def test_throttles_can_be_switched_off(clients: Clients) -> None:
    with rates(read=None, write=None):
        assert statuses(clients, "owner", 5) == [200] * 5
