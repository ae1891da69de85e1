from base64 import b64decode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.content.errors import ContentRefused
from documents.content.items import Branch, Kind, cut_text, from_units, to_units
from documents.content.reading import delta, entries, is_text, portrait
from documents.content.replica import MAX_DEPTH, Replica, open_replica
from documents.protocol.updates import EMPTY, Content

from .golden import HISTORIES, History, load, show
from .updates import element, item, nested, string, text_update, update

_PAIRS: dict[str, Any] = load("pairs")


@pytest.mark.parametrize("history", HISTORIES)
def test_a_state_shows_what_yjs_shows(history: History) -> None:
    assert show(open_replica(history.state)) == history.shown


@pytest.mark.parametrize("history", HISTORIES)
def test_the_updates_one_by_one_show_what_yjs_shows(history: History) -> None:
    assert show(open_replica(*history.updates)) == history.shown


@pytest.mark.parametrize("history", HISTORIES)
def test_a_state_that_is_partly_known_shows_what_yjs_shows(history: History) -> None:
    assert show(open_replica(history.middle, history.state)) == history.shown


@pytest.mark.parametrize("history", HISTORIES)
def test_updates_that_come_twice_change_nothing(history: History) -> None:
    once = open_replica(*history.updates)
    twice = open_replica(*history.updates, history.state, *history.updates)
    assert portrait(twice) == portrait(once)
    assert twice.vector() == once.vector()


@pytest.mark.parametrize("name", _PAIRS)
def test_a_pair_of_surrogates_is_cut_as_yjs_cuts_it(name: str) -> None:
    replica = open_replica(*map(b64decode, _PAIRS[name]["updates"]))
    runs = [[run.insert, run.attributes] for run in delta(replica.roots["t"])]
    assert runs == _PAIRS[name]["shown"]


def test_concurrent_inserts_stand_in_the_order_of_their_clients() -> None:
    first = update({1: [string("a")]})
    both = update({9: [string("x", origin=(1, 0))], 3: [string("y", origin=(1, 0))]})
    assert delta(open_replica(first, both).roots["t"])[0].insert == "ayx"


def test_sections_that_need_each_other_in_turns_are_integrated() -> None:
    turns = {
        1: [string("a"), string("c", origin=(2, 0))],
        2: [string("b", origin=(1, 0)), string("d", origin=(1, 1))],
    }
    assert delta(open_replica(update(turns)).roots["t"])[0].insert == "abcd"


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(b"\x05", id="no update"),
        pytest.param(bytes.fromhex("010101e80704010174016100"), id="a gap in a client's clock"),
        pytest.param(update({1: [string("a", origin=(2, 0))]}), id="an origin that is not known"),
        pytest.param(update({}, [(1, 0, 3)]), id="a deletion of what is not known"),
        pytest.param(update({1: [string("a", origin=(1, 0))]}), id="an item beside itself"),
        pytest.param(
            update({1: [string("a", origin=(2, 0))], 2: [string("b", origin=(1, 0))]}),
            id="items that need each other",
        ),
    ],
)
def test_what_is_no_complete_state_is_refused(damaged: bytes) -> None:
    with pytest.raises(ContentRefused):
        open_replica(damaged)


def test_an_item_whose_parent_is_no_type_is_collected() -> None:
    replica = open_replica(update({1: [string("a"), string("b", (1, 0)), string("c", (1, 1))]}))
    assert delta(replica.roots["t"])[0].insert == "a"
    assert [one.content for one in replica.items[1]] == [Content.STRING, Content.GC, Content.GC]


def test_an_item_beside_a_collected_one_is_collected() -> None:
    replica = open_replica(bytes.fromhex("010201000005840102016100"))
    assert [one.content for one in replica.items[1]] == [Content.GC, Content.GC]


def test_a_key_shows_what_was_set_last() -> None:
    one, two = (item(Content.ANY, [value], "m", sub="k") for value in (b"w\x01a", b"w\x01b"))
    again = item(Content.ANY, [b"w\x01c"], "m", sub="k", origin=(1, 0))
    replica = open_replica(update({1: [one], 2: [two]}), update({3: [again]}))
    assert entries(replica.roots["m"]) == {"k": "b"}


