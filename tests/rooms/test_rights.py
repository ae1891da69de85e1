"""What a peer may not do in a room, and what it hears then."""

import json

import pytest
from pycrdt import Map

from documents.protocol.errors import CloseCode
from documents.protocol.limits import Limits

from .bench import Bench, settle


async def test_a_reader_cannot_write() -> None:
    bench = Bench()
    ann, reader = bench.join("user:1", 1), bench.join("user:2", 2, writes=False)
    reader.type(0, "mine")
    reader.ask(1)
    await settle(bench, [ann, reader])
    assert (bench.log.rows, str(ann.text), reader.saved) == ([], "", [])
    assert reader.refusals == ["you may read this document, but not change it"] * len(
        reader.refusals
    )
    assert reader.refusals
    assert reader.wire.closed is None


async def test_a_refused_write_is_written_down_once_for_a_connection() -> None:
    bench = Bench()
    reader = bench.join("user:2", 2, writes=False)
    for _ in range(3):
        reader.type(0, "mine")
        await settle(bench, [reader])
    reason = "you may read this document, but not change it"
    assert bench.log.events == [("write.refused", "user:2", {"reason": reason})]


async def test_a_stock_reader_is_told_by_permission_denied() -> None:
    bench = Bench()
    reader = bench.join("user:2", 2, writes=False, private=False)
    reader.type(0, "mine")
    await settle(bench, [reader])
    assert reader.refusals


async def test_a_reader_s_obligatory_answer_that_adds_nothing_is_no_offence() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    ann.type(0, "hello")
    ann.erase(0, 1)
    await settle(bench, [ann])
    reader = bench.join("user:2", 2, writes=False)
    await settle(bench, [ann, reader])
    reader.drop()
    reader.connect()
    await settle(bench, [ann, reader])
    assert (reader.refusals, str(reader.text)) == ([], "ello")


async def test_a_reader_s_answer_may_hold_what_concurrent_edits_deleted() -> None:
    bench = Bench()
    ann, bob = bench.join("user:1", 1), bench.join("user:2", 2)
    await settle(bench, [ann, bob])
    for client in (ann, bob):  # one of two values set at the same time is deleted by everybody
        client.doc.get("m", type=Map)["key"] = client.name
    for client in (ann, bob):
        client.publish()
        await client.send()
    bench.journal.commit()
    await settle(bench, [ann, bob])
    reader = bench.join("user:3", 3, writes=False)
    await settle(bench, [reader])
    rows = len(bench.log.rows)
    reader.drop()
    reader.connect()
    await settle(bench, [reader])
    assert (reader.refusals, bench.log.events, len(bench.log.rows)) == ([], [], rows)


async def test_a_reader_cannot_delete() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    ann.type(0, "hello")
    await settle(bench, [ann])
    reader = bench.join("user:2", 2, writes=False)
    await settle(bench, [reader])
    reader.erase(0, 5)
    await reader.send()
    reader.hear()
    await bench.quiet()
    assert len(reader.refusals) == 1
    assert bench.log.text() == "hello"
    reader.drop()
    reader.connect()
    await settle(bench, [reader])
    assert bench.log.text() == "hello"


async def test_a_reader_sees_what_others_write_after_a_refusal() -> None:
    bench = Bench()
    ann, reader = bench.join("user:1", 1), bench.join("user:2", 2, writes=False)
    reader.type(0, "x")
    ann.type(0, "hello")
    await settle(bench, [ann, reader])
    assert "hello" in str(reader.text)


async def test_a_client_id_of_somebody_else_closes_the_connection() -> None:
    bench = Bench()
    ann, eve = bench.join("user:1", 1), bench.join("user:66", 1)
    ann.type(0, "mine")
    await settle(bench, [ann])
    eve.type(0, "EVIL")
    await settle(bench, [ann, eve])
    assert bench.log.text() == "mine"
    assert eve.wire.closed is not None
    assert eve.wire.closed[0] == CloseCode.FOREIGN_CLIENT


async def test_a_client_id_claimed_in_another_process_is_found_at_the_commit() -> None:
    bench = Bench()
    other = Bench(bench.log)
    eve, ann = bench.join("user:66", 1), other.join("user:1", 1)
    eve.type(0, "EVIL")
    await eve.send()
    ann.type(0, "mine")
    await settle(other, [ann])
    await settle(bench, [eve])
    assert bench.log.text() == "mine"
    assert eve.wire.closed is not None
    assert eve.wire.closed[0] == CloseCode.FOREIGN_CLIENT


async def test_three_malformed_frames_in_a_minute_close_the_connection() -> None:
    bench = Bench()
    eve = bench.join("user:66", 66)
    for _ in range(3):
        eve.up.append(b"\x7f")
    await settle(bench, [eve])
    assert eve.wire.closed is not None
    assert eve.wire.closed[0] == CloseCode.PROTOCOL_ERROR
    assert len(eve.refusals) == 2


async def test_malformed_frames_are_forgotten_after_a_minute() -> None:
    bench = Bench()
    eve = bench.join("user:66", 66)
    for _ in range(6):
        eve.up.append(b"\x7f")
        await settle(bench, [eve])
        bench.clock.advance(31)
    assert eve.wire.closed is None


