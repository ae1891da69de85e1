"""What a client that is no honest one gets for its haste, and that the honest never notice."""

import asyncio
from contextlib import ExitStack
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as django_settings
from django.contrib.auth.models import User

from documents import tokens
from documents.consumers.crowd import Crowd, CrowdedError
from documents.consumers.inbox import Inbox
from documents.models import Document
from documents.protocol import ywebsocket
from documents.protocol.codec import var_bytes, var_string, var_uint
from documents.protocol.errors import CloseCode, TooFastError
from documents.protocol.limits import Limits
from documents.protocol.rates import Means, Pace, Rates, Share

from ..consumers.conftest import Socket
from ..rooms.bench import Bench, settle

FREE = Limits(throttle=False)


def flood(pace: Pace, seconds: float, per_second: float) -> tuple[float, int]:
    """Send for some seconds, waiting when told: how long that took, and how many were read."""
    now, sent = 0.0, 0
    while now < seconds:
        sent += 1
        now += 1 / per_second
        if pace.spend(20):
            now += pace.settle(now)
    return now, sent


# -- the pace of one socket


def test_somebody_who_types_is_never_held_back() -> None:
    pace = Pace(Limits(), 0.0)
    for tick in range(100_000):
        assert not pace.spend(40) or pace.settle(tick / 400) == 0


def test_a_message_as_large_as_allowed_is_not_held_back() -> None:
    limits = Limits()
    assert not Pace(limits, 0.0).spend(limits.message_bytes)


def test_a_flood_is_read_at_the_rate_and_loses_nothing() -> None:
    limits = Limits(held_back_seconds=1000)
    now, sent = flood(Pace(limits, 0.0), 100, 100_000)
    burst = limits.messages_per_second * limits.burst_seconds + (limits.message_bytes >> 12)
    assert sent == pytest.approx(limits.messages_per_second * now + burst, rel=0.02)


def test_a_flood_that_does_not_end_is_ended() -> None:
    with pytest.raises(TooFastError):
        flood(Pace(Limits(), 0.0), 60, 100_000)


def test_a_flood_that_pauses_may_come_again() -> None:
    pace = Pace(Limits(), 0.0)
    for start in range(0, 600, 60):
        for _ in range(10_000):
            if pace.spend(20):
                pace.settle(start + 1.0)


def test_without_throttling_nothing_is_held_back() -> None:
    pace = Pace(FREE, 0.0)
    assert not any(pace.spend(2**20) for _ in range(100_000))


# -- what is asked of a room


async def test_sync_requests_without_a_pause_end_the_connection() -> None:
    bench = Bench()
    eve = bench.join("user:66", 66)
    eve.up.extend([ywebsocket.sync_step_1(b"\x00")] * 100)
    await eve.send()
    assert eve.wire.closed is not None
    assert eve.wire.closed[0] == CloseCode.TOO_FAST
    assert sum(frame[:2] == b"\x00\x01" for frame in eve.wire.down) == 5


async def test_a_large_document_is_sent_once_in_two_seconds() -> None:
    bench = Bench()
    ann, eve = bench.join("user:1", 1), bench.join("user:66", 66)
    ann.type(0, "x" * 100_000)
    await settle(bench, [ann, eve])
    bench.clock.advance(10)
    for _ in range(3):
        eve.up.append(ywebsocket.sync_step_1(b"\x00"))
    await eve.send()
    assert sum(frame[:2] == b"\x00\x01" for frame in eve.wire.down) == 1
    bench.clock.advance(2.1)
    assert sum(frame[:2] == b"\x00\x01" for frame in eve.wire.down) == 2


async def test_without_throttling_every_sync_request_is_answered() -> None:
    bench = Bench(limits=FREE)
    eve = bench.join("user:66", 66)
    eve.up.extend([ywebsocket.sync_step_1(b"\x00")] * 100)
    await eve.send()
    assert sum(frame[:2] == b"\x00\x01" for frame in eve.wire.down) == 101


def cursor(client: int, clock: int) -> bytes:
    state = var_uint(client) + var_uint(clock) + var_string("{}")
    return b"\x01" + var_bytes(b"\x01" + state)


