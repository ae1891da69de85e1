from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from documents import tokens
from documents.models import Document
from documents.store import documents
from documents.store.events import Origin

from .table import Clients, address, expect


@pytest.mark.parametrize(("who", "status"), expect(200, 200, 200, 200, 404, 401, 200, 200, 200))
def test_who_may_get(clients: Clients, plan: Document, who: str, status: int) -> None:
    assert clients[who].get(address(plan)).status_code == status


@pytest.mark.parametrize(
    ("who", "count"), [("owner", 8), ("editor", 6), ("commenter", 2), ("reader", 1)]
)
def test_everybody_is_told_their_role_and_what_it_includes(
    clients: Clients, plan: Document, who: str, count: int
) -> None:
    answer = clients[who].get(address(plan)).json()
    assert (answer["role"], len(answer["capabilities"])) == (who, count)


def test_the_detail_is_the_item_of_the_list(clients: Clients, plan: Document) -> None:
    (item,) = clients["owner"].get("/api/v1/documents/").json()["results"]
    assert clients["owner"].get(address(plan)).json() == item


@pytest.mark.parametrize("tail", ["", "content/", "snapshots/", "access/", "snapshots/1/"])
def test_unknown_and_invisible_documents_look_alike(
    clients: Clients, plan: Document, tail: str
) -> None:
    invisible = clients["stranger"].get(address(plan, tail))
    unknown = clients["stranger"].get(f"/api/v1/documents/{uuid4()}/{tail}")
    assert invisible.status_code == unknown.status_code == 404
    assert invisible.content == unknown.content
    assert dict(invisible.items()) == dict(unknown.items())


def test_a_document_in_the_trash_is_there_for_its_owner_alone(
    clients: Clients, plan: Document
) -> None:
    documents.trash(plan.pk, Origin())
    assert clients["owner"].get(address(plan)).json()["trashed"] is not None
    assert clients["editor"].get(address(plan)).status_code == 404


def test_a_narrowed_token_opens_its_documents_alone(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    other = documents.create("Other", people["owner"])
    _, secret = tokens.issue(people["owner"], "one", ["read"], [plan])
    clients["anonymous"].credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert clients["anonymous"].get(address(plan)).status_code == 200
    assert clients["anonymous"].get(address(other)).status_code == 404


def test_a_token_whose_only_document_was_deleted_opens_nothing_else(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    other = documents.create("Other", people["owner"])
    _, secret = tokens.issue(people["owner"], "one", ["read"], [other])
    other.delete()
    clients["anonymous"].credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert clients["anonymous"].get(address(plan)).status_code == 404


def test_somebody_deactivated_is_nobody(
    clients: Clients, people: dict[str, User], plan: Document
) -> None:
    User.objects.update(is_active=False)
    assert clients["owner"].get(address(plan)).status_code == 401
    assert clients["read token"].get(address(plan)).status_code == 401
