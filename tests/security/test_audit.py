"""The audit log can be added to, and nothing else."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from documents.models import Event
from documents.store import events
from documents.store.events import Origin

migration = import_module("documents.migrations.0002_append_only_events")

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> Event:
    """One row of a log that is protected as in production."""
    if connection.vendor == "sqlite":  # where tests empty tables row by row
        migration.protect(None, SimpleNamespace(connection=connection))
    return events.record("document.trashed", None, Origin())


def test_a_row_of_the_audit_log_cannot_be_changed(row: Event) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.update(principal="user:666")
    assert Event.objects.get(pk=row.pk).principal == row.principal


def test_a_row_of_the_audit_log_cannot_be_erased(row: Event) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=row.pk).delete()
    assert Event.objects.filter(pk=row.pk).exists()
