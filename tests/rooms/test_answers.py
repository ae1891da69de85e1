"""Answers to "what do I lack?" come one after the other when they are more than one may have."""

from documents.protocol import ywebsocket
from documents.protocol.rates import Bucket, Means, Share

from .bench import Bench, Client, settle

WORDS = "word " * 1000


def answered(client: Client) -> bool:
    """Whether it has got the whole document."""
    client.hear()
    return str(client.text) == WORDS


async def test_those_who_wait_get_their_answers_in_turn() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    ann.type(0, WORDS)
    await settle(bench, [ann])
    limits, now = bench.ports.conf.limits, bench.clock.now()
    means = Means(Share(limits, now), (Bucket(len(WORDS), 1, now),))
    tabs = [bench.join("user:2", 2 + number, means=means) for number in range(4)]
    for tab in tabs:
        await tab.send()
    came = [sum(map(answered, tabs))]
    for _ in range(4):
        bench.clock.advance(1.1)
        came.append(sum(map(answered, tabs)))
    assert came == [1, 2, 3, 4, 4]


async def test_who_was_closed_meanwhile_costs_the_others_nothing() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    ann.type(0, WORDS)
    await settle(bench, [ann])
    limits, now = bench.ports.conf.limits, bench.clock.now()
    means = Means(Share(limits, now), (Bucket(len(WORDS), 1, now),))
    first, gone, last = (bench.join("user:2", 2 + number, means=means) for number in range(3))
    for tab in (first, gone, last):
        await tab.send()
    for _ in range(9):
        gone.up.append(ywebsocket.sync_step_1(b"\x00"))
    await gone.send()  # more than it may ask: closed
    bench.clock.advance(1.1)
    assert (answered(first), answered(gone), answered(last)) == (True, False, True)
