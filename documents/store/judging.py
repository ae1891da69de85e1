"""Judging what was read from the log: what the guard would refuse never reaches pycrdt.

A row with a right digest may still be one that nobody here wrote, or that was written before the
guard knew better.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..protocol import crdt
from ..protocol.errors import ProtocolError
from ..protocol.guard import Known, Verdict, glance, judge
from ..protocol.updates import UpdateRead, read_update
from .errors import Corrupt
from .rows import Row


def judged(rows: Iterable[Row]) -> list[Row]:
    """The rows as pycrdt may read them. Raises `Corrupt` for the first that it may not."""
    found = []
    for row in rows:
        data = read(row).data
        found.append(row if data == row.payload else replace(row, payload=data))
    return found


def read(row: Row) -> UpdateRead:
    """What a row holds. Raises `Corrupt`."""
    try:
        return read_update(row.payload)
    except ProtocolError as error:
        raise Corrupt(f"A row of the log does not read: {error}.", "row", row.seq) from error


def learn(rows: Iterable[Row], known: Known) -> list[Row]:
    """Judge rows and take in what they add; returns them as pycrdt may read them.

    Raises `Corrupt` for the first that does not read, or that builds on what is not there.
    """
    found, waiting = [], []
    for row in rows:
        verdict = glance(row.payload, known)
        if verdict is None:
            row, verdict = _judged(row, known)  # noqa: PLW2901 (the same row, spelled well)
        if verdict.gap:
            waiting.append(row)
        else:
            known.learn(verdict)
        found.append(row)
    if waiting and not learn_together(waiting, known):
        raise Corrupt(
            "A row of the log builds on what is not there.", "row", waiting[0].seq
        ) from None
    return found


def learn_together(rows: Sequence[Row], known: Known) -> bool:
    """Take in judged rows that may build on each other; False if they build on more than that.

    One commit makes a row for each author, and some clients show each other what they type before
    it is committed.
    """
    try:
        verdict = judge(read_update(crdt.merge([row.payload for row in rows])), known)
    except ProtocolError:  # in a circle
        return False
    if not verdict.gap:
        known.learn(verdict)
    return not verdict.gap


def _judged(row: Row, known: Known) -> tuple[Row, Verdict]:
    update = read(row)
    try:
        verdict = judge(update, known)
    except ProtocolError as error:
        raise Corrupt(f"A row of the log does not read: {error}.", "row", row.seq) from error
    return (row if update.data == row.payload else replace(row, payload=update.data)), verdict