async def test_a_full_document_takes_no_more() -> None:
    bench = Bench(limits=Limits(document_bytes=100))
    ann = bench.join("user:1", 1)
    ann.type(0, "x" * 200)
    await settle(bench, [ann])
    assert ann.wire.closed is not None
    assert ann.wire.closed[0] == CloseCode.TOO_LARGE
    assert bench.log.rows == []


async def test_gaps_that_are_never_filled_end_the_connection() -> None:
    bench = Bench()
    eve = bench.join("user:66", 66)
    await settle(bench, [eve])
    gap = b"\x00\x01\x0c\x01\x01\x42\x05\x04\x01\x01\x74\x02\x68\x69\x00"
    for _ in range(3):
        eve.up.append(gap)
        await eve.send()
    assert eve.wire.closed is not None
    assert eve.wire.closed[0] == CloseCode.COULD_NOT_PROCESS
    assert bench.log.rows == []


@pytest.mark.parametrize("writers", [("user:1",), ("user:1", "user:2")])
async def test_a_changed_right_holds_for_those_who_are_here(writers: tuple[str, ...]) -> None:
    bench = Bench()
    ann, bob = bench.join("user:1", 1), bench.join("user:2", 2)
    bench.log.revoke(*writers)
    bench.room.polled(bench.log.head)
    await settle(bench, [ann, bob])
    assert [peer.peer.may_write for peer in (ann, bob)] == [True, "user:2" in writers]
    told = [json.loads(notice) for notice in bob.notices]
    assert told == ([] if "user:2" in writers else [{"kind": "role", "role": "reader"}])


async def test_news_reach_those_who_understand_them() -> None:
    bench = Bench()
    ann, stock = bench.join("user:1", 1), bench.join("user:2", 2, private=False)
    bench.hear(notice={"kind": "renamed", "title": "New"})
    await settle(bench, [ann, stock])
    assert [json.loads(notice) for notice in ann.notices] == [{"kind": "renamed", "title": "New"}]
    assert stock.notices == []


async def test_a_room_whose_document_was_replaced_sends_everybody_away() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    head = bench.log.head
    bench.room.polled(type(head)(head.seq, head.access_version, head.epoch + 1, trashed=False))
    assert ann.wire.closed is not None
    assert ann.wire.closed[0] == CloseCode.EPOCH_CHANGED
    assert bench.room.ended


async def test_a_room_whose_document_was_trashed_sends_everybody_away() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    head = bench.log.head
    bench.room.polled(type(head)(head.seq, head.access_version, head.epoch, trashed=True))
    assert ann.wire.closed is not None
    assert ann.wire.closed[0] == CloseCode.NOT_FOUND


async def test_nothing_is_added_where_the_owner_s_storage_is_full() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    ann.type(0, "hello")
    await settle(bench, [ann])
    bench.room.record.full = True
    ann.erase(0, 1)
    await settle(bench, [ann])
    erased = str(ann.text)
    ann.type(0, "x")
    await settle(bench, [ann])
    assert ann.wire.closed == (
        CloseCode.TOO_LARGE,
        "the storage of the document's owner is full",
    )
    reader = bench.join("user:2", 2)
    await settle(bench, [reader])
    assert str(reader.text) == erased == "ello"


async def test_whose_session_has_ended_is_sent_away_by_the_commit() -> None:
    bench = Bench()
    ann, bob = bench.join("user:1", 1), bench.join("user:2", 2, session="old")
    await settle(bench, [ann, bob])
    bench.log.ended = {bob.shown}
    ann.type(0, "mine")
    bob.type(0, "EVIL")
    bob.ask(1)
    await settle(bench, [ann, bob])
    assert bob.wire.closed == (CloseCode.NOT_SIGNED_IN, "you are not signed in any more")
    assert (bench.log.text(), str(ann.text), bob.saved) == ("mine", "mine", [])


async def test_another_session_of_theirs_goes_on() -> None:
    bench = Bench()
    old = bench.join("user:1", 1, session="old")
    here = bench.join("user:1", 2, session="here")
    await settle(bench, [old, here])
    bench.log.ended = {old.shown}
    old.type(0, "EVIL")
    here.type(0, "mine")
    here.ask(1)
    await settle(bench, [old, here])
    assert (bench.log.text(), here.saved, here.wire.closed) == ("mine", [1], None)


async def test_what_builds_on_the_refused_half_is_asked_for_again() -> None:
    """One replica that came back with another session while its first half was on its way."""
    bench = Bench()
    tab = bench.join("user:1", 1, session="old")
    await settle(bench, [tab])
    tab.type(0, "a")
    await tab.send()
    bench.log.ended = {tab.shown}
    tab.type(1, "b")
    second, tab.up = tab.up, type(tab.up)()
    tab.shown = type(tab.shown)(principal="user:1", session="new")
    bench.room.leave(tab.peer)
    tab.connect()
    tab.up = second
    await settle(bench, [tab])
    assert (bench.log.text(), tab.wire.closed) == ("ab", None)