async def test_a_flood_of_cursors_reaches_others_seldom_and_is_ended() -> None:
    bench = Bench()
    ann, eve = bench.join("user:1", 1), bench.join("user:66", 66)
    await settle(bench, [ann, eve])
    for clock in range(1, 1001):
        eve.up.append(cursor(66, clock))
        bench.clock.advance(0.001)
        await eve.send()
    assert eve.wire.closed is not None
    assert eve.wire.closed[0] == CloseCode.TOO_FAST
    assert sum(frame[0] == ywebsocket.AWARENESS for frame in ann.wire.down) <= 21


async def test_many_cursors_of_one_socket_end_it() -> None:
    bench = Bench()
    eve = bench.join("user:66", 66)
    eve.up.extend(cursor(client, 1) for client in range(100, 140))
    await eve.send()
    assert eve.wire.closed is not None
    assert eve.wire.closed[0] == CloseCode.TOO_FAST


def written_by(client: int) -> bytes:
    update = b"\x01\x01" + var_uint(client) + b"\x00\x04\x01\x01t\x01x\x00"
    return ywebsocket.update_message(update)


async def test_new_client_ids_are_counted() -> None:
    bench = Bench()
    eve = bench.join("user:66", 66)
    eve.up.extend(written_by(client) for client in range(100, 109))
    await eve.send()
    await bench.quiet()
    assert eve.wire.closed is not None
    assert eve.wire.closed[0] == CloseCode.TOO_FAST
    assert len(bench.log.claims) == 8


def test_the_work_of_many_sessions_may_come_in_one_sync() -> None:
    limits = Limits()
    rates = Rates(limits, Means(Share(limits, 0.0)))
    rates.introduce(1000, 0.0, answer=True)
    rates.introduce(8, 0.0, answer=False)
    with pytest.raises(TooFastError):
        rates.introduce(1, 0.0, answer=False)
    rates.introduce(1, 8.0, answer=False)
    with pytest.raises(TooFastError):
        Rates(limits, Means(Share(limits, 0.0))).introduce(2000, 0.0, answer=True)


# -- numbers of sockets


def test_a_user_has_so_many_sockets_and_no_more() -> None:
    crowd, limits = Crowd(lambda: 0.0), Limits(sockets_per_user=1)
    with crowd.one_more("user:1", "a", limits):
        with pytest.raises(CrowdedError), crowd.one_more("user:1", "b", limits):
            pass
        with crowd.one_more("user:2", "a", limits):
            pass
    with crowd.one_more("user:1", "a", limits):
        pass


def test_a_document_has_so_many_sockets_and_no_more() -> None:
    crowd, limits = Crowd(lambda: 0.0), Limits(sockets_per_document=1)
    with crowd.one_more("user:1", "a", limits), pytest.raises(CrowdedError):
        crowd.one_more("user:2", "a", limits).__enter__()


def test_a_benchmark_opens_as_many_sockets_as_it_likes() -> None:
    crowd, limits = Crowd(lambda: 0.0), Limits(sockets_per_user=1, throttle=False)
    with crowd.one_more("user:1", "a", limits), crowd.one_more("user:1", "a", limits):
        pass


def test_strangers_of_one_address_are_refused_and_others_are_not() -> None:
    seconds = [0.0]
    crowd, limits = Crowd(lambda: seconds[0]), Limits()
    for _ in range(20):
        assert crowd.may_knock("192.0.2.1", limits)
        crowd.turned_away("192.0.2.1", limits)
    assert not crowd.may_knock("192.0.2.1", limits)
    assert crowd.may_knock("192.0.2.2", limits)
    seconds[0] = 1.0
    assert crowd.may_knock("192.0.2.1", limits)


def test_strangers_of_one_ipv6_network_count_together() -> None:
    crowd, limits = Crowd(lambda: 0.0), Limits(strangers_burst=1)
    crowd.turned_away("2001:db8::1", limits)
    assert not crowd.may_knock("2001:db8::2", limits)
    assert crowd.may_knock("2001:db8:0:1::2", limits)


# -- the time of one person


def test_who_types_never_uses_up_their_share() -> None:
    share = Share(Limits(), 0.0)
    for tick in range(100_000):
        assert not share.spend(0.00001) or share.debt(tick / 1000) == 0


