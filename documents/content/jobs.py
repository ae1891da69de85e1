"""What content workers are asked to do."""

from .compaction import compact
from .errors import ContentRefused
from .restore import restore

__all__ = ["compact", "render", "restore"]


def render(state: bytes, media: str) -> bytes:
    """The content in one of its media types."""
    raise ContentRefused(f"There is no {media} of {len(state)} bytes.")
