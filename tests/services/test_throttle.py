"""What may be tried a few times only, counted by the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from documents.models import Attempt
from documents.services.throttle import SIGN_IN, Throttle
from documents.store import attempts

HERE, THERE = "192.0.2.1", "192.0.2.2"


def tries(count: int, account: str = "ada", address: str = HERE) -> list[int]:
    return [SIGN_IN.take(account=account, address=address) for _ in range(count)]


def an_hour_passes() -> None:
    Attempt.objects.update(began=F("began") - timedelta(hours=1))


@pytest.mark.django_db
def test_five_attempts_in_a_minute_and_then_a_wait() -> None:
    *allowed, wait = tries(6)
    assert not any(allowed)
    assert 55 <= wait <= 60


@pytest.mark.django_db
def test_the_wait_ends() -> None:
    tries(6)
    an_hour_passes()
    *allowed, wait = tries(6)
    assert not any(allowed)
    assert wait


@pytest.mark.django_db
def test_what_was_refused_does_not_make_the_wait_longer() -> None:
    tries(5)
    began = list(Attempt.objects.order_by("pk").values_list("count", "began"))
    assert all(tries(20))
    assert list(Attempt.objects.order_by("pk").values_list("count", "began")) == began


@pytest.mark.django_db
def test_guesses_from_one_address_shut_nobody_out_elsewhere() -> None:
    tries(6)
    assert not any(tries(5, address=THERE))


@pytest.mark.django_db
def test_many_addresses_get_no_further_with_one_account() -> None:
    spread = [tries(1, address=f"192.0.2.{n}")[0] for n in range(30)]
    assert [bool(wait) for wait in spread] == [False] * 20 + [True] * 10


@pytest.mark.django_db
def test_many_accounts_get_no_further_from_one_address() -> None:
    spread = [tries(1, account=f"name-{n}")[0] for n in range(40)]
    assert [bool(wait) for wait in spread] == [False] * 30 + [True] * 10


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ADA", " ada ", "\uff41da"])  # the last is a wide "a"
def test_an_account_has_one_count_however_it_is_spelled(name: str) -> None:
    tries(5)
    assert SIGN_IN.take(account=name, address=HERE)


@pytest.mark.django_db
def test_a_network_of_ipv6_counts_as_one_address() -> None:
    tries(5, address="2001:db8::1")
    assert SIGN_IN.take(account="ada", address="2001:db8::2")
    assert not SIGN_IN.take(account="ada", address="2001:db8:0:1::2")


@pytest.mark.django_db
def test_what_succeeds_does_not_count() -> None:
    for _ in range(40):
        assert not SIGN_IN.take(account="ada", address=HERE)
        SIGN_IN.give_back(account="ada", address=HERE)


@pytest.mark.django_db
def test_nothing_tells_who_tried() -> None:
    tries(1)
    kept = " ".join(Attempt.objects.values_list("pk", flat=True))
    assert "ada" not in kept
    assert HERE not in kept


@pytest.mark.django_db
def test_each_kind_counts_by_itself() -> None:
    other = Throttle(kind="other", address="wrong_links_per_minute", window_seconds=3600)
    tries(6)
    assert not any(other.take(address=HERE) for _ in range(10))
    assert other.take(address=HERE) > 3500


@pytest.mark.django_db
def test_it_can_be_switched_off(settings: Any) -> None:
    settings.COLLAB = {"LIMITS": {"THROTTLE": False}}
    assert not any(tries(50))


@pytest.mark.django_db
def test_old_counts_are_forgotten() -> None:
    tries(1)
    assert attempts.forget(timedelta(days=1)) == 0
    Attempt.objects.update(began=F("began") - timedelta(days=2))
    assert attempts.forget(timedelta(days=1)) == 3


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_no_way_around() -> None:
    def attempt(_: int) -> int:
        try:
            return SIGN_IN.take(account="ada", address=HERE)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(attempt, range(24)))
    assert waits.count(0) == 5
