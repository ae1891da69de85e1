import pytest

from documents.protocol import crdt
from documents.protocol.errors import ProtocolError
from documents.protocol.guard import (
    NOTHING,
    Known,
    Verdict,
    additions,
    closed_part,
    glance,
    judge,
    new_part,
)
from documents.protocol.updates import EMPTY, MAX_CLOCK, read_update

from . import wire


def knowing(*updates: bytes) -> Known:
    known = Known()
    for update in updates:
        known.learn(judge(read_update(update), known))
    return known


def verdict_on(update: bytes, known: Known | None = None) -> Verdict:
    return judge(read_update(update), known or Known())


HELLO = wire.typed(1, 0, "hello")


# --- what an update adds -----------------------------------------------------------------------


def test_the_empty_update_adds_nothing() -> None:
    assert verdict_on(EMPTY) == NOTHING
    assert not NOTHING.adds


def test_what_continues_a_client_is_added() -> None:
    known = knowing(HELLO)
    verdict = verdict_on(wire.typed(1, 5, " world"), known)
    assert verdict == Verdict(inserted=((1, 5, 6),))
    assert verdict.adds
    known.learn(verdict)
    assert known.clocks == {1: 11}


def test_a_deletion_is_added_once() -> None:
    known = knowing(HELLO)
    deletion = wire.erased((1, 1, 3))
    verdict = verdict_on(deletion, known)
    assert verdict == Verdict(deleted=((1, 1, 3),))
    known.learn(verdict)
    assert verdict_on(deletion, known) == NOTHING
    assert verdict_on(wire.erased((1, 0, 5)), known).deleted == ((1, 0, 1), (1, 4, 1))


def test_what_an_update_writes_it_can_delete() -> None:
    update = wire.update(wire.section(1, 0, wire.text("ab")), deletes={1: [(0, 1)]})
    assert verdict_on(update) == Verdict(inserted=((1, 0, 2),), deleted=((1, 0, 1),))


def test_a_duplicate_adds_nothing_and_says_what_it_repeats() -> None:
    verdict = verdict_on(HELLO, knowing(HELLO))
    assert not verdict.adds
    assert verdict.overlaps
    assert verdict.repeated == ((1, 0, 5),)


def test_what_is_deleted_may_come_again_with_any_content() -> None:
    known = knowing(HELLO, wire.erased((1, 1, 2)))
    assert verdict_on(HELLO, known).repeated == ((1, 0, 1), (1, 3, 2))
    assert not verdict_on(wire.update(wire.section(1, 0, wire.collected(5))), known).repeated
    assert not verdict_on(wire.update(wire.section(1, 0, wire.deleted(5))), known).repeated


def test_a_partial_overlap_is_both_repeated_and_added() -> None:
    verdict = verdict_on(wire.typed(1, 0, "hello world"), knowing(HELLO))
    assert verdict.repeated == ((1, 0, 5),)
    assert verdict.inserted == ((1, 5, 6),)
    assert verdict.overlaps


def test_collected_runs_overlap_too() -> None:
    verdict = verdict_on(wire.update(wire.section(1, 0, wire.collected(9))), knowing(HELLO))
    assert verdict == Verdict(inserted=((1, 5, 4),), overlaps=True)


def test_only_the_new_part_is_kept() -> None:
    known = knowing(HELLO)
    update = wire.update(
        wire.section(1, 0, wire.text("hello"), wire.text(" world", left=(1, 4))),
        wire.section(2, 0, wire.text("x")),
        deletes={1: [(0, 1)]},
    )
    kept = read_update(new_part(update, known))
    assert sorted((s[0].client, s[0].clock, len(s)) for s in kept.sections) == [
        (1, 5, 1),
        (2, 0, 1),
    ]
    assert kept.deletes == [(1, 0, 1)]
    verdict = judge(kept, known)
    assert not verdict.overlaps
    assert sorted(verdict.inserted) == [(1, 5, 6), (2, 0, 1)]