def test_a_debt_is_paid_by_waiting() -> None:
    share = Share(Limits(work_share=0.2, work_burst_seconds=1.0), 0.0)
    assert not share.spend(1.0)
    assert share.spend(0.1)
    assert share.debt(0.0) == pytest.approx(0.5)
    assert share.debt(0.5) == pytest.approx(0)
    assert not share.is_full(1.0)
    assert share.is_full(10.0)


def test_without_throttling_nobody_has_a_debt() -> None:
    assert not Share(FREE, 0.0).spend(1e9)


def test_all_sockets_of_one_person_have_one_share() -> None:
    crowd, limits = Crowd(lambda: 0.0), Limits()
    with crowd.one_more("user:1", "a", limits) as one, crowd.one_more("user:1", "b", limits) as two:
        assert one.share is two.share
    with crowd.one_more("user:1", "a", limits) as again, crowd.one_more("user:2", "a", limits) as b:
        assert again.share is one.share
        assert b.share is not one.share


# -- answers: ten bytes in, a whole document out


def answering(*sockets: Means, limits: Limits) -> list[float]:
    """How long each has to wait for an answer of a thousand bytes, one after the other."""
    waits = []
    for means in sockets:
        rates = Rates(limits, means)
        waits.append(rates.sync(0.0))
        if not waits[-1]:
            rates.synced(1000, 0.0)
    return waits


@pytest.mark.parametrize(
    ("limits", "comers"),
    [
        (
            Limits(answer_bytes_per_person=1000, answer_burst_seconds=2),
            [("user:1", "192.0.2.1"), ("user:1", "192.0.2.2"), ("user:2", "192.0.2.1")],
        ),
        (
            Limits(answer_bytes_per_address=1000, answer_burst_seconds=2),
            [("guest:1", "2001:db8::1"), ("guest:2", "2001:db8::2"), ("guest:3", "2001:db9::")],
        ),
    ],
)
def test_sockets_of_one_person_or_address_get_together_what_one_would(
    limits: Limits, comers: list[tuple[str, str]]
) -> None:
    crowd = Crowd(lambda: 0.0)
    with ExitStack() as stack:
        one, two, other = (
            stack.enter_context(crowd.one_more(who, "a", limits, address))
            for who, address in comers
        )
        waits = answering(one, two, one, two, other, limits=limits)
    assert waits == [0, 0, 0, pytest.approx(1), 0]


def test_a_benchmark_is_answered_at_once() -> None:
    crowd = Crowd(lambda: 0.0)
    with crowd.one_more("user:1", "a", FREE, "192.0.2.1") as means:
        assert answering(*[means] * 2000, limits=FREE) == [0.0] * 2000


def test_who_comes_in_again_and_again_waits() -> None:
    seconds = [0.0]
    crowd = Crowd(lambda: seconds[0])
    limits = Limits(joins_per_second=10, joins_burst=2, joins_waiting_seconds=0.2)
    assert [crowd.queue("a", limits) for _ in range(4)] == pytest.approx([0, 0, 0.1, 0.2])
    assert crowd.queue("b", limits) == 0
    assert crowd.queue("a", limits) == pytest.approx(0.3)
    with pytest.raises(CrowdedError):
        crowd.queue("a", limits)
    seconds[0] = 10.0
    assert crowd.queue("a", limits) == 0
    assert [crowd.queue("a", FREE) for _ in range(9)] == [0] * 9


def visited(crowd: Crowd, times: int, seconds: float, code: CloseCode | None = None) -> None:
    """Somebody comes in with a credential that is known, and goes; so many times."""
    for _ in range(times):
        crowd.welcome("a", principal="user:1")
        crowd.visited("user:1", seconds, code, Limits())


@pytest.mark.parametrize(
    ("seconds", "code"), [(0.5, None), (5.0, CloseCode.PROTOCOL_ERROR), (0.5, CloseCode.TOO_FAST)]
)
def test_who_visits_in_vain_again_and_again_waits(seconds: float, code: CloseCode | None) -> None:
    now = [0.0]
    crowd, limits = Crowd(lambda: now[0]), Limits()
    visited(crowd, 10, seconds, code)
    assert crowd.queue("a", limits) == 0
    visited(crowd, 4, seconds, code)
    assert crowd.queue("a", limits) == pytest.approx(2)
    assert crowd.queue("a", FREE) == crowd.queue("somebody's", limits) == 0
    now[0] = 2.0
    assert crowd.queue("a", limits) == 0
    visited(crowd, 1000, seconds, code)
    with pytest.raises(CrowdedError):
        crowd.queue("a", limits)


