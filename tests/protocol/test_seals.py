"""What pycrdt would change goes through it under seal, and comes out as it was written."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.protocol import crdt
from documents.protocol.codec import var_bytes
from documents.protocol.errors import ProtocolError
from documents.protocol.guard import Known, judge
from documents.protocol.outgoing import unsealed
from documents.protocol.seals import SEAL, seal, seal_value
from documents.protocol.updates import Content, read_update

from . import wire

BIGINT = b"\x7a" + struct.pack(">q", 2**60 + 1)
HOOK = bytes.fromhex("01030100070101780504686f6f6b870100060400010102747400")
"""Written by Yjs: a `Y.XmlHook` named "hook", after it a `Y.XmlText` that holds "tt"."""


def one(*structs: bytes) -> bytes:
    return wire.update(wire.section(1, 0, *structs), deletes={1: [(0, 1)]})


FRAIL = {
    "a hook": HOOK,
    "a hook as a value of a map": one(wire.nested(5, "näme", key="k")),
    "a fraction in a format": one(wire.mark("size", "1.5")),
    "half an emoji in a format": one(wire.mark("note", r'"\ud83d"')),
    "half an emoji in an embed": one(wire.embed(r'{"a":"\ude00 😀"}')),
    "an integer beyond 64 bits in an embed": one(wire.embed("9223372036854775808")),
    "minus zero": one(wire.values(b"\x7d\x40")),
    "BigInt": one(wire.values(BIGINT, key="k")),
    "BigInt among others": one(wire.values(b"\x77\x01z", BIGINT, b"\x76\x01\x01k" + BIGINT)),
    "all at once": one(
        wire.mark("size", "0.1", left=(2, 0), right=(2, 0)),
        wire.text("text"),
        wire.nested(5, ""),
        wire.values(BIGINT),
        wire.embed("1e300"),
    ),
}
STURDY = {
    "text": wire.typed(1, 0, "a😀"),
    "an element": one(wire.nested(3, "p")),
    "integers": one(wire.mark("size", '{"a":[1,-2,"1.5"]}')),
    "values": one(wire.values(b"\x7d\x05", b"\x7b" + struct.pack(">d", 0.1))),
    "bytes": one(wire.binary(b"\xff\x00")),
    "bytes that begin like a seal": one(wire.binary(SEAL[:-1])),
}

frail = pytest.mark.parametrize("update", FRAIL.values(), ids=FRAIL)


@frail
def test_what_pycrdt_would_change_is_sealed(update: bytes) -> None:
    kept = read_update(update).data
    assert SEAL in kept
    assert crdt.mergeable(kept)
    assert read_update(kept).data == kept


@pytest.mark.parametrize("update", STURDY.values(), ids=STURDY)
def test_what_pycrdt_keeps_is_not_sealed(update: bytes) -> None:
    assert read_update(update).data == update
    assert unsealed(update) == update


@frail
def test_a_seal_is_broken_on_the_way_out(update: bytes) -> None:
    kept = read_update(update).data
    merged = crdt.merge([kept, wire.OTHER])
    without_other = crdt.diff(merged, crdt.encode_state_vector({2: 1}))
    assert unsealed(kept) == unsealed(without_other) == update
    assert SEAL not in unsealed(merged)


@frail
def test_readers_see_through_a_seal(update: bytes) -> None:
    read = read_update(update)
    for structs in read.sections:
        for found in structs:
            content = read.data[found.content_start : found.end]
            assert content in update or found.content is Content.ANY
            assert found.content is not Content.BINARY
    assert judge(read, Known()) == judge(read_update(read.data), Known())


@given(
    st.text(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False)
)
def test_whatever_is_sealed_comes_back(name: str, number: int, fraction: float) -> None:
    update = wire.update(
        wire.section(
            1,
            0,
            wire.nested(5, name),
            wire.values(b"\x7e", b"\x7a" + struct.pack(">q", number)),
            wire.mark(name, repr(fraction)),
        )
    )
    kept = read_update(update).data
    through = crdt.diff(crdt.merge([kept, wire.OTHER]), crdt.encode_state_vector({2: 1}))
    assert unsealed(kept) == unsealed(through) == update


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(seal(Content.STRING, b"\x01a"), id="a string"),
        pytest.param(seal(Content.DELETED, b"\x01"), id="a deletion"),
        pytest.param(seal(Content.BINARY, b"\x00"), id="another seal"),
        pytest.param(seal(9, b"\x01a\x76\x00"), id="a subdocument"),
        pytest.param(seal(Content.EMBED, b"\x05nope!"), id="no JSON"),
        pytest.param(seal(Content.EMBED, b"\x010\x00"), id="a byte too many"),
        pytest.param(seal(Content.EMBED, b"\x04null")[:-1], id="a byte too few"),
        pytest.param(seal(Content.TYPE, b"\x07"), id="an unknown type"),
        pytest.param(var_bytes(SEAL), id="nothing"),
        pytest.param(b"\x7f" + SEAL, id="a length beyond the end"),
    ],
)
def test_a_liars_seal_is_refused(content: bytes) -> None:
    with pytest.raises(ProtocolError):
        read_update(one(wire.item(Content.BINARY, content)))


@pytest.mark.parametrize("value", [b"", b"\x00", b"\x7e\x7e", b"\x75\x02\x7e", BIGINT[:-1]])
def test_a_liars_sealed_value_is_refused(value: bytes) -> None:
    with pytest.raises(ProtocolError):
        read_update(one(wire.values(seal_value(value))))


def test_bytes_that_contain_a_seal_stay() -> None:
    update = one(
        wire.binary(b"x" + SEAL + b"\x05"),
        wire.values(b"\x74\x0a" + b"xx" + SEAL, b"\x75\x01" + seal_value(BIGINT)),
    )
    assert read_update(update).data == update
    assert unsealed(update) == update
