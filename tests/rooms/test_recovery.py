"""After a restore from backup, open editors bring back what it lacks, while that is allowed."""

from dataclasses import replace
from typing import Any

from pycrdt import Doc, Text

from documents.protocol import ywebsocket
from documents.protocol.errors import CloseCode

from .bench import Bench, Client, MemoryLog, settle

ANN, BOB = "user:1", "user:2"


async def typed_together() -> tuple[Client, Client]:
    """Two people with the same text, of which a backup holds nothing but whose ids are whose."""
    bench = Bench()
    ann, bob = bench.join(ANN, 1), bench.join(BOB, 2)
    ann.type(0, "ann ")
    await settle(bench, [ann, bob])
    bob.type(4, "bob ")
    await settle(bench, [ann, bob])
    return ann, bob


def restored(*, recovering: bool = True) -> Bench:
    log = MemoryLog()
    log.claims = [(1, ANN), (2, BOB)]
    log.head = replace(log.head, recovering=recovering)
    bench = Bench(log)
    bench.room.record.owners |= dict(log.claims)
    return bench


def come_back(bench: Bench, client: Client) -> None:
    client.drop()
    client.bench = bench
    client.connect()


async def test_one_editor_brings_back_what_another_wrote() -> None:
    ann, bob = await typed_together()
    bench = restored()
    come_back(bench, ann)
    ann.ask(1)
    await settle(bench, [ann])
    assert bench.log.text() == "ann bob "
    assert ann.saved == [1]
    assert {row.author for row in bench.log.rows} == {"recovered:user:1"}
    assert (ann.wire.closed, bob.wire.closed) == (None, None)


async def test_whoever_wrote_it_goes_on_under_the_same_client_id() -> None:
    ann, bob = await typed_together()
    bench = restored()
    bench.log.claims = [(1, ANN)]  # the other's id is younger than the backup
    bench.room.record.owners.pop(2)
    come_back(bench, ann)
    await settle(bench, [ann])
    bob.type(8, "more")
    come_back(bench, bob)
    await settle(bench, [ann, bob])
    bob.type(0, "and ")
    await settle(bench, [ann, bob])
    assert bench.log.text() == str(ann.text) == str(bob.text) == "and ann bob more"
    assert dict(bench.log.claims) == {1: ANN, 2: BOB}
    assert bench.log.rows[-1].author == BOB
    assert (ann.wire.closed, bob.wire.closed) == (None, None)


async def test_what_both_bring_back_is_stored_once() -> None:
    ann, bob = await typed_together()
    bench = restored()
    come_back(bench, ann)
    come_back(bench, bob)
    await settle(bench, [ann, bob])
    assert bench.log.text() == str(ann.text) == str(bob.text) == "ann bob "


async def test_own_work_is_credited_as_ever() -> None:
    bench = restored()
    ann = bench.join(ANN, 1)
    ann.drop()
    ann.type(0, "offline")
    ann.connect()
    await settle(bench, [ann])
    assert [row.author for row in bench.log.rows] == [ANN]


async def test_outside_of_the_window_it_is_forgery() -> None:
    ann, _ = await typed_together()
    bench = restored(recovering=False)
    come_back(bench, ann)
    await settle(bench, [ann])
    assert bench.log.rows == []
    assert ann.wire.closed is not None
    assert ann.wire.closed[0] is CloseCode.FOREIGN_CLIENT


async def test_only_an_answer_brings_something_back() -> None:
    """Nobody types as somebody else, whatever the backup lacks."""
    bench = restored()
    ann = bench.join(ANN, 1)
    await settle(bench, [ann])
    forged: Doc[Any] = Doc(client_id=2)
    forged.get("t", type=Text).insert(0, "forged")
    ann.up.append(ywebsocket.update_message(forged.get_update()))
    await settle(bench, [ann])
    assert bench.log.rows == []
    assert ann.wire.closed is not None


async def test_a_reader_brings_nothing_back() -> None:
    ann, _ = await typed_together()
    bench = restored()
    ann._writes = False
    come_back(bench, ann)
    await settle(bench, [ann])
    assert bench.log.rows == []
    assert ann.refusals


async def test_another_process_does_not_take_the_bringer_for_the_author() -> None:
    ann, bob = await typed_together()
    first = restored()
    come_back(first, ann)
    await settle(first, [ann])
    second = restored()
    second.room.record.owners.clear()
    second.hear(seq=len(first.log.rows), rows=first.log.rows)
    assert 2 not in second.room.record.owners
    assert bob.name not in {row.author for row in first.log.rows}
