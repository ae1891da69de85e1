"""Rates, with time as an argument."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.protocol.errors import TooFastError
from documents.protocol.limits import KIB, MIB, Limits
from documents.protocol.rates import Bucket, Means, Pace, Rates, Share

FREE = Limits(throttle=False)


# --- buckets -----------------------------------------------------------------------------------


def test_a_bucket_gives_what_is_in_it_and_no_more() -> None:
    bucket = Bucket(per_second=2, full=3, now=0.0)
    assert bucket.is_full(0.0)
    assert [bucket.take(1, 0.0) for _ in range(4)] == [True, True, True, False]
    assert not bucket.take(2, 0.5)
    assert bucket.take(1, 0.5)
    assert not bucket.is_full(1.9)
    assert bucket.is_full(2.1)
    assert bucket.left(1000.0) == 3


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(0, 10))))
def test_a_bucket_never_gives_more_than_its_rate(steps: list[tuple[float, float]]) -> None:
    bucket = Bucket(per_second=3, full=10, now=0.0)
    now = given_out = 0.0
    for pause, amount in steps:
        now += pause
        if bucket.take(amount, now):
            given_out += amount
    assert given_out <= 10 + 3 * now + 1e-6


def test_who_reserves_waits_until_the_token_is_back() -> None:
    bucket = Bucket(per_second=2, full=2, now=0.0)
    assert [bucket.reserve(0.0) for _ in range(4)] == [0.0, 0.0, 0.5, 1.0]
    assert bucket.reserve(10.0) == 0.0


# --- the time of a person ----------------------------------------------------------------------


def test_who_used_up_their_share_waits_until_the_debt_is_paid() -> None:
    share = Share(Limits(work_share=0.5, work_burst_seconds=1.0), now=0.0)
    assert share.is_full(0.0)
    assert not share.spend(1.0)
    assert share.spend(0.5)
    assert share.debt(0.0) == 1.0
    assert share.debt(1.0) == 0.0
    assert not share.is_full(2.0)
    assert share.is_full(3.0)


def test_work_that_was_counted_too_high_is_given_back() -> None:
    share = Share(Limits(work_share=0.5, work_burst_seconds=1.0), now=0.0)
    assert share.spend(3.0)
    assert not share.spend(-2.5)
    assert share.debt(0.0) == 0.0


def test_without_throttling_nobody_uses_up_their_share() -> None:
    share = Share(FREE, now=0.0)
    assert not share.spend(1e9)


# --- the pace of a socket ----------------------------------------------------------------------

SLOW = Limits(messages_per_second=10, burst_seconds=2, message_bytes=40 * KIB, held_back_seconds=5)
"""A burst of 20 messages, and one of any size."""


def exhausted() -> Pace:
    pace = Pace(SLOW, 0.0)
    assert not any(pace.spend(1) for _ in range(30))
    assert pace.spend(1)
    return pace


def test_who_used_up_the_burst_waits_until_a_quarter_second_s_worth_is_back() -> None:
    wait = exhausted().settle(0.0)
    assert wait == pytest.approx((2.5 + 1) / 10)


def test_what_came_back_meanwhile_costs_no_wait() -> None:
    pace = exhausted()
    assert pace.settle(1.0) == 0.0
    assert not pace.spend(1)


def test_large_messages_count_by_their_size() -> None:
    pace = Pace(SLOW, 0.0)
    assert not pace.spend(40 * KIB)
    assert not pace.spend(40 * KIB)
    assert pace.spend(40 * KIB)
    assert not Pace(Limits(), 0.0).spend(16 * MIB)


def test_who_is_held_back_for_too_long_is_ended() -> None:
    pace = exhausted()
    pace.settle(0.0)
    for second in range(1, 6):
        for _ in range(100):
            pace.spend(1)
        assert pace.settle(float(second)) > 0
    pace.spend(1)
    with pytest.raises(TooFastError):
        pace.settle(5.1)


def test_a_pause_is_forgiven() -> None:
    pace = exhausted()
    assert pace.settle(0.0) > 0
    assert pace.settle(60.0) == 0.0
    for _ in range(100):
        pace.spend(1)
    assert pace.settle(60.0) > 0
    assert pace.settle(64.9) > 0


# --- what is asked of a room -------------------------------------------------------------------


def test_sync_may_be_asked_some_times_a_second() -> None:
    rates = Rates(Limits(), Means(Share(Limits(), 0.0)))
    assert [rates.sync(now) for now in (0.0, 0.1, 0.2, 0.3, 0.4)] == [0.0] * 5
    with pytest.raises(TooFastError):
        rates.sync(0.5)


def test_sync_requests_are_forgotten_after_a_second() -> None:
    rates = Rates(Limits(), Means(Share(Limits(), 0.0)))
    assert all(rates.sync(number / 4) == 0.0 for number in range(40))


def test_after_a_large_answer_the_next_waits() -> None:
    rates = Rates(Limits(), Means(Share(Limits(), 0.0)))
    rates.synced(1 * KIB, 10.0)
    assert rates.sync(10.0) == 0.0
    rates.synced(1 * MIB, 10.5)
    assert rates.sync(11.0) == pytest.approx(1.5)
    assert rates.sync(12.5) == 0.0


def test_presence_may_be_told_in_bursts() -> None:
    limits = Limits(awareness_per_second=2, awareness_burst_seconds=3)
    rates = Rates(limits, Means(Share(limits, 0.0)))
    for _ in range(6):
        rates.announce(0.0)
    with pytest.raises(TooFastError):
        rates.announce(0.1)
    rates.announce(0.6)


def test_new_client_ids_are_few_but_for_what_a_sync_brings() -> None:
    limits = Limits(new_clients_per_sync=100, new_clients_per_minute=2)
    rates = Rates(limits, Means(Share(limits, 0.0)))
    rates.introduce(100, 0.0, answer=True)
    rates.introduce(101, 0.0, answer=True)
    rates.introduce(0, 0.0, answer=False)
    rates.introduce(1, 0.0, answer=False)
    with pytest.raises(TooFastError):
        rates.introduce(1, 0.0, answer=False)
    rates.introduce(1, 30.0, answer=False)


def test_without_throttling_nothing_is_counted() -> None:
    rates = Rates(FREE, Means(Share(FREE, 0.0)))
    for _ in range(1000):
        assert rates.sync(0.0) == 0.0
        rates.announce(0.0)
        rates.introduce(1000, 0.0, answer=False)
    pace = Pace(FREE, 0.0)
    assert not any(pace.spend(MIB) for _ in range(1000))