# --- gaps --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "update",
    [
        pytest.param(wire.typed(1, 6, "x"), id="a clock that is ahead"),
        pytest.param(wire.typed(2, 0, "x", left=(1, 5)), id="an unknown origin"),
        pytest.param(wire.typed(2, 0, "x", right=(1, 5)), id="an unknown right origin"),
        pytest.param(wire.typed(2, 0, "x", parent=(1, 5)), id="an unknown parent"),
        pytest.param(wire.typed(2, 0, "x", left=(3, 0)), id="an unknown client"),
        pytest.param(wire.erased((1, 4, 2)), id="a deletion past what is known"),
        pytest.param(wire.erased((3, 0, 1)), id="a deletion of an unknown client"),
        pytest.param(wire.update(wire.section(1, 5, wire.skip(1))), id="a Skip"),
        pytest.param(
            wire.update(wire.section(1, 5, wire.text("x"), wire.skip(1), wire.text("y"))),
            id="a Skip after something good",
        ),
        pytest.param(wire.update(wire.section(1, 0, wire.skip(3))), id="a Skip over what is known"),
    ],
)
def test_what_builds_on_the_unknown_is_a_gap(update: bytes) -> None:
    verdict = verdict_on(update, knowing(HELLO))
    assert verdict == Verdict(gap=True)
    assert not verdict.adds


def test_a_gap_closes_when_what_is_missing_came() -> None:
    later = wire.typed(2, 0, "x", left=(1, 7))
    assert verdict_on(later, knowing(HELLO)).gap
    assert verdict_on(later, knowing(HELLO, wire.typed(1, 5, "abc"))).inserted == ((2, 0, 1),)


def test_half_a_pair_is_a_gap_which_yjs_fills_with_the_replacement_character() -> None:
    known = knowing(wire.typed(1, 0, "a\ufffd"))
    assert verdict_on(wire.typed(1, 0, "a😀b"), known).gap
    assert verdict_on(wire.typed(1, 1, "😀b"), known).gap
    assert verdict_on(wire.typed(1, 2, "\ufffdb"), known).inserted == ((1, 2, 2),)
    assert verdict_on(wire.typed(1, 1, "x😀"), known).inserted == ((1, 2, 2),)


# --- sections that wait for each other ---------------------------------------------------------


def test_sections_may_come_in_any_order() -> None:
    first = wire.section(1, 0, wire.text("ab"))
    second = wire.section(2, 0, wire.text("cd", left=(1, 1)))
    third = wire.section(3, 0, wire.text("e", left=(2, 1), right=(1, 0)))
    for sections in ((first, second, third), (third, second, first), (second, third, first)):
        assert sorted(verdict_on(wire.update(*sections)).inserted) == [
            (1, 0, 2),
            (2, 0, 2),
            (3, 0, 1),
        ]


def test_sections_may_lean_on_each_other_in_turns() -> None:
    structs = {
        client: [
            wire.text("x", left=(other, clock - 1)) if clock else wire.text("x")
            for clock in range(50)
        ]
        for client, other in ((1, 2), (2, 1))
    }
    structs[2][0] = wire.text("x", left=(1, 0))
    for order in ((1, 2), (2, 1)):
        update = wire.update(*(wire.section(client, 0, *structs[client]) for client in order))
        verdict = verdict_on(update)
        assert {client for client, _, _ in verdict.inserted} == {1, 2}
        known = knowing(update)
        assert known.clocks == {1: 50, 2: 50}


def test_several_sections_wait_for_one() -> None:
    waiting = [
        wire.section(client, 0, wire.text("x", left=(1, 10 - client))) for client in range(2, 9)
    ]
    base = wire.section(1, 0, *[wire.text("y")] * 9)
    for update in (wire.update(*waiting, base), wire.update(base, *waiting)):
        assert len(knowing(update).clocks) == 8


def test_a_section_that_waits_for_a_gapped_one_is_a_gap_and_no_lie() -> None:
    update = wire.update(
        wire.section(1, 3, wire.text("x", left=(1, 2))),
        wire.section(2, 0, wire.text("y", left=(1, 3))),
        wire.section(3, 0, wire.text("z", left=(2, 0))),
    )
    assert verdict_on(update).gap


@pytest.mark.parametrize("where", [{"left": (1, 0)}, {"right": (1, 0)}, {"parent": (1, 0)}])
def test_an_item_cannot_build_on_itself(where: wire.Where) -> None:
    with pytest.raises(ProtocolError, match="itself"):
        verdict_on(wire.typed(1, 0, "x", **where))


