"""Seen means saved: nothing is shown and nothing is called saved before its commit."""

from documents.protocol.errors import CloseCode

from .bench import Bench, MemoryLog, settle


async def test_an_edit_is_shown_to_nobody_before_its_commit() -> None:
    bench = Bench()
    ann, bob = bench.join("user:1", 1), bench.join("user:2", 2)
    await settle(bench, [ann, bob])
    ann.type(0, "hello")
    await ann.send()
    bob.hear()
    assert str(bob.text) == ""
    bench.journal.commit()
    bob.hear()
    assert str(bob.text) == "hello"


async def test_an_edit_is_called_saved_only_after_its_commit() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    await settle(bench, [ann])
    ann.type(0, "hello")
    ann.ask(7)
    await ann.send()
    flight = bench.journal.take_off()
    ann.hear()
    assert ann.saved == []
    for writer, draft in flight:
        writer.settle(bench.log.commit(draft))
    ann.hear()
    assert ann.saved == [7]


async def test_saved_waits_for_what_came_while_another_commit_was_in_flight() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    await settle(bench, [ann])
    ann.type(0, "a")
    await ann.send()
    flight = bench.journal.take_off()
    ann.type(1, "b")
    ann.ask(1)
    await ann.send()
    for writer, draft in flight:
        writer.settle(bench.log.commit(draft))
    ann.hear()
    assert ann.saved == []
    bench.journal.commit()
    ann.hear()
    assert ann.saved == [1]


async def test_asking_without_edits_is_answered_at_once() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    ann.ask(3)
    await ann.send()
    ann.hear()
    assert ann.saved == [3]


async def test_a_joining_client_does_not_see_what_is_not_committed() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    await settle(bench, [ann])
    ann.type(0, "secret")
    await ann.send()
    bob = bench.join("user:2", 2)
    await bob.send()
    bob.hear()
    assert str(bob.text) == ""
    await settle(bench, [ann, bob])
    assert str(bob.text) == "secret"


async def test_while_the_database_is_away_nothing_is_shown_or_called_saved() -> None:
    bench = Bench()
    ann, bob = bench.join("user:1", 1), bench.join("user:2", 2)
    await settle(bench, [ann, bob])
    ann.type(0, "kept")
    ann.ask(1)
    await ann.send()
    for _ in range(3):
        bench.journal.fail()
        ann.hear()
        bob.hear()
    assert (ann.saved, str(bob.text)) == ([], "")
    await settle(bench, [ann, bob])
    assert (ann.saved, str(bob.text)) == ([1], "kept")


async def test_a_commit_of_unknown_outcome_is_neither_lost_nor_doubled() -> None:
    bench = Bench()
    ann, bob = bench.join("user:1", 1), bench.join("user:2", 2)
    await settle(bench, [ann, bob])
    ann.type(0, "once")
    ann.ask(1)
    await ann.send()
    bench.journal.fail(committed=True)
    ann.type(4, " more")
    await settle(bench, [ann, bob])
    assert bench.log.text() == str(bob.text) == "once more"
    assert ann.saved == [1]


async def test_after_a_refused_frame_nothing_later_is_called_saved() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    await settle(bench, [ann])
    ann.up.append(b"\x00\x02\x03\xff\xff\xff")
    ann.type(0, "fine")
    ann.ask(1)
    await settle(bench, [ann])
    assert ann.saved == []
    assert ann.refusals
    assert bench.log.text() == "fine"


async def test_after_a_gap_saved_waits_for_the_answer_that_fills_it() -> None:
    bench = Bench()
    ann, bob = bench.join("user:1", 1), bench.join("user:2", 2)
    await settle(bench, [ann, bob])
    ann.type(0, "a")
    ann.up.clear()
    ann.type(1, "b")
    ann.ask(1)
    await ann.send()
    await bench.quiet()
    assert (ann.saved, bench.log.rows) == ([], [])
    await settle(bench, [ann, bob])
    assert (ann.saved, bench.log.text(), str(bob.text)) == ([1], "ab", "ab")