def test_what_a_deleted_type_holds_is_deleted_with_it() -> None:
    structs = [element("p"), item(Content.TYPE, Branch(Kind.XML_TEXT, ""), (1, 0))]
    structs.append(string("text", (1, 1)))
    replica = open_replica(update({1: structs}, [(1, 0, 1)]))
    assert list(replica.deletes()) == [(1, 0, 6)]


def test_deletes_are_joined_and_clients_come_descending() -> None:
    replica = open_replica(
        update(
            {1: [string("abcdef")], 2: [string("xy")]}, [(1, 0, 1), (1, 1, 2), (1, 4, 1), (2, 1, 1)]
        )
    )
    assert list(replica.deletes()) == [(2, 1, 1), (1, 0, 3), (1, 4, 1)]


def test_content_that_is_nested_too_deep_is_refused() -> None:
    assert open_replica(nested(MAX_DEPTH)).depth() == MAX_DEPTH
    with pytest.raises(ContentRefused, match="too deep"):
        open_replica(nested(MAX_DEPTH + 1))


def test_nesting_of_any_depth_is_integrated_and_deleted_without_recursion() -> None:
    replica = Replica()
    replica.apply(nested(20_000))
    assert replica.depth() == 20_000
    replica.apply(update({}, [(1, 0, 1)]))
    assert replica.depth() == 0
    assert list(replica.deletes()) == [(1, 0, 20_000)]


def test_a_hook_is_read_with_its_name() -> None:
    hook = bytes.fromhex("01030100070101780504686f6f6b870100060400010102747400")
    replica = open_replica(hook)
    first, second = (run.insert for run in delta(replica.roots["x"]))
    assert (first.kind, first.name) == (Kind.XML_HOOK, "hook")
    assert delta(second)[0].insert == "tt"


def test_a_root_is_text_when_it_holds_strings_formats_and_embeds() -> None:
    embed = item(Content.EMBED, b'{"image":1}')
    form = item(Content.FORMAT, ("b", b"true"), origin=(1, 0))
    assert is_text(open_replica(update({1: [embed, form, string("a", origin=(1, 1))]})).roots["t"])


def test_a_root_that_holds_anything_else_is_no_text() -> None:
    value = item(Content.ANY, [b"w\x01a"], origin=(1, 0))
    assert not is_text(open_replica(update({1: [string("a"), value]})).roots["t"])
    deleted = update({1: [string("a"), value]}, [(1, 1, 1)])
    assert is_text(open_replica(deleted).roots["t"])
    assert not is_text(Branch(None, "nothing"))


def test_the_empty_update_is_the_empty_document() -> None:
    assert portrait(open_replica(EMPTY)) == {}


def test_portraits_tell_true_from_one() -> None:
    true, one = (
        open_replica(update({1: [item(Content.FORMAT, ("b", value)), string("a", origin=(1, 0))]}))
        for value in (b"true", b"1")
    )
    assert portrait(true) != portrait(one)


def test_portraits_forget_who_wrote_and_what_was_deleted() -> None:
    typed = update({7: [string("axb")]}, [(7, 1, 1)])
    assert portrait(open_replica(typed)) == portrait(open_replica(text_update("ab")))


@given(st.text())
def test_units_spell_the_text_they_were_made_of(text: str) -> None:
    units = to_units(text)
    assert len(units) == len(text.encode("utf-16-le")) // 2
    assert from_units(units) == text


@given(st.text(min_size=2).filter(lambda text: len(to_units(text)) > 1), st.data())
def test_a_cut_keeps_the_length(text: str, data: st.DataObject) -> None:
    units = to_units(text)
    at = data.draw(st.integers(1, len(units) - 1))
    left, right = cut_text(units, at)
    assert (len(left), len(right)) == (at, len(units) - at)
    assert "\ud800" not in from_units(left) + from_units(right)
