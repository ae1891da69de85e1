"""Malformed and malicious updates, and what the guard says of each against an empty document.

Some crash, hang or abort the process in pycrdt: they are built by code, and none of them is ever
given to pycrdt unless the guard let it pass.
"""

from dataclasses import dataclass
from enum import Enum

from documents.protocol.codec import var_bytes

DEEP = 100_000


class Answer(Enum):
    BAD = "bad"
    """No honest client sends it: refused."""
    GAP = "gap"
    """It may be honest, and something it builds on is missing."""
    PASS = "pass"
    """Legal."""


@dataclass(frozen=True)
class Row:
    id: str
    what: str
    update: bytes
    answer: Answer


def _any(value: bytes) -> bytes:
    """One Any value of client 1 in the root "t"."""
    return bytes.fromhex("0101010008010174") + b"\x01" + value + b"\x00"


def _content(kind: int, content: bytes) -> bytes:
    return b"\x01\x01\x01\x00" + bytes((kind,)) + b"\x01\x01t" + content + b"\x00"


def _nested_xml(depth: int) -> bytes:
    """XmlElements without name, each in the one before it."""
    count = depth
    structs = [b"\x07\x01\x01t\x03\x01p"]
    structs += [b"\x07\x00\x01" + _varint(clock) + b"\x03\x01p" for clock in range(depth - 1)]
    return b"\x01" + _varint(count) + b"\x01\x00" + b"".join(structs) + b"\x00"


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))


_BAD, _GAP, _PASS = Answer.BAD, Answer.GAP, Answer.PASS

