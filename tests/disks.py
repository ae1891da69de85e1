"""A small file system of one's own, to be filled. Needs root, or `sudo` without questions."""

import errno
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_BLOCK = bytes(64 * 1024)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A folder with room for so much, and no more."""
    with tempfile.TemporaryDirectory(prefix="collab-disk-") as name:
        _as_root("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=1777", "collab", name)
        try:
            yield Path(name)
        finally:
            _as_root("umount", name)


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Nothing more fits on it until the block ends."""
    ballast = disk / "ballast"
    try:
        fill(ballast)
        yield
    finally:
        ballast.unlink()


def fill(ballast: Path) -> None:
    """Let a file grow until the disk is full."""
    with ballast.open("ab", buffering=0) as file:
        for block in (_BLOCK, _BLOCK[:4096]):
            try:
                while True:
                    file.write(block)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


def _as_root(*command: str) -> None:
    sudo = () if os.geteuid() == 0 else ("sudo", "-n")
    subprocess.run([*sudo, *command], check=True)
