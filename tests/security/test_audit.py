"""The audit log can be added to, and nothing else."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from documents.models import Event
from documents.store import events
from documents.store.events import Origin

first = import_module("documents.migrations.0002_append_only_events")
second = import_module("documents.migrations.0015_events_forget_addresses")

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> Event:
    """One row of a log that is protected as in production."""
    if connection.vendor == "sqlite":  # where tests empty tables row by row
        editor = SimpleNamespace(connection=connection)
        first.protect(None, editor)
        second.allow(None, editor)
    return events.record("document.trashed", None, Origin("user:7", "192.0.2.7"))


def test_a_row_of_the_audit_log_cannot_be_changed(row: Event) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.update(principal="user:666")
    assert Event.objects.get(pk=row.pk).principal == row.principal


def test_a_row_of_the_audit_log_cannot_be_erased(row: Event) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=row.pk).delete()
    assert Event.objects.filter(pk=row.pk).exists()


def test_from_where_somebody_did_things_can_be_forgotten_and_nothing_else(row: Event) -> None:
    events.forget_addresses("user:7")
    assert Event.objects.values_list("kind", "principal", "address").get() == (
        "document.trashed",
        "user:7",
        None,
    )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.update(address=None, kind="nothing")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.update(address="192.0.2.8")
