from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from documents.models import Document, Event
from documents.services import maintenance
from documents.store import documents, search
from documents.store.events import Origin
from documents.store.wanted import Wanted

from .writing import write


def put_in_trash(document: Document, days: float) -> None:
    documents.trash(document.pk, Origin())
    moment = timezone.now() - timedelta(days=days)
    Document.objects.filter(pk=document.pk).update(trashed=moment)


def changed(document: Document, minutes: float) -> None:
    moment = timezone.now() - timedelta(minutes=minutes)
    Document.objects.filter(pk=document.pk).update(updated=moment)


def titles(typed: str) -> list[str]:
    return [row.title for row in search.found(Document.objects.all(), Wanted.of(typed))]


def run() -> str:
    out = StringIO()
    call_command("collab_maintenance", stdout=out)
    return out.getvalue()


def test_only_what_is_old_is_deleted_from_the_trash(people: dict[str, User]) -> None:
    for title, days in (("old", 31), ("new", 29)):
        put_in_trash(documents.create(title, people["owner"]), days)
    documents.create("kept", people["owner"])
    assert "Deleted for ever: 1." in run()
    assert {document.title for document in Document.objects.all()} == {"new", "kept"}
    last = Event.objects.first()
    assert last is not None
    assert (last.kind, last.principal) == ("document.deleted", "system")


def test_how_old_is_a_setting(people: dict[str, User], settings: Any) -> None:
    settings.COLLAB = settings.COLLAB | {"TRASH_DAYS": 7}
    put_in_trash(documents.create("old", people["owner"]), 8)
    assert "Deleted for ever: 1." in run()


def test_what_is_recovered_meanwhile_stays(plan: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "trashed_before", lambda _: iter([plan.pk]))
    assert maintenance.purge_trash(timezone.now()) == 0
    assert Document.objects.filter(pk=plan.pk).exists()


def test_what_was_written_without_a_room_is_found_afterwards(plan: Document) -> None:
    write(plan.pk, "apples and pears")
    changed(plan, minutes=11)
    assert titles("apples") == []
    assert "Texts refreshed: 1." in run()
    assert titles("apples") == ["Plan"]
    assert "Texts refreshed: 0." in run()


def test_what_changes_now_is_left_to_its_room(plan: Document) -> None:
    write(plan.pk, "apples")
    changed(plan, minutes=1)
    assert "Texts refreshed: 0." in run()


def test_a_text_that_is_older_than_the_content_is_not_noted(plan: Document) -> None:
    seq = write(plan.pk, "apples")
    write(plan.pk, "pears")
    assert not documents.set_text(plan.pk, seq, "apples")
