"""What comes from other processes: their rows, their people, and who owns a client id."""

from pycrdt import Doc, Text

from documents.envelope import Cursor
from documents.protocol.messages import AwarenessEntry
from documents.rooms.room import PATIENCE_SECONDS

from .bench import Bench
from .test_gathering import announce, seen


def elsewhere(bench: Bench, client_id: int, text: str) -> None:
    """Somebody connected to another process commits a text."""
    doc: Doc[Text] = Doc(client_id=client_id)
    doc.get("t", type=Text).insert(0, text)
    bench.log.append(doc.get_update(), f"user:{client_id}")


async def test_rows_that_follow_are_shown_without_reading_the_log() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    elsewhere(bench, 2, "fast")
    bench.runner.away = 100  # nobody could read it
    bench.hear(seq=1, rows=bench.log.rows)
    ann.hear()
    assert str(ann.text) == "fast"
    assert bench.room.record.owners[2] == "user:2"
    bench.hear(seq=1, rows=bench.log.rows)  # twice is once
    assert bench.room.record.seq == 1
    assert not bench.room.tasks


async def test_rows_after_a_hole_are_read_from_the_log() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    elsewhere(bench, 2, "one")
    elsewhere(bench, 3, "two")
    bench.hear(seq=2, rows=bench.log.rows[1:])
    bench.clock.advance(PATIENCE_SECONDS)
    await bench.room.tasks.settled()
    ann.hear()
    assert {*str(ann.text)} == {*"onetwo"}


async def test_rows_that_are_on_their_way_are_not_read_from_the_log() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    elsewhere(bench, 2, "one")
    elsewhere(bench, 3, "two")
    bench.runner.away = 100  # nobody could read it
    bench.hear(seq=2, rows=bench.log.rows[1:])
    bench.room.polled(bench.log.head)
    assert not bench.room.tasks
    bench.hear(seq=2, rows=bench.log.rows)
    bench.clock.advance(PATIENCE_SECONDS)
    assert not bench.room.tasks
    ann.hear()
    assert {*str(ann.text)} == {*"onetwo"}


async def test_rows_that_no_hint_brings_are_read_when_the_database_says_so() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    elsewhere(bench, 2, "one")
    bench.room.polled(bench.log.head)
    bench.clock.advance(PATIENCE_SECONDS)
    await bench.room.tasks.settled()
    ann.hear()
    assert str(ann.text) == "one"


async def test_rights_that_have_changed_count_before_the_rows_beside_them_are_read() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    elsewhere(bench, 2, "one")
    bench.log.revoke("user:2")
    bench.room.polled(bench.log.head)
    await bench.room.tasks.settled()
    assert not ann.peer.may_write


async def test_an_edit_that_waits_is_judged_again_when_its_client_id_was_used_elsewhere() -> None:
    bench = Bench()
    ann = bench.join("user:2", 2)
    ann.type(0, "mine")
    await ann.send()
    elsewhere(bench, 2, "theirs")
    bench.hear(seq=1, rows=bench.log.rows)
    await bench.quiet()
    assert ann.wire.closed is not None
    assert bench.log.text() == "theirs"


async def test_people_of_another_process_are_seen_until_it_falls_silent() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    bench.hear(cursors=[Cursor(AwarenessEntry(9, 1, '{"cursor":1}'), "user:9")])
    bench.clock.advance(1)
    assert seen(ann) == [AwarenessEntry(9, 1, '{"cursor":1}')]
    assert bench.room.gathering.others_elsewhere
    assert bench.relay.cursors == []  # what others said is theirs to repeat
    bench.clock.advance(31)
    bench.room.gathering.tick()
    bench.clock.advance(1)
    assert seen(ann) == [AwarenessEntry(9, 1, None)]
    assert not bench.room.gathering.others_elsewhere


async def test_a_process_tells_of_its_own_people_and_answers_who_is_here() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    announce(ann, 1, 1, "{}")
    await ann.send()
    bench.clock.advance(1)
    assert [(c.entry.client, c.principal) for c in bench.relay.cursors] == [(1, "user:1")]
    bench.relay.cursors.clear()
    bench.hear(asks=True)
    assert [c.entry.client for c in bench.relay.cursors] == [1]


async def test_nobody_elsewhere_moves_another_s_cursor() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    announce(ann, 1, 1, "{}")
    await ann.send()
    bench.clock.advance(1)
    seen(ann)
    bench.hear(cursors=[Cursor(AwarenessEntry(1, 99, None), "user:66")])
    bench.clock.advance(1)
    assert seen(ann) == []


async def test_a_client_that_moved_here_is_not_removed_by_where_it_was() -> None:
    bench = Bench()
    ann, bob = bench.join("user:1", 1), bench.join("user:2", 2)
    bench.hear(cursors=[Cursor(AwarenessEntry(1, 1, "{}"), "user:1")])
    announce(ann, 1, 2, "{}")
    await ann.send()
    bench.clock.advance(1)
    seen(bob)
    bench.hear(cursors=[Cursor(AwarenessEntry(1, 2, None), "user:1")])
    bench.clock.advance(1)
    assert seen(bob) == []
