"""A session of two people in the real editor: tables, pasting, undoing, and both offline at once.

Recorded by `frontend/tests/session.test.ts`, which says how.
"""

import base64
import gzip
import json
from dataclasses import dataclass
from pathlib import Path

RECORDING = Path(__file__).parent / "fixtures" / "session.json.gz"


@dataclass(frozen=True)
class Sent:
    """One update as it left an editor."""

    by: int
    """The client."""
    answer: bool
    """Whether it is a sync step 2."""
    update: bytes


def session() -> list[Sent]:
    """Everything that was sent, in order."""
    said = json.loads(gzip.decompress(RECORDING.read_bytes()))
    return [Sent(one["by"], one["answer"], base64.b64decode(one["update"])) for one in said]
