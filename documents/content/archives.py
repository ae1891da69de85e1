"""Zip archives from people: bounded while they are unpacked, whatever their directory says.

A name is only ever a name: nothing is written to a disk.
"""

import posixpath
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from .errors import ContentRefused

MAX_ENTRIES = 5000
"""Files and folders of one archive."""

MAX_UNPACKED_BYTES = 128 * 1024**2
"""Of all files together: an archive of 25 MB seldom holds more, a bomb always does."""

_ENCRYPTED = 0x1
_DAMAGED = (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)
"""What Python's reader raises for damage, and for kinds of compression that it does not know."""


def unpack(data: bytes) -> dict[str, bytes]:
    """The files of an archive by their paths; what systems put beside people's files is left out.

    Raises `ContentRefused`.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            return dict(_files(archive))
    except _DAMAGED as damage:
        raise ContentRefused("The archive is damaged, or it is no zip archive.") from damage


def _files(archive: ZipFile) -> Iterator[tuple[str, bytes]]:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise ContentRefused(f"The archive holds more than {MAX_ENTRIES:,} files.")
    left = MAX_UNPACKED_BYTES
    for entry in entries:
        path = _path(entry)
        if entry.is_dir() or _is_litter(path):
            continue
        content = _content(archive, entry, left)
        left -= len(content)
        yield path, content


def _path(entry: ZipInfo) -> str:
    """The entry's path inside of the archive. Raises `ContentRefused` for one that leads out."""
    name = entry.filename.replace("\\", "/")
    path = posixpath.normpath(name)
    if name.startswith("/") or path.split("/")[0] == ".." or ":" in name.split("/")[0]:
        raise ContentRefused(f"The archive holds a path that leads out of it: {name[:100]}")
    return path


def _is_litter(path: str) -> bool:
    parts = path.split("/")
    return parts[0] == "__MACOSX" or any(part.startswith(".") for part in parts)


def _content(archive: ZipFile, entry: ZipInfo, most: int) -> bytes:
    if entry.flag_bits & _ENCRYPTED:
        raise ContentRefused("The archive is protected by a password.")
    with archive.open(entry) as file:
        content = file.read(most + 1)
    if len(content) > most:
        limit = MAX_UNPACKED_BYTES // 1024**2
        raise ContentRefused(f"The archive holds more than {limit} MB when it is unpacked.")
    return content
