import pycrdt
import pytest
from hypothesis import given, settings

from documents.content import compaction
from documents.content.attribution import STEP_SECONDS, Written, attribute
from documents.content.compaction import compact, equal
from documents.content.errors import ContentRefused
from documents.content.items import Branch, Kind
from documents.content.reading import delta, portrait
from documents.content.replica import MAX_DEPTH, Replica, open_replica
from documents.protocol.updates import EMPTY, Content, read_state_vector, read_update

from .golden import HISTORIES, History, show
from .histories import Told, histories
from .updates import element, item, nested, string, text_update, update


def _written(*updates: bytes) -> list[Written]:
    return [Written(payload, "ada", 1_000) for payload in updates]


@pytest.mark.parametrize("history", HISTORIES)
def test_the_checkpoint_shows_what_yjs_shows(history: History) -> None:
    made = compact(EMPTY, _written(*history.updates))
    assert made.canonical
    assert show(open_replica(made.state)) == history.shown


@pytest.mark.parametrize("history", HISTORIES)
def test_a_log_compacted_in_two_steps_is_the_same(history: History) -> None:
    half = len(history.updates) // 2
    first = compact(EMPTY, _written(*history.updates[:half]))
    second = compact(first.state, _written(*history.updates[half:]), first.attribution)
    assert second.canonical
    assert show(open_replica(second.state)) == history.shown


@given(histories())
@settings(max_examples=150, deadline=None)
def test_nothing_that_shows_or_that_may_be_built_on_is_lost(told: Told) -> None:
    whole = open_replica(*told.updates)
    made = compact(EMPTY, _written(*told.updates))
    again = open_replica(made.state)
    assert made.canonical
    assert portrait(again) == portrait(whole)
    assert again.vector() == whole.vector() == read_state_vector(made.vector)
    assert list(again.deletes()) == list(whole.deletes())
    assert len(made.state) <= sum(map(len, told.updates)) + 2


@given(histories())
@settings(max_examples=60, deadline=None)
def test_a_client_that_was_away_finds_its_place_after_compaction(told: Told) -> None:
    late = told.updates[told.middle_updates :]
    made = compact(told.middle, [])
    assert portrait(open_replica(made.state, *late)) == portrait(open_replica(told.middle, *late))


@given(histories())
@settings(max_examples=60, deadline=None)
def test_pycrdt_reads_the_checkpoint(told: Told) -> None:
    made = compact(EMPTY, _written(*told.updates))
    doc: pycrdt.Doc[pycrdt.Text] = pycrdt.Doc()
    doc.apply_update(made.state)
    assert doc.get_state() == made.vector or read_state_vector(doc.get_state()) == (
        read_state_vector(made.vector)
    )
    assert portrait(open_replica(doc.get_update())) == portrait(open_replica(*told.updates))


def test_compacting_again_changes_nothing() -> None:
    once = compact(EMPTY, _written(*HISTORIES[0].updates))
    assert compact(once.state, [], once.attribution) == once


def test_what_is_typed_letter_by_letter_becomes_one_struct() -> None:
    letters = [string("a"), *(string("b", origin=(1, clock)) for clock in range(99))]
    made = compact(EMPTY, _written(update({1: letters})))
    assert len(read_update(made.state).sections[0]) == 1
    assert len(made.state) < 120


def test_deleted_text_leaves_its_length_alone() -> None:
    made = compact(EMPTY, _written(text_update("secret" * 100), update({}, [(1, 0, 600)])))
    assert b"secret" not in made.state
    assert open_replica(made.state).vector() == {1: 600}


def test_what_was_in_a_deleted_type_leaves_no_trace_but_its_length() -> None:
    structs = [element("p"), *(element("x", (1, 0)) for _ in range(50))]
    made = compact(EMPTY, _written(update({1: structs}, [(1, 0, 1)])))
    assert [one.content for one in read_update(made.state).sections[0]] == [
        Content.DELETED,
        Content.GC,
    ]


def test_the_result_says_clocks_deletes_text_and_depth() -> None:
    made = compact(EMPTY, _written(text_update("abc"), update({}, [(1, 1, 1)])))
    assert made.vector == b"\x01\x01\x03"
    assert made.deletes == b"\x01\x01\x01\x01\x01"
    assert (made.text, made.depth) == ("ac", 0)


