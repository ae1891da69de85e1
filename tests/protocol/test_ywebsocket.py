"""The y-websocket dialect: captured exchanges byte for byte, and every malformed message."""

import gzip
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.protocol import crdt, ywebsocket
from documents.protocol.codec import var_bytes, var_string, var_uint
from documents.protocol.errors import CloseCode, PeerError, ProtocolError, TooLargeError
from documents.protocol.guard import Known, judge
from documents.protocol.limits import MIB, Limits
from documents.protocol.messages import (
    Ask,
    AwarenessEntry,
    AwarenessUpdate,
    Message,
    Nothing,
    QueryAwareness,
    SyncStep1,
    Write,
)
from documents.protocol.seals import SEAL
from documents.protocol.updates import EMPTY, read_update

from .test_seals import HOOK

LIMITS = Limits()
HI = bytes.fromhex("010101000401017402686900")
"""Client 1 inserts "hi" into the text "t"."""


def parse(frame: str | bytes, limits: Limits = LIMITS) -> Message:
    return ywebsocket.parse(bytes.fromhex(frame) if isinstance(frame, str) else frame, limits)


# --- captured: y-websocket 3.1.0 with @y/websocket-server 0.1.1, document "d", client id 1 --------

CAPTURED: list[tuple[str, Message, bytes]] = [
    ("00 00 01 00", SyncStep1(b"\x00"), ywebsocket.sync_step_1(b"\x00")),
    (
        "01 06 01 01 00 02 7b 7d",
        AwarenessUpdate((AwarenessEntry(1, 0, "{}"),)),
        ywebsocket.awareness_message([AwarenessEntry(1, 0, "{}")]),
    ),
    ("00 01 02 00 00", Write(EMPTY, answer=True), ywebsocket.sync_step_2(EMPTY)),
    (
        "00 02 0c 01 01 01 00 04 01 01 74 02 68 69 00",
        Write(HI, answer=False),
        ywebsocket.update_message(HI),
    ),
    (
        "01 10 01 01 01 0c 7b 22 75 73 65 72 22 3a 22 78 22 7d",
        AwarenessUpdate((AwarenessEntry(1, 1, '{"user":"x"}'),)),
        ywebsocket.awareness_message([AwarenessEntry(1, 1, '{"user":"x"}')]),
    ),
    ("00 00 03 01 01 02", SyncStep1(b"\x01\x01\x02"), ywebsocket.sync_step_1(b"\x01\x01\x02")),
    (
        "00 01 0c 01 01 01 00 04 01 01 74 02 68 69 00",
        Write(HI, answer=True),
        ywebsocket.sync_step_2(HI),
    ),
    (
        "00 02 06 00 01 01 01 00 01",
        Write(bytes.fromhex("000101010001"), answer=False),
        ywebsocket.update_message(bytes.fromhex("000101010001")),
    ),
    (
        "01 08 01 02 00 04 6e 75 6c 6c",
        AwarenessUpdate((AwarenessEntry(2, 0, None),)),
        ywebsocket.awareness_message([AwarenessEntry(2, 0, None)]),
    ),
    ("00 02 02 00 00", Write(EMPTY, answer=False), ywebsocket.KEEP_ALIVE),
]


@pytest.mark.parametrize(("frame", "message", "written"), CAPTURED)
def test_captured_frames_are_read_and_written(frame: str, message: Message, written: bytes) -> None:
    assert parse(frame) == message
    assert written == bytes.fromhex(frame)


def test_a_tab_asks_who_is_here() -> None:
    assert parse("03") == QueryAwareness()


def test_the_captured_updates_are_judged_and_diffed_as_they_were() -> None:
    known = Known()
    known.learn(judge(read_update(HI), known))
    assert crdt.encode_state_vector(known.clocks) == bytes.fromhex("010102")
    before = bytes.fromhex("0101020044010001 7a00")  # "z" before "hi"
    known.learn(judge(read_update(before), known))
    assert known.clocks == {1: 2, 2: 1}
    assert crdt.diff(HI, bytes.fromhex("010102")) == EMPTY


# --- our own types -----------------------------------------------------------------------------


