import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from documents.models import Document
from documents.store import documents
from documents.store.events import Origin

UNKNOWN = "/documents/00000000-0000-4000-8000-000000000000/"


def config(client: Client, document: Document) -> dict[str, Any]:
    page = client.get(document.get_absolute_url()).content.decode()
    block = re.search(r'<script id="collab-config" type="application/json">(.*?)</script>', page)
    assert block is not None
    parsed: dict[str, Any] = json.loads(block[1])
    return parsed


@pytest.mark.parametrize(
    ("who", "may_write", "may_trash"),
    [("owner", True, True), ("editor", True, False), ("commenter", False, False)],
)
def test_the_page_says_what_the_person_may_do(
    clients: dict[str, Client], plan: Document, who: str, *, may_write: bool, may_trash: bool
) -> None:
    told = config(clients[who], plan)
    assert told["role"] == who
    assert ("write" in told["capabilities"], "trash" in told["capabilities"]) == (
        may_write,
        may_trash,
    )


def test_the_page_says_which_history_the_browser_may_keep(
    clients: dict[str, Client], plan: Document, people: dict[str, User]
) -> None:
    told = config(clients["reader"], plan)
    assert told["document"] == {"id": str(plan.pk), "title": "Plan", "epoch": 1}
    assert told["user"]["id"] == f"user:{people['reader'].pk}"
    assert told["urls"]["api"] == "/api/v1/"


def without_token(page: bytes) -> bytes:
    """The page without what differs in each: the token of its form."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)


def test_strangers_cannot_tell_a_document_from_none(
    clients: dict[str, Client], plan: Document
) -> None:
    hidden = clients["stranger"].get(plan.get_absolute_url())
    unknown = clients["stranger"].get(UNKNOWN)
    assert hidden.status_code == unknown.status_code == 404
    assert without_token(hidden.content) == without_token(unknown.content)


def test_an_anonymous_visitor_is_asked_to_sign_in(
    clients: dict[str, Client], plan: Document
) -> None:
    path = plan.get_absolute_url()
    assert clients["anonymous"].get(path)["Location"] == f"/accounts/login/?next={path}"


def test_a_title_cannot_end_the_configuration(
    clients: dict[str, Client], people: dict[str, User]
) -> None:
    hostile = documents.create("</script><script>alert(1)</script>", people["owner"])
    page = clients["owner"].get(hostile.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert config(clients["owner"], hostile)["document"]["title"] == hostile.title


def test_images_may_come_from_elsewhere_and_nothing_else_may(
    clients: dict[str, Client], plan: Document
) -> None:
    policy = clients["owner"].get(plan.get_absolute_url())["Content-Security-Policy"]
    directives = {part.split()[0]: part.split()[1:] for part in policy.split(";")}
    assert "https:" in directives["img-src"]
    assert directives["script-src"] == ["'self'"]


def test_the_page_names_its_chunks_so_that_they_load_at_once(
    clients: dict[str, Client], plan: Document
) -> None:
    page = clients["owner"].get(plan.get_absolute_url()).content.decode()
    assert re.search(r'rel="modulepreload" href="/static/collab_documents/chunks/[\w-]+\.js"', page)


def test_the_owner_finds_a_document_in_the_trash_there(
    clients: dict[str, Client], plan: Document
) -> None:
    documents.trash(plan.pk, Origin())
    page = clients["owner"].get(plan.get_absolute_url()).content.decode()
    assert "in the trash" in page
    assert "collab-config" not in page
    assert clients["editor"].get(plan.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("who", ["owner", "reader"])
def test_the_page_is_only_read(clients: dict[str, Client], plan: Document, who: str) -> None:
    assert clients[who].post(plan.get_absolute_url()).status_code == 405
