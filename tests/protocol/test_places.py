import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.protocol.codec import var_string, var_uint
from documents.protocol.errors import ProtocolError
from documents.protocol.places import check_place

ITEM = b"\x00" + var_uint(7) + var_uint(300)
ROOT = b"\x01" + var_string("default")
TYPE = b"\x02" + var_uint(2**53 - 1) + var_uint(0)


@pytest.mark.parametrize("place", [ITEM, ROOT, TYPE])
@pytest.mark.parametrize("side", [b"", b"\x00", b"\x41"])
def test_what_yjs_encodes_is_a_place(place: bytes, side: bytes) -> None:
    check_place(place + side)


@pytest.mark.parametrize(
    "data", [b"", b"\x03", b"\x00\x07", b"\x01\x09short", ITEM + b"\x00\x00", b"\x02\x01"]
)
def test_what_no_client_could_read_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        check_place(data)


@given(st.binary(max_size=40))
def test_any_bytes_are_a_place_or_a_protocol_error(data: bytes) -> None:
    try:
        check_place(data)
    except ProtocolError:
        return
    assert data[0] in {0, 1, 2}