def test_nesting_too_deep_to_be_read_is_still_compacted() -> None:
    made = compact(EMPTY, _written(nested(MAX_DEPTH + 1)))
    assert made.canonical
    assert (made.depth, made.text) == (MAX_DEPTH + 1, "")


def test_an_item_without_a_place_is_kept_as_yjs_keeps_it() -> None:
    made = compact(EMPTY, _written(update({1: [string("a"), string("bc", (1, 0))]})))
    assert made.canonical
    assert open_replica(made.state).vector() == {1: 3}
    assert made.text == "a"


def test_damaged_bytes_are_refused() -> None:
    with pytest.raises(ContentRefused):
        compact(b"\x05", [])
    with pytest.raises(ContentRefused):
        compact(EMPTY, _written(b"\x05"))


def test_what_hangs_between_two_types_shows_the_same_as_before() -> None:
    structs = [element("p"), string("x", (1, 0)), string("shown")]
    odd = update({1: structs, 2: [string("odd", origin=(1, 1), right_origin=(1, 2))]}, [(1, 0, 1)])
    made = compact(EMPTY, _written(odd))
    assert portrait(open_replica(made.state)) == portrait(open_replica(odd))


def test_a_checkpoint_that_differs_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "encode_replica", lambda _: text_update("abd"))
    made = compact(EMPTY, _written(text_update("abc")))
    assert not made.canonical
    assert open_replica(made.state).vector() == {1: 3}
    assert delta(open_replica(made.state).roots["t"])[0].insert == "abc"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(update({1: [string("abd")]}), id="other text"),
        pytest.param(update({1: [string("ab")]}), id="fewer operations"),
        pytest.param(update({1: [string("abc")]}, [(1, 1, 1)]), id="more deleted"),
        pytest.param(update({1: [string("abc", "u")]}), id="another root"),
        pytest.param(update({1: [item(Content.ANY, [b"w\x01a"] * 3)]}), id="another content"),
        pytest.param(
            update({1: [string("a"), string("bc", right_origin=(1, 0))]}), id="another order"
        ),
    ],
)
def test_the_proof_sees(other: bytes) -> None:
    assert equal(open_replica(text_update("abc")), open_replica(text_update("abc")))
    assert not equal(open_replica(text_update("abc")), open_replica(other))


def test_the_proof_sees_into_nested_types_and_entries() -> None:
    def keyed(value: bytes) -> Replica:
        map_ = item(Content.TYPE, Branch(Kind.MAP, ""), "m", sub="k")
        return open_replica(update({1: [map_, item(Content.ANY, [value], (1, 0), sub="v")]}))

    assert equal(keyed(b"w\x01a"), keyed(b"w\x01a"))
    assert not equal(keyed(b"w\x01a"), keyed(b"w\x01b"))


def test_the_map_says_who_inserted_and_who_deleted() -> None:
    rows = [
        Written(text_update("abc"), "ada", 125),
        Written(update({}, [(1, 1, 1)]), "bob", 190),
    ]
    marks = pycrdt.IdMap.decode(compact(EMPTY, rows).attribution)
    told = [
        (part.start, part.end, {one.name: one.value for one in part.attributes})
        for _, part in marks.entries()
    ]
    ada = {"insert": "ada", "insertAt": 125 - 125 % STEP_SECONDS}
    bob = {"delete": "bob", "deleteAt": 190 - 190 % STEP_SECONDS}
    assert told == [(0, 1, ada), (1, 2, {**ada, **bob}), (2, 3, ada)]


def test_the_first_author_of_an_operation_stays_its_author() -> None:
    first = compact(EMPTY, [Written(text_update("abc"), "ada", 60)])
    again = [Written(text_update("abc"), "eve", 120)]
    assert compact(first.state, again, first.attribution).attribution == first.attribution


def test_a_paragraph_typed_by_one_author_is_one_range() -> None:
    letters = [update({1: [string("a" * n)]}) for n in range(1, 40)]
    rows = [Written(letter, "ada", 600 + n) for n, letter in enumerate(letters)]
    marks = pycrdt.IdMap.decode(compact(EMPTY, rows).attribution)
    assert len(marks.entries()) == 1


def test_a_damaged_map_is_refused() -> None:
    with pytest.raises(ContentRefused):
        attribute(b"\xff", Replica(), [])
