"""A recorded session of 259,778 edits, as updates of one replica."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

from pycrdt import Doc, Text

FOLDER = Path(os.environ.get("COLLAB_TRACES", Path(__file__).parents[2].parent / "shared/traces"))
"""Recorded sessions, which have a licence of their own and are not part of the repository."""


def updates(most: int) -> list[bytes]:
    """The first edits of the paper, one update for each insertion or deletion."""
    doc = Doc[Any](client_id=2**31 + 1)
    made: list[bytes] = []
    doc.observe(lambda event: made.append(event.update))
    text = doc.get("text", type=Text)
    for at, deleted, inserted in patches(most):
        if deleted:
            del text[at : at + deleted]
        if inserted:
            text.insert(at, inserted)
    return made


def patches(most: int | None = None) -> list[tuple[int, int, str]]:
    """The first edits of the paper: where, how many characters go, and what comes."""
    with gzip.open(FOLDER / "automerge-paper.json.gz") as file:
        transactions = json.load(file)["txns"][:most]
    return [tuple(patch) for transaction in transactions for patch in transaction["patches"]]