def test_an_item_cannot_build_on_a_later_one_of_its_client() -> None:
    with pytest.raises(ProtocolError, match="itself"):
        verdict_on(wire.typed(1, 5, "x", left=(1, 9)), knowing(HELLO))


def circle(size: int) -> bytes:
    return wire.update(
        *(
            wire.section(client, 0, wire.text("x", left=(client % size + 1, 0)))
            for client in range(1, size + 1)
        )
    )


@pytest.mark.parametrize("size", [2, 3, 50])
def test_items_cannot_build_on_each_other_in_a_circle(size: int) -> None:
    with pytest.raises(ProtocolError, match="circle"):
        verdict_on(circle(size))


def test_a_circle_is_found_behind_what_waits_for_it() -> None:
    update = wire.update(
        wire.section(9, 0, wire.text("x", left=(8, 0))),
        wire.section(8, 0, wire.text("x", left=(1, 1))),
        wire.section(1, 0, wire.text("a"), wire.text("b", left=(2, 1))),
        wire.section(2, 0, wire.text("c"), wire.text("d", left=(1, 1))),
    )
    with pytest.raises(ProtocolError, match="circle"):
        verdict_on(update)


def test_a_ring_that_waits_for_what_no_section_brings_is_a_gap() -> None:
    update = wire.update(
        wire.section(1, 0, wire.text("a", left=(2, 5))),
        wire.section(2, 0, wire.text("b", left=(1, 0))),
        wire.section(3, 0, wire.text("c", left=(1, 0))),
    )
    assert verdict_on(update).gap
    assert verdict_on(update, knowing(wire.typed(2, 0, "123456"))).gap is False


def test_a_long_chain_is_walked_without_recursion() -> None:
    size = 3000
    sections = [wire.section(1, 0, wire.text("x"))]
    sections += [
        wire.section(client, 0, wire.text("x", left=(client - 1, 0))) for client in range(2, size)
    ]
    assert len(verdict_on(wire.update(*sections)).inserted) == size - 1
    assert len(verdict_on(wire.update(*reversed(sections))).inserted) == size - 1
    assert verdict_on(wire.update(*sections[1:])).gap


# --- the fast path -----------------------------------------------------------------------------

KNOWN = knowing(
    wire.typed(1, 0, "hello"),
    wire.typed(300, 0, "x" * 200),
    wire.typed(2**53 - 1, 0, "y"),
    wire.erased((1, 2, 2), (300, 100, 1)),
)

FAST = {
    "a letter after another": wire.typed(1, 5, "a"),
    "a letter before another": wire.typed(1, 5, "a", right=(1, 0)),
    "a letter between others": wire.typed(1, 5, "a", left=(300, 150), right=(1, 0)),
    "a large client id": wire.typed(2**53 - 1, 1, "a"),
    "a word": wire.typed(300, 200, "a word, " * 15),
    "an emoji": wire.typed(300, 200, "😀"),
    "one deletion": wire.erased((1, 0, 1)),
    "one deletion again": wire.erased((1, 2, 1)),
    "a deletion of a run again": wire.erased((1, 2, 2)),
}


@pytest.mark.parametrize("update", FAST.values(), ids=FAST)
def test_what_typing_produces_is_judged_at_a_glance(update: bytes) -> None:
    verdict = glance(update, KNOWN)
    assert verdict is not None
    full = verdict_on(update, KNOWN)
    assert [*verdict.inserted] == [*full.inserted]
    assert [*verdict.deleted] == [*full.deleted]
    assert (full.gap, full.overlaps, full.repeated) == (False, False, ())


