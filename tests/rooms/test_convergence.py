"""However the network and the database behave, in the end everybody has the same text."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Text

from documents.protocol.updates import read_state_vector
from documents.rooms.room import PATIENCE_SECONDS

from .bench import Bench, Client, MemoryLog, settle

Step = tuple[str, int, int]
"""What happens, to which client, and where or how often."""

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "type",
                "type",
                "erase",
                "send",
                "send",
                "hear",
                "commit",
                "commit",
                "fail",
                "unknown",
                "drop",
                "follow",
            ]
        ),
        st.integers(0, 3),
        st.integers(0, 40),
    ),
    min_size=20,
    max_size=100,
)


async def take(step: Step, number: int, client: Client) -> None:
    """One step of a schedule."""
    what, _, where = step
    size = len(str(client.text))
    if what == "type":
        client.type(where % (size + 1), f"{number % 10}")
        client.ask(number)
    elif what == "erase" and size:
        client.erase(where % size, where % size + 1)
    elif what == "send":
        await client.send(1 + where % 4)
    elif what == "hear":
        client.hear(where)
    elif what == "drop":
        client.drop()
        client.connect()
    else:
        disturb(what, client.bench)
    await client.bench.room.tasks.settled()


def disturb(what: str, bench: Bench) -> None:
    """Something happens to the process."""
    if what == "commit":
        bench.journal.commit()
    elif what == "follow":
        bench.hear(seq=bench.log.head.seq)
        bench.clock.advance(PATIENCE_SECONDS)
    elif what in {"fail", "unknown"}:
        bench.journal.fail(committed=what == "unknown")


@settings(max_examples=120, deadline=None)
@given(STEPS)
async def test_any_schedule_converges_and_loses_nothing(steps: list[Step]) -> None:
    log = MemoryLog()
    benches = [Bench(log), Bench(log)]
    clients = [benches[i % 2].join(f"user:{i}", i + 1) for i in range(4)]
    for number, step in enumerate(steps):
        await take(step, number, clients[step[1]])
    for bench in benches * 3:
        bench.hear(behind=True)
        await settle(bench, [client for client in clients if client.bench is bench])
    assert {str(client.text) for client in clients} == {log.text()}
    assert not any(client.refusals or client.wire.closed for client in clients)
    fresh = Doc[Any]()
    fresh.apply_update(benches[0].room.record.merged())
    assert str(fresh.get("t", type=Text)) == log.text()


@settings(max_examples=60, deadline=None)
@given(STEPS)
async def test_any_schedule_calls_saved_only_what_the_log_holds(steps: list[Step]) -> None:
    log = MemoryLog()
    bench = Bench(log)
    clients = [bench.join(f"user:{i}", i + 1) for i in range(4)]
    typed: dict[tuple[int, int], int] = {}
    for number, step in enumerate(steps):
        client = clients[step[1]]
        await take(step, number, client)
        typed[step[1], number] = clock_of(client.doc, step[1] + 1)
        for who, other in enumerate(clients):
            saved = max((typed[who, n] for n in other.saved), default=0)
            assert clock_of_log(log, who + 1) >= saved


def clock_of(doc: Doc[Any], client_id: int) -> int:
    """How many operations of a client a replica holds."""
    return read_state_vector(doc.get_state()).get(client_id, 0)


def clock_of_log(log: MemoryLog, client_id: int) -> int:
    """How many operations of a client the log holds."""
    doc = Doc[Any]()
    for row in log.rows:
        doc.apply_update(row.payload)
    return clock_of(doc, client_id)
