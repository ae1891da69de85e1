from base64 import b64decode
from collections.abc import Callable
from typing import Any

import pycrdt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.content import restore as restoring
from documents.content.attribution import Written
from documents.content.compaction import compact
from documents.content.errors import ContentRefused
from documents.content.items import Branch, Kind
from documents.content.reading import delta, portrait
from documents.content.replica import open_replica
from documents.content.values import write_any
from documents.protocol.updates import EMPTY, Content, read_update

from .golden import HISTORIES, History, load, show
from .histories import Told, histories
from .updates import element, item, string, text_update, update

SERVER = 4_242


def restore(snapshot: bytes, current: bytes, client: int) -> bytes:
    return restoring.restore(snapshot, current, client).update


def _compacted(*updates: bytes) -> bytes:
    return compact(EMPTY, [Written(payload, "ada", 0) for payload in updates]).state


def _restored(snapshot: bytes, current: bytes) -> Any:
    return portrait(open_replica(current, restore(snapshot, current, SERVER)))


@pytest.mark.parametrize("compacts", [lambda state: state, _compacted])
@pytest.mark.parametrize("history", HISTORIES)
def test_what_yjs_showed_then_shows_again(
    history: History, compacts: Callable[[bytes], bytes]
) -> None:
    snapshot, current = compacts(history.middle), compacts(history.state)
    after = open_replica(current, restore(snapshot, current, SERVER))
    assert show(after) == history.middle_shown


@pytest.mark.parametrize("history", HISTORIES)
def test_a_restore_is_undone_by_another(history: History) -> None:
    there = restore(history.middle, history.state, SERVER)
    current = _compacted(history.state, there)
    back = restore(history.state, current, SERVER)
    assert show(open_replica(current, back)) == history.shown


@pytest.mark.parametrize("history", HISTORIES)
def test_everything_can_be_taken_away_and_brought_back(history: History) -> None:
    gone = restore(EMPTY, history.state, SERVER)
    current = _compacted(history.state, gone)
    assert portrait(open_replica(current)) == {}
    assert _restored(history.state, current) == portrait(open_replica(history.state))


@given(histories(), st.booleans(), st.booleans())
@settings(max_examples=200, deadline=None)
def test_any_past_comes_back(told: Told, old: bool, new: bool) -> None:
    snapshot = _compacted(told.middle) if old else told.middle
    current = _compacted(told.state) if new else told.state
    assert _restored(snapshot, current) == portrait(open_replica(snapshot))


@given(histories())
@settings(max_examples=60, deadline=None)
def test_restoring_again_changes_nothing(told: Told) -> None:
    change = restore(told.middle, told.state, SERVER)
    assert restore(told.middle, _compacted(told.state, change), SERVER) == EMPTY


@given(histories())
@settings(max_examples=60, deadline=None)
def test_another_reader_of_yjs_shows_the_past_too(told: Told) -> None:
    doc: pycrdt.Doc[pycrdt.Text] = pycrdt.Doc()
    doc.apply_update(told.state)
    doc.apply_update(restore(told.middle, told.state, SERVER))
    assert portrait(open_replica(doc.get_update())) == portrait(open_replica(told.middle))


@given(histories())
@settings(max_examples=60, deadline=None)
def test_new_operations_are_the_servers_and_continue_its_clock(told: Told) -> None:
    change = restore(told.middle, told.state, 1)
    sections = read_update(change).sections
    assert {struct.client for section in sections for struct in section} <= {1}
    clocks = [section[0].clock for section in sections]
    assert clocks == [open_replica(told.state).clock(1)] * len(sections)


@given(histories())
@settings(max_examples=60, deadline=None)
def test_what_others_type_meanwhile_stays(told: Told) -> None:
    change = restore(told.middle, told.state, SERVER)
    doc: pycrdt.Doc[pycrdt.Text] = pycrdt.Doc(client_id=77)
    doc.apply_update(told.state)
    before = doc.get_state()
    text = doc.get("t", type=pycrdt.Text)
    text.insert(0, "meanwhile")
    typed = doc.get_update(before)
    assert portrait(open_replica(told.state, change, typed)) == portrait(
        open_replica(told.state, typed, change)
    )
    assert "meanwhile" in "".join(
        run.insert
        for run in delta(open_replica(told.state, change, typed).roots["t"])
        if isinstance(run.insert, str)
    )


@pytest.mark.parametrize("name", load("pairs"))
def test_an_emoji_that_was_cut_comes_back_whole(name: str) -> None:
    first, *later = map(b64decode, load("pairs")[name]["updates"])
    for current in (_compacted(first, *later), _compacted(_compacted(first), *later)):
        after = open_replica(current, restore(first, current, SERVER))
        assert [run.insert for run in delta(after.roots["t"])] == ["a😀b"]


def test_what_both_states_show_keeps_its_identity() -> None:
    typed = text_update("one two three")
    now = update({}, [(1, 4, 4)])
    assert len(read_update(restore(typed, _compacted(typed, now), SERVER)).deletes) == 0
    again = update({2: [string("four ", origin=(1, 7), right_origin=(1, 8))]})
    assert read_update(restore(typed, _compacted(typed, now, again), SERVER)).deletes == [(2, 0, 5)]


def test_roots_born_later_are_emptied() -> None:
    snapshot = text_update("kept")
    map_ = item(Content.ANY, [write_any("v")], "born", sub="k")
    current = _compacted(snapshot, update({2: [map_, element("p", "later")]}))
    assert _restored(snapshot, current) == portrait(open_replica(snapshot))


def test_types_nested_in_what_was_deleted_come_back_with_all_they_held() -> None:
    map_ = item(Content.TYPE, Branch(Kind.MAP, ""), "m", sub="k")
    text = item(Content.TYPE, Branch(Kind.TEXT, ""), (1, 0), sub="t")
    hook = item(Content.TYPE, Branch(Kind.XML_HOOK, "h"), (1, 0), sub="h")
    snapshot = update({1: [map_, text, hook, string("deep", (1, 1))]})
    current = _compacted(snapshot, update({}, [(1, 0, 1)]))
    assert b"deep" not in current
    assert _restored(snapshot, current) == portrait(open_replica(snapshot))


def test_a_key_that_was_set_again_shows_its_old_value() -> None:
    old = item(Content.ANY, [write_any("old")], "m", sub="k")
    new = item(Content.ANY, [write_any("new")], "m", sub="k", origin=(1, 0))
    snapshot = update({1: [old]})
    current = _compacted(snapshot, update({2: [new]}, [(1, 0, 1)]))
    assert _restored(snapshot, current) == portrait(open_replica(snapshot))


def test_a_snapshot_that_the_document_has_no_history_of_is_brought_in() -> None:
    other = update({8: [string("from elsewhere"), element("p", "x")]})
    assert _restored(other, text_update("here")) == portrait(open_replica(other))
    mixed = update({8: [string("A", right_origin=(1, 0)), string("Z", origin=(1, 3))]})
    snapshot = _compacted(text_update("here"), mixed)
    assert _restored(snapshot, text_update("here")) == portrait(open_replica(snapshot))


def test_equal_content_needs_no_update() -> None:
    assert restore(text_update("same"), update({5: [string("same")]}), SERVER) == EMPTY


def test_damaged_bytes_are_refused() -> None:
    with pytest.raises(ContentRefused):
        restore(b"\x05", EMPTY, SERVER)
    with pytest.raises(ContentRefused):
        restore(EMPTY, b"\x05", SERVER)
