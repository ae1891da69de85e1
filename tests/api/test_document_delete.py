import pytest
from django.contrib.auth.models import User

from documents.models import Document, Event, Snapshot, Update
from documents.store import documents, snapshots
from documents.store.events import Origin
from documents.store.state import read_state

from ..services.writing import write
from .table import Clients, expect


def path(document: Document) -> str:
    return f"/api/v1/documents/{document.pk}/delete/"


@pytest.mark.parametrize(("who", "status"), expect(204, 404, 404, 404, 404, 401, 403, 204, 204))
def test_who_may_delete_what_is_in_the_trash(
    clients: Clients, plan: Document, who: str, status: int
) -> None:
    documents.trash(plan.pk, Origin())
    assert clients[who].post(path(plan)).status_code == status
    assert Document.objects.filter(pk=plan.pk).exists() == (status != 204)


def test_what_is_not_in_the_trash_stays(clients: Clients, plan: Document) -> None:
    answer = clients["owner"].post(path(plan))
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "The document is not in the trash.",
    )
    assert Document.objects.filter(pk=plan.pk).exists()


def test_nothing_is_left_but_the_audit_rows(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    write(plan.pk, "one")
    snapshots.take(read_state(plan.pk), Snapshot.Reason.NAMED)
    documents.trash(plan.pk, Origin())
    clients["owner"].post(path(plan))
    assert not Update.objects.exists()
    assert not Snapshot.objects.exists()
    last = Event.objects.filter(document=plan.pk).first()
    assert last is not None
    assert (last.kind, last.principal) == ("document.deleted", f"user:{people['owner'].pk}")
