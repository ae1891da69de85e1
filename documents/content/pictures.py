"""What a picture is when it is kept, and why one is not. No decoder is loaded here."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Why bytes are not taken as a picture."""

    UNREADABLE = "unreadable"
    TOO_MANY_PIXELS = "too many pixels"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept."""

    media: str
    width: int
    """Pixels."""
    height: int
    """Pixels."""
    data: bytes
