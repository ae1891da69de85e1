"""The read-only tables below a document's form: its snapshots and its audit rows.

They are no formsets: rooms take snapshots and retention deletes them while an administrator looks
at the form, and a formset posted back would stumble over rows that came or went meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from ..models import Document, Event, Snapshot
from . import principals

SNAPSHOTS_ON_A_PAGE = 25
EVENTS_SHOWN = 10

_REASONS: Mapping[str, Promise] = {
    Snapshot.Reason.PERIODIC: gettext_lazy("While editing"),
    Snapshot.Reason.LAST_LEAVE: gettext_lazy("Last editor left"),
    Snapshot.Reason.NAMED: gettext_lazy("Named by a person"),
    Snapshot.Reason.BEFORE_RESTORE: gettext_lazy("Before a restore"),
    Snapshot.Reason.IMPORT: gettext_lazy("Import"),
}


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """A snapshot as people read it."""

    snapshot: Snapshot
    reason: str
    contributors: list[str]


@dataclass(frozen=True, slots=True)
class SnapshotPanel:
    """One page of a document's snapshots, newest first."""

    page: Page[Snapshot]
    rows: list[SnapshotRow]


@dataclass(frozen=True, slots=True)
class EventRow:
    """An audit row as people read it."""

    event: Event
    who: str
    detail: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class EventPanel:
    """A document's latest audit rows."""

    rows: list[EventRow]
    more: bool
    """Whether there are older ones."""


def snapshots(document: Document, number: str | None) -> SnapshotPanel:
    """The page with this number; the first or the last for a number that does not exist."""
    found = document.snapshots.defer("state")
    page = Paginator(found, SNAPSHOTS_ON_A_PAGE).get_page(number)
    return SnapshotPanel(page, describe(list(page)))


def describe(shown: list[Snapshot]) -> list[SnapshotRow]:
    """The snapshots with readable reasons and names."""
    names = principals.names(who for snapshot in shown for who in snapshot.contributors)
    return [
        SnapshotRow(
            snapshot, str(_REASONS[snapshot.reason]), [names[who] for who in snapshot.contributors]
        )
        for snapshot in shown
    ]


def events(document: Document) -> EventPanel:
    """What was recorded last about the document."""
    found = list(Event.objects.filter(document=document.pk)[: EVENTS_SHOWN + 1])
    shown = found[:EVENTS_SHOWN]
    names = principals.names(event.principal for event in shown)
    rows = [EventRow(event, names[event.principal], brief(event.detail)) for event in shown]
    return EventPanel(rows, more=len(found) > EVENTS_SHOWN)


def facts(detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    """An event's details as names and values to read, without those that say nothing."""
    return [
        (name.replace("_", " "), str(value))
        for name, value in detail.items()
        if value not in (None, "")
    ]


def brief(detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    """As `facts`, without digests: those are evidence and not for reading."""
    return [(name, value) for name, value in facts(detail) if not name.startswith("sha256")]
