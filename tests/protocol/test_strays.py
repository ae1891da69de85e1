"""Told by its neighbours and its parent: what is typed where a restore has removed everything."""

from documents.protocol.strays import Removed
from documents.protocol.updates import Range, UpdateRead, read_update

from . import wire

# A restore has removed the element (1, 0), in which stood the five letters after it.
TYPES: list[Range] = [(1, 0, 1)]
LISTS: list[Range] = [(1, 1, 5)]


def removed() -> Removed:
    return Removed(LISTS, TYPES)


def read(*structs: bytes, client: int = 2, clock: int = 0) -> UpdateRead:
    return read_update(wire.update(wire.section(client, clock, *structs)))


def test_text_beside_what_is_gone_is_stray() -> None:
    for struct in (wire.text("ab", left=(1, 5)), wire.text("ab", right=(1, 1))):
        assert removed().learn(read(struct)) == [(2, 0, 2)]


def test_text_alone_in_what_is_gone_is_stray() -> None:
    assert removed().learn(read(wire.text("ab", parent=(1, 0)))) == [(2, 0, 2)]


def test_a_paragraph_beside_one_that_is_gone_is_not() -> None:
    assert removed().learn(read(wire.nested(3, "paragraph", left=(1, 0)))) == []


def test_text_elsewhere_is_not() -> None:
    for struct in (wire.text("ab"), wire.text("ab", parent=(1, 7)), wire.text("ab", left=(3, 9))):
        assert removed().learn(read(struct)) == []


def test_what_is_collected_was_seen_by_nobody_anyway() -> None:
    assert removed().learn(read(wire.collected(3), wire.skip(2))) == []


def test_what_is_typed_after_a_stray_is_one_too() -> None:
    known = removed()
    known.learn(read(wire.text("ab", left=(1, 5))))
    assert known.learn(read(wire.text("c", left=(2, 1)), clock=2)) == [(2, 2, 1)]
    assert known.learn(read(wire.text("d", right=(2, 0)), client=3)) == [(3, 0, 1)]


def test_text_in_a_stray_element_is_one_too() -> None:
    known = removed()
    item = wire.nested(3, "listItem", parent=(1, 0))
    assert known.learn(read(item, wire.text("a", parent=(2, 0)))) == [(2, 0, 1), (2, 1, 1)]


def test_the_order_of_the_sections_does_not_matter() -> None:
    later = wire.section(9, 0, wire.text("b", left=(2, 0)))
    sooner = wire.section(2, 0, wire.text("a", left=(1, 5)))
    for sections in ((later, sooner), (sooner, later)):
        found = removed().learn(read_update(wire.update(*sections)))
        assert sorted(found) == [(2, 0, 1), (9, 0, 1)]


def test_an_update_that_runs_backwards_costs_a_few_passes() -> None:
    """Honest updates do not: each of these builds on a section that comes after it."""
    sections = [
        wire.section(client, 0, wire.text("x", left=(client - 1, 0) if client > 2 else (1, 5)))
        for client in range(9, 1, -1)
    ]
    assert removed().learn(read_update(wire.update(*sections))) == [
        (2, 0, 1),
        (3, 0, 1),
        (4, 0, 1),
        (5, 0, 1),
    ]


def test_taking_a_stray_back_is_a_correction() -> None:
    known = removed()
    known.learn(read(wire.text("ab", left=(1, 5))))
    back = read_update(wire.erased((2, 1, 1)))
    assert known.corrects(back)
    assert known.corrections(back) == [(2, 1, 1)]


def test_deleting_something_else_is_none() -> None:
    known = removed()
    known.learn(read(wire.text("ab", left=(1, 5))))
    assert not known.corrects(read_update(wire.erased((3, 0, 4))))


def test_whoever_has_heard_of_the_restore_takes_nothing_back() -> None:
    known = removed()
    known.learn(read(wire.text("ab", left=(1, 5))))
    everything = read_update(wire.erased((2, 0, 2), (1, 0, 6)))
    assert known.corrections(everything) == []
    assert not known.corrects(everything)


def test_it_comes_back_as_it_was_stored() -> None:
    known = removed()
    known.learn(read(wire.text("ab", left=(1, 5))))
    again = Removed.decode(known.encode())
    assert again.encode() == known.encode()
    assert again.learn(read(wire.text("c", left=(2, 1)), clock=2)) == [(2, 2, 1)]
