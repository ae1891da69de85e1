"""Relative positions of Yjs: places in a text that hold while others write.

The server never resolves one, it only refuses what no client could read.
"""

from .codec import read_var_int, read_var_string, read_var_uint
from .errors import ProtocolError


def check_place(data: bytes) -> None:
    """Raise `ProtocolError` unless `data` is one relative position (`encodeRelativePosition`)."""
    kind, at = read_var_uint(data, 0)
    match kind:
        case 0 | 2:  # beside an item, or at the end of the type that an item holds
            _, at = read_var_uint(data, at)
            _, at = read_var_uint(data, at)
        case 1:  # at the end of a root
            _, at = read_var_string(data, at)
        case _:
            raise ProtocolError("unknown kind of position")
    if at < len(data):
        _, at = read_var_int(data, at)  # the side of the item; early versions wrote none
    if at != len(data):
        raise ProtocolError("bytes after the position")
