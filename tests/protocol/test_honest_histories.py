"""No honest edit is refused, in whatever order it comes, and what is learned is the truth."""

import random
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from documents.protocol import crdt
from documents.protocol.guard import Known, additions, glance, judge, new_part
from documents.protocol.outgoing import unsealed
from documents.protocol.twins import repeats
from documents.protocol.updates import (
    Range,
    UpdateRead,
    read_deletes,
    read_state_vector,
    read_update,
)

from .history import HISTORIES, History

Ids = set[tuple[int, int]]


def ids(ranges: Iterable[Range]) -> Ids:
    return {(client, clock + i) for client, clock, length in ranges for i in range(length)}


def deleted(known: Known) -> Ids:
    return ids(read_deletes(known.deletes.encode(), 0)[0])


def truth(history: History) -> tuple[dict[int, int], Ids]:
    """State vector and delete set of a replica that has heard everything."""
    doc = history.settle()
    return read_state_vector(doc.get_state()), ids(read_update(doc.get_update()).deletes)


def learn(updates: Iterable[bytes]) -> Known:
    known = Known()
    for update in updates:
        read = read_update(update)
        verdict = judge(read, known)
        assert not verdict.gap
        assert not verdict.overlaps
        known.learn(verdict)
    return known


@given(HISTORIES)
def test_what_is_learned_equals_state_vector_and_delete_set(history: History) -> None:
    known = learn(history.updates)
    clocks, deletes = truth(history)
    assert known.clocks == clocks
    # Of two values set at one key at the same time one is deleted, and no update says so
    # until a replica sends its whole delete set.
    assert deleted(known) <= deletes
    known.learn(judge(read_update(history.settle().get_update()), known))
    assert (known.clocks, deleted(known)) == (clocks, deletes)


@given(HISTORIES)
def test_a_glance_agrees_with_the_full_judgement(history: History) -> None:
    known = Known()
    for update in history.updates:
        verdict = judge(read_update(update), known)
        seen = glance(update, known)
        assert seen in (None, verdict)
        known.learn(verdict)
        assert glance(update, known) is None or not verdict.inserted


@given(HISTORIES, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(history: History, chance: random.Random) -> None:
    waiting = list(history.updates)
    chance.shuffle(waiting)
    known = Known()
    while waiting:
        verdicts = [(update, judge(read_update(update), known)) for update in waiting]
        ready = [verdict for _, verdict in verdicts if not verdict.gap]
        assert ready
        known.learn(ready[0])
        waiting.remove(next(update for update, verdict in verdicts if not verdict.gap))
    in_order = learn(history.updates)
    assert (known.clocks, deleted(known)) == (in_order.clocks, deleted(in_order))


@given(HISTORIES)
def test_a_whole_replica_is_no_twin_of_its_parts(history: History) -> None:
    known = learn(history.updates)
    stored = [read_update(update).data for update in history.updates]
    history.settle()
    for replica in history.replicas:
        read = read_update(replica.doc.get_update())
        verdict = judge(read, known)
        assert not verdict.inserted
        assert repeats(stored, known.clocks, read, verdict.repeated)


@given(HISTORIES, st.integers(0, 40))
def test_what_a_returning_replica_sends_is_cut_to_what_is_new(history: History, heard: int) -> None:
    known = learn(history.updates[:heard])
    whole = read_update(history.settle().get_update())
    verdict = judge(whole, known)
    assert not verdict.gap
    kept = read_update(new_part(whole.data, known))
    assert _beginnings(kept) == {client: known.clocks.get(client, 0) for client in _clients(kept)}
    assert ids(additions(kept, known).inserted) == ids(judge(kept, known).inserted)
    known.learn(judge(kept, known))
    assert (known.clocks, deleted(known)) == truth(history)


def _clients(read: UpdateRead) -> list[int]:
    return [structs[0].client for structs in read.sections]


def _beginnings(read: UpdateRead) -> dict[int, int]:
    return {structs[0].client: structs[0].clock for structs in read.sections}


@given(HISTORIES)
@settings(max_examples=50)
def test_merged_updates_read_as_their_parts(history: History) -> None:
    kept = [read_update(update).data for update in history.updates]
    merged = crdt.merge(kept)
    assert learn([merged]).clocks == truth(history)[0]
    assert learn([unsealed(merged)]).clocks == truth(history)[0]
    assert crdt.mergeable(merged)