def test_saved_is_asked_with_a_number_and_answered_with_the_same_bytes() -> None:
    assert parse("64 ac02") == Ask(bytes.fromhex("64ac02"))
    assert parse("64 05 ffff") == Ask(bytes.fromhex("6405"))


def test_the_status_of_y_sweet_is_echoed_whole() -> None:
    assert parse("66 02 ac02") == Ask(bytes.fromhex("6602ac02"))


@pytest.mark.parametrize(
    "frame", ["64", "64 80", "66", "66 00", "66 02 0505", "66 05 01", "66 01 80"]
)
def test_a_malformed_question_is_refused(frame: str) -> None:
    with pytest.raises(ProtocolError):
        parse(frame)


def test_a_question_cannot_be_long() -> None:
    with pytest.raises(ProtocolError):
        parse(b"\x66" + var_bytes(bytes(MIB)))


def test_refusals_and_notices_are_words() -> None:
    assert ywebsocket.permission_denied("no") == bytes.fromhex("0200026e6f")
    assert ywebsocket.refusal("nö") == b"\x65\x03n\xc3\xb6"
    notice = ywebsocket.notice({"kind": "renamed", "title": "Plän"})
    assert notice[0] == ywebsocket.NOTICE
    assert json.loads(notice[2:]) == {"kind": "renamed", "title": "Plän"}


def test_no_seal_goes_out() -> None:
    kept = read_update(HOOK).data
    assert SEAL in kept
    assert ywebsocket.update_message(kept) == b"\x00\x02" + var_bytes(HOOK)
    assert ywebsocket.sync_step_2(kept) == b"\x00\x01" + var_bytes(HOOK)


# --- malformed messages ------------------------------------------------------------------------

ENVELOPES: dict[str, str | bytes] = {
    "E1 nothing": "",
    "E3 a sync message without type": "00",
    "E3 a sync step 2 without update": "0001",
    "E3 an update message without update": "0002",
    "E4 an unknown sync type": "000300",
    "E5 message type 5": "050000",
    "E5 message type 127": "7f",
    "E5 a message type of 70 bits": "ffffffffffffffffff7f",
    "E6 an update of 2^32 - 1 bytes": "0002ffffffff0f",
    "E6 an update of 2^63 bytes": "0002ffffffffffffff7f",
    "E8 a vector longer than the message": "000001ff",
    "E8 a vector of 2^26 entries": "00000480808020",
    "E8 a vector of 2 MB": b"\x00\x00" + var_bytes(b"\x80\x89\x7a" + b"\x01\x01" * 1_000_000),
    "E14 awareness of 2^32 bytes": "01ffffffff0f",
    "E14 awareness of 2^32 entries": "0105ffffffff0f",
    "E15 awareness cut off": "010101011f7b",
    "E15 awareness without clock": "01020101",
    "E15 awareness that is not UTF-8": "01050101 0101ff",
    "E19 an auth message": "020000",
    "E20 an opcode of others": "046400",
    "E20 JSON": b'{"type":"doc.update","bytes":"AAA="}',
    "E20 msgpack": bytes.fromhex("82a474797065aa646f632e757064617465"),
    "E21 gzip": gzip.compress(b"hello"),
    "E21 HTML": b"<!doctype html><script>alert(1)</script>",
    "E21 PNG": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "E21 64 bytes of ff": b"\xff" * 64,
    "E23 joining another document": b"\x24" + b"8dd0b2c4-7b2f-4f0c-8f44-8f5f1f6f7a54",
}


@pytest.mark.parametrize("frame", ENVELOPES.values(), ids=ENVELOPES)
def test_a_malformed_message_is_refused(frame: str | bytes) -> None:
    with pytest.raises(ProtocolError) as refused:
        parse(frame)
    assert refused.value.code is CloseCode.PROTOCOL_ERROR


def test_e3b_the_stray_frame_of_release_candidates_is_ignored() -> None:
    assert parse("0000") == Nothing()


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ("0002020000 00", Write(EMPTY, answer=False)),
        ("0001020000 ffff", Write(EMPTY, answer=True)),
        ("00000100 0001020000", SyncStep1(b"\x00")),
        ("03 03", QueryAwareness()),
        ("010100 01", AwarenessUpdate(())),
    ],
)
def test_e7_bytes_after_a_message_are_ignored(frame: str, message: Message) -> None:
    assert parse(frame) == message


