"""One spelling for values that say the same.

pycrdt spells what it merges anew: keys in any order, numbers in another type, JSON without spaces
and escapes. What comes again must still be known as the same.
"""

import json
import struct

from .codec import read_var_int, read_var_string, read_var_uint
from .seals import opened_value
from .values import skip_any


def canonical_json(text: bytes) -> bytes:
    """JSON that has passed `values.check_json`: keys sorted, all numbers as floats."""
    return json.dumps(json.loads(text, parse_int=float), sort_keys=True).encode()


def canonical_any(value: bytes) -> bytes:
    """One Any value that has passed `values.skip_any`: unsealed, keys sorted, numbers as floats."""
    return repr(_read(opened_value(value), 0)[0]).encode()


def _read(data: bytes, at: int) -> tuple[object, int]:
    match data[at]:
        case 117:
            return _read_array(data, at + 1)
        case 118:
            return _read_object(data, at + 1)
        case 123:
            return struct.unpack_from(">d", data, at + 1)[0], at + 9
        case 124:
            return struct.unpack_from(">f", data, at + 1)[0], at + 5
        case 125:
            number, end = read_var_int(data, at + 1)
            return float(number), end
        case _:
            end = skip_any(data, at)
            return data[at:end], end


def _read_array(data: bytes, at: int) -> tuple[list[object], int]:
    count, at = read_var_uint(data, at)
    values = []
    for _ in range(count):
        value, at = _read(data, at)
        values.append(value)
    return values, at


def _read_object(data: bytes, at: int) -> tuple[dict[str, object], int]:
    count, at = read_var_uint(data, at)
    entries = {}
    for _ in range(count):
        key, at = read_var_string(data, at)
        entries[key], at = _read(data, at)
    return dict(sorted(entries.items())), at