SLOW = {
    "nothing": b"",
    "the empty update": EMPTY,
    "a client's first letter": wire.typed(7, 0, "a"),
    "a letter in a new root": wire.typed(1, 5, "a", parent="u"),
    "a letter again": wire.typed(1, 4, "o"),
    "a letter too early": wire.typed(1, 6, "a"),
    "an unknown origin": wire.typed(1, 5, "a", left=(1, 5)),
    "an origin of an unknown client": wire.typed(1, 5, "a", left=(8, 0)),
    "an unknown right origin": wire.typed(1, 5, "a", right=(2, 0)),
    "an unknown origin on the left of two": wire.typed(1, 5, "a", left=(2, 0), right=(1, 0)),
    "an unknown origin on the right of two": wire.typed(1, 5, "a", left=(1, 4), right=(2, 0)),
    "a long text": wire.typed(1, 5, "a" * 128),
    "an empty text": wire.typed(1, 5, ""),
    "no UTF-8": wire.update(wire.section(1, 5, wire.item(4, b"\x01\xff", left=(1, 4)))),
    "a text cut off": wire.typed(1, 5, "ab")[:-2],
    "a text with a byte too many": wire.typed(1, 5, "ab") + b"\x00",
    "a deletion with it": wire.update(
        wire.section(1, 5, wire.text("a", left=(1, 4))), deletes={1: [(0, 1)]}
    ),
    "two structs": wire.update(wire.section(1, 5, wire.text("a", left=(1, 4)), wire.collected(1))),
    "another content": wire.update(wire.section(1, 5, wire.embed("1", left=(1, 4)))),
    "a number spelled long": b"\x01\x01\x81\x00\x05\x84\x01\x04\x01a\x00",
    "a deletion of nothing": wire.erased((1, 0, 0)),
    "a deletion of the unknown": wire.erased((1, 4, 2)),
    "a deletion of an unknown client": wire.erased((8, 0, 1)),
    "a deletion of a run": wire.erased((1, 0, 2)),
    "a deletion of two ranges": wire.erased((1, 0, 1), (1, 4, 1)),
    "a deletion with a byte too many": wire.erased((1, 0, 1)) + b"\x00",
    "a deletion cut off": wire.erased((1, 0, 1))[:-1],
}


@pytest.mark.parametrize("update", SLOW.values(), ids=SLOW)
def test_anything_else_is_left_to_the_reader(update: bytes) -> None:
    assert glance(update, KNOWN) is None


def test_a_glance_sees_the_last_clock() -> None:
    known = Known({1: MAX_CLOCK - 1})
    fits = wire.typed(1, MAX_CLOCK - 1, "a")
    assert glance(fits, known) == Verdict(((1, MAX_CLOCK - 1, 1),))
    assert glance(wire.typed(1, MAX_CLOCK - 1, "ab"), known) is None


# --- what the log adds -------------------------------------------------------------------------


def test_additions_are_what_was_judged_before_the_commit() -> None:
    updates = [
        HELLO,
        wire.typed(2, 0, "x", left=(1, 2)),
        wire.typed(1, 0, "hello again"),
        wire.erased((1, 0, 3), (2, 0, 1)),
        wire.erased((1, 0, 5)),
        HELLO,
    ]
    judged, added = Known(), Known()
    for update in updates:
        read = read_update(update)
        verdict, addition = judge(read, judged), additions(read, added)
        assert sorted(addition.inserted) == sorted(verdict.inserted)
        assert sorted(addition.deleted) == sorted(verdict.deleted)
        judged.learn(verdict)
        added.learn(addition)
    assert judged.clocks == added.clocks == {1: 11, 2: 1}
    assert judged.deletes.encode() == added.deletes.encode()


def test_a_verdict_does_not_change_what_is_known() -> None:
    known = knowing(HELLO)
    verdict_on(wire.update(wire.section(1, 5, wire.text("x")), deletes={1: [(0, 1)]}), known)
    assert known.clocks == {1: 5}
    assert known.deletes.encode() == crdt.DeleteSet().encode()


# --- the part that stands on its own -------------------------------------------------------------


def test_the_closed_part_ends_where_something_else_is_needed() -> None:
    update = wire.update(
        wire.section(
            1, 5, wire.text("a", left=(1, 4)), wire.text("b", left=(7, 0)), wire.text("c")
        ),
        wire.section(2, 0, wire.text("d", left=(1, 5))),
        wire.section(3, 0, wire.text("e", left=(1, 6))),
        deletes={1: [(0, 1)]},
    )
    part = closed_part(read_update(update), knowing(HELLO))
    assert part + b"\x00" == wire.update(
        wire.section(1, 5, wire.text("a", left=(1, 4))),
        wire.section(2, 0, wire.text("d", left=(1, 5))),
    )


def test_the_closed_part_of_what_stands_on_its_own_is_all_of_it() -> None:
    assert closed_part(read_update(HELLO), Known()) + b"\x00" == HELLO
