"""Honest updates with bytes changed: refused, or harmless to everything that reads them after."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from . import wire
from .bare_room import BareRoom
from .history import HISTORIES, History
from .mutations import BYTES, mutated
from .test_seals import FRAIL


@given(HISTORIES, st.randoms(use_true_random=False))
def test_mutated_histories_are_refused_or_harmless(history: History, chance: random.Random) -> None:
    room = BareRoom()
    for update in history.updates:
        for _ in range(8):
            room.take(mutated(update, chance.choice(history.updates), chance, BYTES))
        room.take(update)
    room.check()


@pytest.mark.parametrize("seed", range(6))
def test_mutations_of_everything_are_refused_or_harmless(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (not a secret)
    corpus = [
        *FRAIL.values(),
        wire.OTHER,
        wire.typed(1, 0, "a😀b"),
        wire.update(wire.section(1, 0, wire.collected(3), wire.deleted(2))),
        wire.update(
            wire.section(1, 0, wire.nested(3, "p"), wire.text("x", parent=(1, 0))),
            wire.section(2, 0, wire.text("y", left=(1, 1)), wire.nested(6, right=(1, 0))),
            deletes={1: [(0, 1)], 2: [(0, 2)]},
        ),
        wire.update(
            wire.section(
                3,
                0,
                wire.values(b"\x75\x02\x7e\x76\x01\x01k\x78", b"\x74\x02\xff\x00", key="k"),
                wire.binary(b"\xff" * 5),
                wire.embed('{"a":[1,{"b":null}]}'),
            )
        ),
    ]
    for _ in range(40):
        room = BareRoom()
        for _ in range(40):
            room.take(mutated(chance.choice(corpus), chance.choice(corpus), chance))
        room.check()
