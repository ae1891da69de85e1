"""The clock rules of y-protocols, and an identity that only the server gives."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.protocol import ywebsocket
from documents.protocol.awareness import Awareness
from documents.protocol.codec import MAX_SAFE_INTEGER
from documents.protocol.errors import ProtocolError
from documents.protocol.limits import Limits
from documents.protocol.messages import AwarenessEntry, AwarenessUpdate

ANN = {"id": "user:1", "name": "Ann", "color": "#112233"}
BOB = {"id": "user:2", "name": "Bob", "color": "#445566"}


class Table:
    """A table that Ann and Bob announce themselves to."""

    def __init__(self) -> None:
        self.awareness = Awareness()
        self.now = 0.0

    def say(self, client: int, clock: int, state: str | None = "{}", by: str = "ann") -> bool:
        entry = AwarenessEntry(client, clock, state)
        identity = ANN if by == "ann" else BOB
        changed = self.awareness.apply([entry], by, identity, self.now)
        assert changed in ([], [client])
        return bool(changed)

    def row(self, client: int) -> AwarenessEntry:
        [entry] = self.awareness.entries([client])
        return entry

    @property
    def present(self) -> list[int]:
        return self.awareness.present()


@pytest.fixture
def table() -> Table:
    return Table()


# --- clocks ------------------------------------------------------------------------------------


def test_a_fresh_client_at_clock_zero_is_not_seen(table: Table) -> None:
    assert not table.say(1, 0)
    assert not table.say(1, 0, None)
    assert table.present == []
    assert table.awareness.entries([1]) == []


def test_a_newer_clock_counts_and_an_equal_or_older_one_does_not(table: Table) -> None:
    assert table.say(1, 3, '{"a":1}')
    assert not table.say(1, 3, '{"a":2}')
    assert not table.say(1, 2, '{"a":3}')
    assert json.loads(table.row(1).state or "")["a"] == 1
    assert table.say(1, 4, '{"a":4}')
    assert json.loads(table.row(1).state or "")["a"] == 4


def test_a_removal_at_an_equal_clock_counts_once(table: Table) -> None:
    table.say(1, 3)
    assert table.say(1, 3, None)
    assert not table.say(1, 3, None)
    assert table.present == []


def test_an_older_removal_does_not_count(table: Table) -> None:
    table.say(1, 3)
    assert not table.say(1, 2, None)
    assert table.present == [1]


def test_a_late_frame_brings_nobody_back(table: Table) -> None:
    table.say(1, 5)
    table.say(1, 5, None)
    assert not table.say(1, 4)
    assert not table.say(1, 5)
    assert table.present == []
    assert table.say(1, 6)
    assert table.present == [1]


def test_a_removal_is_told_with_the_clock_it_happened_at(table: Table) -> None:
    table.say(1, 5)
    table.say(1, 7, None)
    assert table.row(1) == AwarenessEntry(1, 7, None)
    frame = ywebsocket.awareness_message([table.row(1)])
    assert ywebsocket.parse(frame, Limits()) == AwarenessUpdate((AwarenessEntry(1, 7, None),))


def test_the_highest_clock_is_an_end_and_no_error(table: Table) -> None:
    assert table.say(1, 2**53 - 1)
    assert not table.say(1, 2**53 - 1)
    assert table.say(1, 2**53 - 1, None)


def test_several_entries_change_what_is_new_among_them(table: Table) -> None:
    table.say(2, 5)
    entries = [AwarenessEntry(1, 1, "{}"), AwarenessEntry(2, 5, "{}"), AwarenessEntry(3, 0, "{}")]
    assert table.awareness.apply(entries, "ann", ANN, 0.0) == [1]


# --- coming and going --------------------------------------------------------------------------


def test_who_leaves_takes_all_their_rows_and_no_others(table: Table) -> None:
    table.say(1, 1)
    table.say(2, 4)
    table.say(3, 1, by="bob")
    table.say(4, 1)
    table.say(4, 1, None)
    assert table.awareness.leave("ann") == [1, 2]
    assert table.present == [3]
    assert table.row(2) == AwarenessEntry(2, 4, None)
    assert table.awareness.leave("ann") == []


def test_a_client_that_moved_to_another_connection_does_not_leave_with_the_first(
    table: Table,
) -> None:
    table.say(1, 1, by="ann")
    table.say(1, 2, by="bob")
    assert table.awareness.leave("ann") == []
    assert table.present == [1]


def test_who_does_not_renew_is_forgotten(table: Table) -> None:
    table.say(1, 1)
    table.say(2, 1)
    table.now = 20.0
    table.say(1, 2)
    assert table.awareness.expire(before=20.0) == [2]
    assert table.awareness.expire(before=20.0) == []
    assert table.present == [1]
    assert not table.say(2, 1)


def test_owners_are_who_announced_a_row_last(table: Table) -> None:
    table.say(1, 1)
    table.say(2, 1, by="bob")
    assert table.awareness.owners([1, 2, 3]) == {1: "ann", 2: "bob"}


# --- rows of other processes -------------------------------------------------------------------


def take_in(table: Table, client: int, clock: int, state: str | None, by: str) -> bool:
    return table.awareness.take_in(AwarenessEntry(client, clock, state), by, table.now)


def test_rows_of_another_process_follow_the_same_clocks(table: Table) -> None:
    assert take_in(table, 1, 2, '{"user":{}}', "there")
    assert not take_in(table, 1, 2, "{}", "there")
    assert not take_in(table, 1, 1, "{}", "there")
    assert not take_in(table, 2, 0, "{}", "there")
    assert table.row(1) == AwarenessEntry(1, 2, '{"user":{}}')
    assert take_in(table, 1, 2, None, "there")
    assert not take_in(table, 1, 2, None, "there")
    assert table.present == []


def test_another_process_cannot_remove_who_moved_here(table: Table) -> None:
    take_in(table, 1, 2, "{}", "there")
    table.say(1, 3)
    assert not take_in(table, 1, 3, None, "there")
    assert table.present == [1]
    assert take_in(table, 1, 4, None, "there")


# --- identity and content ----------------------------------------------------------------------


def test_identity_is_the_server_s_word(table: Table) -> None:
    table.say(1, 1, '{"user":{"name":"Bob","admin":true},"cursor":{"é":"😀"}}')
    state = table.row(1).state or ""
    assert json.loads(state) == {"user": ANN, "cursor": {"é": "😀"}}
    assert "é" in state


@pytest.mark.parametrize(
    "state",
    [
        pytest.param("5", id="a number"),
        pytest.param('"x"', id="a string"),
        pytest.param("[]", id="an array"),
        pytest.param(" null", id="null with a space"),
        pytest.param('{"a":', id="cut off"),
        pytest.param("", id="nothing"),
        pytest.param('{"__proto__":{}}', id="a prototype"),
        pytest.param('{"a":' * 8000 + "1" + "}" * 8000, id="deep objects"),
        pytest.param("[" * 8000, id="deep arrays"),
        pytest.param('{"a":NaN}', id="not a number"),
        pytest.param('{"a":-Infinity}', id="infinity"),
        pytest.param('{"a":1e999}', id="a number out of range"),
    ],
)
def test_a_state_that_browsers_could_not_read_is_refused(table: Table, state: str) -> None:
    with pytest.raises(ProtocolError):
        table.say(1, 1, state)
    assert table.present == []


def test_half_an_emoji_reaches_others_as_the_replacement_character(table: Table) -> None:
    table.say(1, 1, r'{"selected":"\ud83d","whole":"\ud83d\ude00"}')
    frame = ywebsocket.awareness_message([table.row(1)])
    [entry] = _entries(frame)
    assert json.loads(entry.state or "")["selected"] == "\ufffd"
    assert json.loads(entry.state or "")["whole"] == "😀"


def _entries(frame: bytes) -> tuple[AwarenessEntry, ...]:
    message = ywebsocket.parse(frame, Limits())
    assert isinstance(message, AwarenessUpdate)
    return message.entries


@given(
    st.lists(
        st.tuples(
            st.integers(1, 3),
            st.integers(0, 5),
            st.sampled_from(["{}", '{"a":1}', None]),
            st.sampled_from(["ann", "bob", "leave", "expire"]),
        )
    )
)
def test_clocks_never_go_back_and_every_change_is_told(
    steps: list[tuple[int, int, str | None, str]],
) -> None:
    """A mirror that applies what it is told, by the same rules, shows the same."""
    table, mirror = Table(), Table()
    for client, clock, state, what in steps:
        before = {entry.client: entry.clock for entry in table.awareness.entries([1, 2, 3])}
        table.now += 1
        if what == "leave":
            changed = table.awareness.leave("ann")
        elif what == "expire":
            changed = table.awareness.expire(table.now - 3)
        else:
            changed = [client] if table.say(client, clock, state, by=what) else []
        after = table.awareness.entries([1, 2, 3])
        assert all(before.get(entry.client, 0) <= entry.clock for entry in after)
        told = table.awareness.entries(changed)
        assert [mirror.say(e.client, e.clock, e.state) for e in told] == [True] * len(told)
        assert mirror.present == table.present


# --- another name ------------------------------------------------------------------------------


def test_a_new_identity_is_written_into_all_that_its_owner_announced(table: Table) -> None:
    table.say(1, 3, '{"cursor":1}')
    table.say(2, 1)
    table.say(3, 5, by="bob")
    renamed = ANN | {"name": "Anna"}
    assert table.awareness.introduce("ann", renamed) == [1, 2]
    assert table.row(1).clock == 4
    assert json.loads(table.row(1).state or "") == {"cursor": 1, "user": renamed}
    assert json.loads(table.row(3).state or "")["user"] == BOB


def test_who_is_gone_or_at_the_end_of_clocks_gets_no_new_identity(table: Table) -> None:
    table.say(1, 3)
    table.say(1, 4, None)
    table.say(2, MAX_SAFE_INTEGER)
    assert table.awareness.introduce("ann", BOB) == []
    assert table.row(2).clock == MAX_SAFE_INTEGER
