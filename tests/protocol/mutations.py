"""What a liar makes of honest bytes."""

import random
from collections.abc import Callable

from documents.protocol.codec import var_uint
from documents.protocol.errors import ProtocolError
from documents.protocol.updates import Struct, read_update

from . import wire

NUMBERS = (
    0,
    1,
    2,
    3,
    7,
    127,
    128,
    300,
    2**14,
    2**31 - 1,
    2**31,
    2**32 - 1,
    2**32,
    2**53 - 1,
)

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


def renumber(data: bytearray, chance: random.Random, _: bytes) -> None:
    """Another number where one is: a client, a clock, a length."""
    at = chance.randrange(len(data))
    end = at + 1
    while end < len(data) and data[end - 1] & 0x80:
        end += 1
    data[at:end] = var_uint(chance.choice(NUMBERS))


def repeat(data: bytearray, chance: random.Random, _: bytes) -> None:
    """A piece again, sometimes so often that it nests."""
    start, end = sorted(chance.choices(range(len(data) + 1), k=2))
    data[end:end] = bytes(data[start:end]) * chance.choice((1, 1, 2, 300))


def recombine(data: bytearray, chance: random.Random, other: bytes) -> None:
    """Well formed, of two updates: sections of both, deletions of either."""
    try:
        reads = [read_update(bytes(data)), read_update(other)]
    except ProtocolError:
        return
    parts = [(read.data, part) for read in reads for part in read.sections]
    chance.shuffle(parts)
    sections = [_cut(source, structs[chance.randrange(2) :]) for source, structs in parts]
    deletes: dict[int, list[tuple[int, int]]] = {}
    for client, clock, length in chance.choice(reads).deletes:
        deletes.setdefault(client, []).append((clock, length))
    data[:] = wire.update(*filter(None, sections), deletes=deletes)


def _cut(source: bytes, structs: list[Struct]) -> bytes:
    if not structs:
        return b""
    pieces = [source[struct.start : struct.end] for struct in structs]
    return wire.section(structs[0].client, structs[0].clock, *pieces)


BYTES: tuple[Mutation, ...] = (flip, overwrite, insert, delete, truncate, splice)
"""Those that look at sizes alone: pycrdt orders keys at random, and hypothesis minds."""

MUTATIONS = (*BYTES, renumber, repeat, recombine)


def mutated(
    update: bytes,
    other: bytes,
    chance: random.Random,
    mutations: tuple[Mutation, ...] = MUTATIONS,
) -> bytes:
    data = bytearray(update)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        if data:
            chance.choice(mutations)(data, chance, other)
    return bytes(data)