async def test_letters_behind_a_gap_cost_no_look_each_and_come_with_the_answer() -> None:
    bench = Bench()
    ann, bob = bench.join("user:1", 1), bench.join("user:2", 2)
    await settle(bench, [ann, bob])
    ann.type(0, "a")
    ann.up.clear()
    ann.type(1, "b")
    await ann.send()
    bench.runner.away = 1  # another look would fail
    for place, letter in enumerate("cde", 2):
        ann.type(place, letter)
    ann.ask(1)
    await ann.send()
    assert (bench.runner.away, ann.saved) == (1, [])
    bench.runner.away = 0
    await settle(bench, [ann, bob])
    assert (ann.saved, bench.log.text(), str(bob.text)) == ([1], "abcde", "abcde")


async def test_offline_edits_are_called_saved_only_after_the_sync_that_brings_them() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    await settle(bench, [ann])
    ann.drop()
    ann.type(0, "offline")
    ann.connect()
    await ann.send()
    ann.hear()
    ann.ask(1)
    await ann.send()
    ann.hear()
    assert ann.saved == []
    bench.journal.commit()
    ann.hear()
    assert (ann.saved, bench.log.text()) == ([1], "offline")


async def test_a_duplicate_of_what_waits_is_called_saved_only_with_it() -> None:
    bench = Bench()
    ann, bob = bench.join("user:1", 1), bench.join("user:2", 2)
    ann.type(0, "xy")
    await settle(bench, [ann, bob])
    ann.erase(0, 1)
    await ann.send()
    bob.erase(0, 1)
    bob.ask(1)
    await bob.send()
    bob.hear()
    assert bob.saved == []
    await settle(bench, [ann, bob])
    assert bob.saved == [1]


async def test_what_only_repeated_a_write_that_is_rejected_is_committed_in_its_place() -> None:
    bench = Bench()
    ann, bob = bench.join("user:1", 1), bench.join("user:2", 2)
    ann.type(0, "xy")
    await settle(bench, [ann, bob])
    bench.log.revoke("user:2")
    ann.erase(0, 1)
    await ann.send()
    bob.erase(0, 1)
    bob.ask(1)
    await bob.send()
    bench.journal.commit()
    bob.hear()
    assert (bob.saved, bench.log.text()) == ([], "xy")
    await settle(bench, [ann, bob])
    assert (bob.saved, bench.log.text()) == ([1], "y")
    assert ann.refusals


async def test_a_revoked_writer_loses_the_waiting_edits_and_the_others_lose_nothing() -> None:
    bench = Bench()
    ann, eve = bench.join("user:1", 1), bench.join("user:66", 66)
    await settle(bench, [ann, eve])
    eve.type(0, "EVIL")
    eve.ask(1)
    ann.type(0, "good")
    ann.ask(1)
    bench.log.revoke("user:1")
    await settle(bench, [ann, eve])
    assert (bench.log.text(), ann.saved, eve.saved) == ("good", [1], [])
    eve.type(0, "MORE")
    await settle(bench, [ann, eve])
    assert (bench.log.text(), str(ann.text)) == ("good", "good")
    assert len(eve.refusals) == 2


async def test_two_processes_with_one_client_id_lose_nothing_of_the_first() -> None:
    log = MemoryLog()
    here, there = Bench(log), Bench(log)
    ann, twin = here.join("user:1", 7), there.join("user:1", 7)
    ann.type(0, "first")
    twin.type(0, "other")
    await settle(here, [ann])
    await settle(there, [twin])
    assert log.text() == "first"
    assert twin.wire.closed is not None
    assert twin.wire.closed[0] == CloseCode.FOREIGN_CLIENT


async def test_what_was_held_for_a_gap_is_answered_although_filling_it_added_nothing() -> None:
    bench = Bench()
    ann, bob = bench.join("user:1", 1), bench.join("user:2", 2)
    await settle(bench, [ann, bob])
    bob.type(0, "x")
    ann.doc.apply_update(bob.doc.get_update())  # past the server, as tabs do
    ann.publish()
    ann.up.clear()
    ann.erase(0, 1)
    ann.ask(1)
    await ann.send()
    ann.hear()
    assert (ann.saved, len(ann.up)) == ([], 1)
    bob.erase(0, 1)
    await settle(bench, [bob])
    await ann.send()
    ann.hear()
    assert ann.saved == [1]