_SHORT: list[tuple[str, str, str, Answer]] = [
    ("U01", "empty", "", _BAD),
    ("U02", "one zero", "00", _BAD),
    ("U03", "two zeros: the empty update", "0000", _PASS),
    ("U04", "garbage after it", "0000ffffffffffffffffffff", _BAD),
    ("U05", "truncated number", "80", _BAD),
    ("U06", "number of ten bytes", "ffffffffffffffffffff", _BAD),
    ("U07", "number of 70 bits", "ffffffffffffffffff7f", _BAD),
    ("U08", "2^32 - 1 clients", "ffffffff0f", _BAD),
    ("U09", "2^53 clients", "ffffffffffffff0f", _BAD),
    ("U10", "2^63 structs", "01ffffffffffffffff7f0100", _BAD),
    ("U11", "2^31 structs", "0180808080080100", _BAD),
    ("U12", "client id 2^32", "010180808080100004010174016100", _PASS),
    ("U13", "client id 2^53 - 1", "0101ffffffffffffff0f0004010174016100", _PASS),
    ("U14", "client id 2^53 + 1", "010181808080808080100004010174016100", _BAD),
    ("U15", "client id 2^63", "0101808080808080808080010004010174016100", _BAD),
    ("U16", "clock 2^32 - 1", "010101ffffffff0f04010174016100", _BAD),
    ("U17", "clock 2^32", "010101808080801004010174016100", _BAD),
    ("U18", "clock gap", "010101e80704010174016100", _GAP),
    ("U19", "GC of length 0", "01010100000000", _BAD),
    ("U20", "GC of length 2^32 - 1", "0101010000ffffffff0f00", _BAD),
    ("U21", "GC of length 2^32 - 1, then an item", "0102010000ffffffff0f04010174016100", _BAD),
    ("U22", "Skip of length 2^32 - 1", "010101000affffffff0f00", _GAP),
    ("U23", "Skip of length 0", "010101000a0000", _GAP),
    ("U24", "Deleted of length 2^32 - 1", "0101010001010174ffffffff0f00", _BAD),
    ("U25", "Deleted of length 0", "01010100010101740000", _BAD),
    ("U26", "string of length 2^32 - 1", "0101010004010174ffffffff0f00", _BAD),
    ("U27", "string of length 2^63", "0101010004010174ffffffffffffffff7f00", _BAD),
    ("U28", "string that is not UTF-8", "010101000401017402fffe00", _BAD),
    ("U29", "empty string", "01010100040101740000", _BAD),
    ("U30", "lone surrogate as UTF-8", "010101000401017403eda08000", _BAD),
    ("U31", "content 11", "010101000b0101740000", _BAD),
    ("U32", "content 31", "010101001f0101740000", _BAD),
    ("U33", "type 15", "01010100070101740f00", _BAD),
    ("U34", "type 127", "01010100070101747f00", _BAD),
    ("U35", "type 7, a weak link", "0101010007010174070000", _BAD),
    ("U36", "origin is the item itself", "01010100840100016100", _BAD),
    ("U37", "origin is a later item of its own", "01010100840105016100", _BAD),
    ("U38", "right origin is the item itself", "01010100440100016100", _BAD),
    ("U39", "origin in what was collected", "010201000005840102016100", _PASS),
    ("U40", "parent is the item itself", "0101010004000100016100", _BAD),
    ("U41", "parent is a string", "0102010004010174016104000100016200", _PASS),
    ("U42", "parent was collected", "01020100000104000100016200", _PASS),
    ("U43", "Any of kind 0", "0101010008010174010000", _BAD),
    ("U44", "Any array of 2^31", "01010100080101740175808080800800", _BAD),
    ("U45", "Any array of 2^63", "01010100080101740175ffffffffffffffff7f00", _BAD),
    ("U46", "Any object of 2^31", "01010100080101740176808080800800", _BAD),
    ("U47", "2^31 Any values", "0101010008010174808080800800", _BAD),
    ("U48", "2^63 Any values", "0101010008010174ffffffffffffffff7f00", _BAD),
    ("U52", "Any bytes of length 2^31", "01010100080101740174808080800800", _BAD),
    ("U53", "JSON content", "010101000201017401057b6e6f706500", _BAD),
    ("U55", "embed that is not JSON", "0101010005010174057b6e6f706500", _BAD),
    ("U57", "format that is not JSON", "01010100060101740162057b6e6f706500", _BAD),
    ("U59", "subdocument with bad options", "010101000901017404677569640000", _BAD),
    ("U60", "subdocument", "01010100090101740467756964760000", _BAD),
    ("U61", "binary of length 2^31", "0101010003010174808080800800", _BAD),
    ("U62", "delete set of 2^32 clients", "00ffffffff0f", _BAD),
    ("U63", "delete set of 2^31 ranges", "0001018080808008", _BAD),
    ("U64", "delete far beyond an item", "01010100040101740361626301010100ffffffff0f", _BAD),
    ("U65", "delete past the last clock", "00010101ffffffff0fffffffff0f", _BAD),
    ("U66", "delete of an unknown client", "00014d010005", _GAP),
    ("U67", "delete of length 0", "000101010000", _BAD),
    ("U68", "a client twice", "0201010004010174016101010004010174016200", _BAD),
    ("U69", "an item, to come again with other content", "0101010004010174016100", _PASS),
    ("U70", "a root as text and as map", "0102010004010174016124010174016b017600", _PASS),
    ("U72", "version 2 of the format", "000001010201000003010002050401020100010100", _BAD),
    ("U73", "edit in a surrogate pair", "020101000401017404f09f9880010200c401000101017800", _PASS),
    ("U74", "HTML", "3c7363726970743e616c6572742831293c2f7363726970743e", _BAD),
]

_LONG: list[tuple[str, str, bytes, Answer]] = [
    ("U49", "Any arrays 1,000 deep", _any(b"\x75\x01" * 1000 + b"\x7e"), _BAD),
    ("U50", "Any arrays 100,000 deep", _any(b"\x75\x01" * DEEP + b"\x7e"), _BAD),
    ("U51", "Any objects 100,000 deep", _any(b"\x76\x01\x00" * DEEP + b"\x7e"), _BAD),
    ("U54", "JSON 100,000 deep", _content(2, b"\x01" + var_bytes(b"[" * DEEP)), _BAD),
    ("U56", "embed 100,000 deep", _content(5, var_bytes(b"[" * DEEP + b"]" * DEEP)), _BAD),
    (
        "U58",
        "format 100,000 deep",
        _content(6, b"\x01b" + var_bytes(b"[" * DEEP + b"]" * DEEP)),
        _BAD,
    ),
    ("U71", "XML 20,000 deep", _nested_xml(20_000), _PASS),
    ("U75", "64 bytes of ff", b"\xff" * 64, _BAD),
]

ROWS = sorted(
    [Row(id_, what, bytes.fromhex(update), answer) for id_, what, update, answer in _SHORT]
    + [Row(*row) for row in _LONG],
    key=lambda row: row.id,
)
