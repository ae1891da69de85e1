"""Updates on their way out to Yjs: without the seals that only the server needs."""

from collections.abc import Iterator

from .codec import read_var_uint, var_uint
from .seals import SEAL, Splice, sealed_value, splice
from .updates import Content, Struct, read_update
from .values import skip_any


def unsealed(update: bytes) -> bytes:
    """An update of the log as its authors wrote it.

    Costs a search for the seal; only if there is one, the update is read.
    """
    if SEAL not in update:
        return update
    read = read_update(update)
    structs = (struct for section in read.sections for struct in section)
    return splice(read.data, (part for struct in structs for part in _broken(read.data, struct)))


def _broken(data: bytes, struct: Struct) -> Iterator[Splice]:
    info = data[struct.start]
    if struct.content is Content.ANY:
        yield from _broken_values(data, struct.content_start)
    elif info & 0x1F != struct.content:
        inside = data[struct.content_start : struct.end]
        sealed_bytes = len(SEAL) + 1 + len(inside)
        start = struct.end - sealed_bytes - len(var_uint(sealed_bytes))
        yield struct.start, struct.start + 1, bytes((info & 0xE0 | struct.content,))
        yield start, struct.end, inside


def _broken_values(data: bytes, at: int) -> Iterator[Splice]:
    count, at = read_var_uint(data, at)
    for _ in range(count):
        inside = sealed_value(data, at)
        if inside is None:
            at = skip_any(data, at)
        else:
            yield at, inside[1], data[slice(*inside)]
            at = inside[1]
