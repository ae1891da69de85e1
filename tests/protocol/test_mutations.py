"""Honest updates with bytes changed: refused, or harmless to everything that reads them after."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.protocol import crdt
from documents.protocol.errors import ProtocolError
from documents.protocol.guard import Known, additions, glance, judge, new_part
from documents.protocol.outgoing import unsealed
from documents.protocol.twins import repeats
from documents.protocol.updates import read_state_vector, read_update

from . import wire
from .history import HISTORIES, History
from .test_seals import FRAIL

Mutation = Callable[[bytearray, random.Random, bytes], None]


def flip(data: bytearray, chance: random.Random, _: bytes) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def overwrite(data: bytearray, chance: random.Random, _: bytes) -> None:
    data[chance.randrange(len(data))] = chance.choice((0, 1, 2, 5, 10, 0x7F, 0x80, 0xFF))


def insert(data: bytearray, chance: random.Random, _: bytes) -> None:
    at = chance.randrange(len(data) + 1)
    data[at:at] = chance.randbytes(chance.randrange(1, 4))


def delete(data: bytearray, chance: random.Random, _: bytes) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.randrange(1, 4)]


def truncate(data: bytearray, chance: random.Random, _: bytes) -> None:
    del data[chance.randrange(1, len(data) + 1) :]


def splice(data: bytearray, chance: random.Random, other: bytes) -> None:
    start, end = sorted(chance.choices(range(len(other) + 1), k=2))
    at = chance.randrange(len(data) + 1)
    data[at : at + (end - start) * chance.randrange(2)] = other[start:end]


MUTATIONS: tuple[Mutation, ...] = (flip, overwrite, insert, delete, truncate, splice)


def mutated(update: bytes, other: bytes, chance: random.Random) -> bytes:
    data = bytearray(update)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        if data:
            chance.choice(MUTATIONS)(data, chance, other)
    return bytes(data)


class Server:
    """What a room does with what it is sent, without anything around it."""

    def __init__(self) -> None:
        self.known = Known()
        self.stored: list[bytes] = []
        self.refused = 0

    def take(self, update: bytes) -> None:
        try:
            self._take(update)
        except ProtocolError:
            self.refused += 1

    def _take(self, update: bytes) -> None:
        seen = glance(update, self.known)
        read = read_update(update)
        verdict = judge(read, self.known)
        assert seen in (None, verdict)
        if verdict.gap or (verdict.repeated and not self._repeats(update)):
            self.refused += 1
        elif verdict.adds:
            kept = new_part(read.data, self.known) if verdict.overlaps else read.data
            assert crdt.mergeable(kept)
            self.known.learn(verdict)
            self.stored.append(kept)

    def _repeats(self, update: bytes) -> bool:
        read = read_update(update)
        repeated = judge(read, self.known).repeated
        return repeats(self.stored, self.known.clocks, read, repeated)

    def check(self) -> None:
        """Everything that was taken can be merged, diffed, sent and loaded, and nothing is lost."""
        merged = crdt.merge(self.stored)
        vector = crdt.encode_state_vector(self.known.clocks)
        assert crdt.mergeable(merged)
        assert not read_update(crdt.diff(merged, vector)).sections
        for whole in (merged, unsealed(merged), crdt.diff(merged, b"\x00")):
            again = Known()
            verdict = judge(read_update(whole), again)
            assert not verdict.gap
            again.learn(verdict)
            assert again.clocks == self.known.clocks
            assert again.deletes.encode() == self._loaded().deletes.encode()

    def _loaded(self) -> Known:
        loaded = Known()
        for update in self.stored:
            loaded.learn(additions(read_update(update), loaded))
        assert loaded.clocks == self.known.clocks
        assert read_state_vector(crdt.encode_state_vector(loaded.clocks)) == loaded.clocks
        return loaded


@given(HISTORIES, st.randoms(use_true_random=False))
def test_mutated_histories_are_refused_or_harmless(history: History, chance: random.Random) -> None:
    server = Server()
    for update in history.updates:
        for _ in range(8):
            server.take(mutated(update, chance.choice(history.updates), chance))
        server.take(update)
    server.check()


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
        server = Server()
        for _ in range(40):
            server.take(mutated(chance.choice(corpus), chance.choice(corpus), chance))
        server.check()
