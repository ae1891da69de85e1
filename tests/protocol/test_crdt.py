import time

import pycrdt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.protocol import crdt
from documents.protocol.crdt import DeleteSet
from documents.protocol.updates import EMPTY, Range, read_deletes, read_update

from . import wire

RANGES = st.lists(
    st.tuples(st.sampled_from([1, 300, 2**53 - 1]), st.integers(0, 60), st.integers(1, 20))
)


def ids(ranges: list[Range]) -> set[tuple[int, int]]:
    return {(client, clock + i) for client, clock, length in ranges for i in range(length)}


# --- merging -----------------------------------------------------------------------------------


def test_nothing_merged_is_the_empty_update() -> None:
    assert crdt.merge([]) == EMPTY


def test_one_update_is_not_touched() -> None:
    unreadable = b"not an update"
    assert crdt.merge([unreadable]) is unreadable


def test_many_updates_become_one_in_any_order() -> None:
    updates = [wire.typed(1, clock, "x") for clock in range(450)]
    merged = crdt.merge(updates)
    assert merged == crdt.merge(updates[::-1]) == crdt.merge([*updates, *updates])
    [structs] = read_update(merged).sections
    assert (structs[0].clock, structs[-1].clock) == (0, 449)


def test_thousands_of_updates_are_merged_as_a_tree() -> None:
    updates = [wire.typed(1, clock, "x") for clock in range(20_000)]
    began = time.process_time()
    merged = crdt.merge(updates)
    assert time.process_time() - began < 2  # all at once take longer by the square
    assert crdt.diff(merged, crdt.encode_state_vector({1: 20_000})) == EMPTY


def test_a_diff_holds_what_is_missing_and_all_deletions() -> None:
    state = crdt.merge([wire.typed(1, 0, "abc"), wire.typed(2, 0, "x"), wire.erased((1, 0, 1))])
    diff = read_update(crdt.diff(state, crdt.encode_state_vector({1: 2})))
    assert {(s.client, s.clock, s.length) for structs in diff.sections for s in structs} == {
        (1, 2, 1),
        (2, 0, 1),
    }
    assert diff.deletes == [(1, 0, 1)]


def test_a_state_vector_is_spelled_as_pycrdt_spells_it() -> None:
    assert crdt.encode_state_vector({}) == b"\x00"
    assert crdt.encode_state_vector({300: 5}) == crdt.state_vector(wire.typed(300, 0, "12345"))


# --- what pycrdt cannot read -------------------------------------------------------------------


def test_what_pycrdt_reads_is_mergeable() -> None:
    assert crdt.mergeable(wire.typed(1, 0, "x"))
    assert not crdt.mergeable(b"\x80")


class PanicException(BaseException):
    """As Rust's panics come: no `Exception`, known by its name alone."""


@pytest.mark.parametrize("error", [ValueError, RuntimeError, PanicException])
def test_a_panic_is_a_no(monkeypatch: pytest.MonkeyPatch, error: type[BaseException]) -> None:
    monkeypatch.setattr(pycrdt, "get_state", _raising(error))
    assert not crdt.mergeable(EMPTY)


def test_what_is_no_panic_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pycrdt, "get_state", _raising(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        crdt.mergeable(EMPTY)


def _raising(error: type[BaseException]) -> object:
    def get_state(_: bytes) -> bytes:
        raise error("from Rust")

    return get_state


# --- delete sets -------------------------------------------------------------------------------


@given(RANGES, RANGES)
def test_a_delete_set_is_a_set_of_ids(known: list[Range], asked: list[Range]) -> None:
    deletes = DeleteSet(known)
    assert ids(deletes.unknown(asked)) == ids(asked) - ids(known)
    for span in asked:
        assert deletes.covers(*span) == (ids([span]) <= ids(known))
    for span in asked:
        deletes.add(*span)
    assert ids(deletes.unknown(known + asked)) == set()


@given(RANGES, RANGES)
def test_what_is_discarded_is_not_deleted(known: list[Range], dropped: list[Range]) -> None:
    deletes = DeleteSet(known)
    for span in dropped:
        deletes.discard(*span)
    assert ids(read_deletes(deletes.encode(), 0)[0]) == ids(known) - ids(dropped)


@given(RANGES)
def test_delete_sets_come_back(known: list[Range]) -> None:
    encoded = DeleteSet(known).encode()
    assert ids(read_deletes(encoded, 0)[0]) == ids(known)
    again = DeleteSet.decode(encoded)
    assert again.unknown(known) == []
    assert ids(again.unknown([(1, 0, 99)])) == ids([(1, 0, 99)]) - ids(known)


def test_an_empty_delete_set_covers_nothing() -> None:
    assert DeleteSet().encode() == b"\x00"
    assert not DeleteSet().covers(1, 0, 1)
    assert not DeleteSet().covers(1, 0, 5)