@pytest.mark.parametrize("code", [None, CloseCode.RESTARTING, CloseCode.NOT_SIGNED_IN])
def test_who_stays_or_is_sent_away_for_no_offence_does_not_wait(code: CloseCode | None) -> None:
    crowd = Crowd(lambda: 0.0)
    visited(crowd, 100, 1.0, code)
    assert crowd.queue("a", Limits()) == 0


def test_two_tabs_that_find_they_are_twins_do_not_wait() -> None:
    now = [0.0]
    crowd = Crowd(lambda: now[0])
    for second in range(60):
        now[0] = second
        visited(crowd, 2, 0.5, CloseCode.FOREIGN_CLIENT)
        assert crowd.queue("a", Limits()) == 0


def test_an_old_credential_makes_nobody_wait_but_whoever_shows_it() -> None:
    crowd, limits = Crowd(lambda: 0.0), Limits()
    crowd.welcome("old", "new", principal="user:1")
    for _ in range(500):
        crowd.queue("old", limits)
    assert crowd.queue("new", limits) == 0


def test_a_page_that_was_opened_does_not_make_anybody_unknown() -> None:
    crowd = Crowd(lambda: 0.0)
    visited(crowd, 14, 0.5)
    crowd.welcome("a")
    assert crowd.queue("a", Limits()) == pytest.approx(2)


async def test_what_waits_on_a_server_that_reads_on_is_bounded() -> None:
    inbox = Inbox(Limits(message_bytes=1000, queue_bytes=1000))
    inbox.put(b"x" * 1000)
    with pytest.raises(TooFastError):
        inbox.put(b"x" * 1000)


# -- through the door


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("rooms")
async def test_a_class_behind_one_address_comes_in_while_strangers_are_refused(
    ada: User, plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.consumers.document._crowd", Crowd(lambda: 0.0))
    _, secret = await sync_to_async(tokens.issue)(ada, "test", ["write"])
    headers = [(b"authorization", f"Bearer {secret}".encode())]
    path = f"/ws/documents/{plan.pk}"
    pupils = [await Socket(path, headers).opened() for _ in range(25)]
    origin = (b"origin", django_settings.CSRF_TRUSTED_ORIGINS[0].encode())
    for _ in range(20):
        assert await (await Socket(path, [origin]).opened()).close_code() == 4401
    accepted, _ = await Socket(path, [origin]).connect()
    assert not accepted
    assert not (await Socket(path, [(b"authorization", b"Bearer made up")]).connect())[0]
    await (await Socket(path, headers).opened()).disconnect()  # is known
    for pupil in pupils:
        await pupil.frame()
        await pupil.disconnect()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("rooms")
async def test_a_flood_on_a_socket_ends_with_its_code(
    ada: User, plan: Document, settings: Any
) -> None:
    settings.COLLAB = {
        "LIMITS": {"HELD_BACK_SECONDS": 0.2, "BURST_SECONDS": 1, "MESSAGE_BYTES": 4096}
    }
    _, secret = await sync_to_async(tokens.issue)(ada, "test", ["write"])
    headers = [(b"authorization", f"Bearer {secret}".encode())]
    socket = await Socket(f"/ws/documents/{plan.pk}", headers).opened()
    for _ in range(2000):
        await socket.send_to(bytes_data=b"\x64\x01")
    async with asyncio.timeout(20):
        assert await socket.close_code() == 4529


async def test_the_handshakes_of_one_credential_are_looked_at_two_at_a_time() -> None:
    crowd, inside, most = Crowd(lambda: 0.0), 0, 0

    async def come_in(credential: str) -> None:
        nonlocal inside, most
        async with crowd.door(credential, Limits()):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(come_in("mallory's") for _ in range(30)))
    assert most == 2
    await asyncio.gather(*(come_in(f"somebody's {number}") for number in range(30)))
    assert most > 2