def test_e7_bytes_after_an_update_within_a_message_are_not() -> None:
    message = parse("000203000000")
    assert isinstance(message, Write)
    with pytest.raises(ProtocolError):
        read_update(message.update)


def test_e9_who_claims_to_know_everything_lacks_nothing() -> None:
    vector = b"\x02" + b"".join(var_uint(n) for n in (1, 2**32 - 1, 2, 2**32 - 1))
    message = parse(b"\x00\x00" + var_bytes(vector))
    assert isinstance(message, SyncStep1)
    assert crdt.diff(HI, message.vector) == EMPTY


def test_e11_a_step_2_without_news_adds_nothing() -> None:
    message = parse("0001020000")
    assert isinstance(message, Write)
    assert not judge(read_update(message.update), Known()).adds


def test_e21_a_v2_update_is_refused_by_the_guard() -> None:
    message = parse(
        b"\x00\x02" + var_bytes(bytes.fromhex("000001010201000003010002050401020100010100"))
    )
    assert isinstance(message, Write)
    with pytest.raises(ProtocolError):
        read_update(message.update)


# --- limits ------------------------------------------------------------------------------------


def test_a_message_has_a_limit() -> None:
    small = Limits(message_bytes=15)
    frame = ywebsocket.update_message(HI)
    assert len(frame) == 15
    assert parse(frame, small) == Write(HI, answer=False)
    with pytest.raises(TooLargeError) as refused:
        parse(frame + b"\x00", small)
    assert refused.value.code == CloseCode.TOO_LARGE


def test_a_state_vector_has_a_limit() -> None:
    frame = ywebsocket.sync_step_1(b"\x01\x01\x02")
    assert parse(frame, Limits(vector_bytes=3)) == SyncStep1(b"\x01\x01\x02")
    with pytest.raises(ProtocolError):
        parse(frame, Limits(vector_bytes=2))


def test_awareness_has_limits_in_bytes_and_entries() -> None:
    entries = [AwarenessEntry(client, 1, '{"é":1}') for client in range(3)]
    frame = ywebsocket.awareness_message(entries)
    fits = Limits(awareness_bytes=8, awareness_entries=3)
    assert parse(frame, fits) == AwarenessUpdate(tuple(entries))
    for tight in (
        Limits(awareness_bytes=7, awareness_entries=3),
        Limits(awareness_bytes=8, awareness_entries=2),
    ):
        with pytest.raises(TooLargeError):
            parse(frame, tight)


# --- any bytes ---------------------------------------------------------------------------------

ENTRIES = st.lists(
    st.builds(
        AwarenessEntry,
        client=st.integers(0, 2**53 - 1),
        clock=st.integers(0, 2**53 - 1),
        state=st.none() | st.dictionaries(st.text(), st.text()).map(json.dumps),
    )
)
CLOCKS = st.dictionaries(st.integers(0, 2**53 - 1), st.integers(0, 2**31))


@given(ENTRIES)
def test_awareness_comes_back(entries: list[AwarenessEntry]) -> None:
    assert parse(ywebsocket.awareness_message(entries)) == AwarenessUpdate(tuple(entries))


@given(CLOCKS, st.binary())
def test_sync_messages_come_back(clocks: dict[int, int], update: bytes) -> None:
    vector = crdt.encode_state_vector(clocks)
    assert parse(ywebsocket.sync_step_1(vector)) == SyncStep1(vector)
    assert parse(ywebsocket.sync_step_2(update)) == Write(update, answer=True)
    assert parse(ywebsocket.update_message(update)) == Write(update, answer=False)


@given(st.binary(max_size=80), st.sampled_from([b"", b"\x00\x00", b"\x00\x02", b"\x01", b"\x64"]))
def test_any_frame_is_a_message_or_refused(data: bytes, kind: bytes) -> None:
    for frame in (kind + data, kind + var_bytes(data), kind + var_string("x") + data):
        with suppress(ProtocolError, TooLargeError):
            parse(frame)


def test_every_refusal_is_a_peers_fault() -> None:
    assert issubclass(ProtocolError, PeerError)
    assert issubclass(TooLargeError, PeerError)
