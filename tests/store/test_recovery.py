from datetime import timedelta
from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command

from documents.access import recovered_by
from documents.models import Document, Event
from documents.store import log, recovery, rows
from documents.store.log import Addition, Draft
from tests.content.updates import text_update

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Document:
    return Document.objects.create(title="Plan")


@pytest.fixture
def other() -> Document:
    return Document.objects.create(title="Other")


def recovering(document: Document) -> bool:
    return rows.heads([document.pk])[document.pk].recovering


def maintain(*arguments: str) -> str:
    out = StringIO()
    call_command("collab_maintenance", *arguments, stdout=out)
    return out.getvalue()


def test_it_is_closed_by_default(plan: Document) -> None:
    assert not recovering(plan)


def test_it_opens_for_all_documents_and_is_written_down(plan: Document, other: Document) -> None:
    said = maintain("--after-restore")
    assert said == "Editors may bring back what is missing in 2 documents for 24 hours.\n"
    assert recovering(plan)
    assert recovering(other)
    assert [(e.kind, e.detail) for e in Event.objects.all()] == [
        ("recovery.opened", {"seconds": 86400})
    ]


def test_it_opens_for_one_document(plan: Document, other: Document) -> None:
    maintain("--after-restore", "--document", str(plan.pk), "--hours", "0.5")
    assert (recovering(plan), recovering(other)) == (True, False)


def test_it_ends_by_itself(plan: Document) -> None:
    recovery.open_window(timedelta(seconds=-1))
    assert not recovering(plan)


def test_it_ends_when_told(plan: Document) -> None:
    maintain("--after-restore")
    assert maintain("--end-recovery").endswith("in 1 document.\n")
    assert not recovering(plan)


def test_an_unknown_document_is_an_error() -> None:
    with pytest.raises(CommandError, match="no such document"):
        maintain("--after-restore", "--document", str(uuid4()))


@pytest.mark.parametrize("hours", ["0", "-1", "nan", "1000", "soon"])
def test_an_absurd_time_is_an_error(hours: str) -> None:
    with pytest.raises(CommandError, match="--hours"):
        maintain("--after-restore", f"--hours={hours}")


def appended(document_id: UUID, author: str) -> log.Outcome:
    head = rows.heads([document_id])[document_id]
    draft = Draft(document_id, head, [Addition(author, text_update("x"), ())], {})
    return log.commit([draft])[0]


def test_who_brings_something_back_must_be_active(plan: Document, django_user_model: type) -> None:
    ada = django_user_model.objects.create_user("ada")  # type: ignore[attr-defined]
    author = recovered_by(f"user:{ada.pk}")
    assert [row.author for row in appended(plan.pk, author).appended] == [author]
    ada.is_active = False
    ada.save()
    outcome = appended(plan.pk, author)
    assert list(outcome.appended) == []
    assert outcome.left_out == {f"user:{ada.pk}"}
