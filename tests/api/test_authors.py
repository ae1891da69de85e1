"""`documents/<id>/authors/`."""

from django.contrib.auth.models import User

from documents.access import SYSTEM
from documents.models import ClientAuthor, Document

from .table import Clients, address


def claim(plan: Document, client: int, principal: str) -> None:
    ClientAuthor.objects.create(
        document=plan, epoch=plan.epoch, client_id=client, principal=principal
    )


def test_writers_come_with_their_client_ids(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    editor = f"user:{people['editor'].pk}"
    for client, who in ((5, editor), (2**53 - 1, "guest:abc"), (7, editor), (9, SYSTEM)):
        claim(plan, client, who)
    found = clients["editor"].get(address(plan, "authors/")).json()
    told = [(one["username"], one["guest"], one["clients"]) for one in found]
    assert told == [("editor", False, [5, 7]), (None, True, [2**53 - 1])]


def test_who_wrote_before_the_document_began_anew_is_not_told(
    clients: Clients, plan: Document
) -> None:
    claim(plan, 5, "user:1")
    plan.epoch += 1
    plan.save()
    assert clients["owner"].get(address(plan, "authors/")).json() == []
