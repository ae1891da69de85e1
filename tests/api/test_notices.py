import pytest
from django.contrib.auth.models import User

from documents import tokens
from documents.models import ApiToken, Document, Notice
from documents.services import comments as services
from documents.store import documents
from documents.store.comments import Anchor

from .table import Clients

INBOX = "/api/v1/notices/"
HERE = Anchor(b"\x00\x07\x01", b"\x00\x07\x01", "some words")


@pytest.fixture
def asked(plan: Document, people: dict[str, User]) -> Notice:
    """The owner's one notice."""
    services.start_thread(plan, HERE, "Is this so?", actor=people["commenter"])
    return Notice.objects.get()


def unread(clients: Clients, who: str) -> int:
    count: int = clients[who].get(f"{INBOX}unread/").json()["unread"]
    return count


def test_the_inbox_tells_who_said_what_and_where(
    clients: Clients, plan: Document, asked: Notice
) -> None:
    (shown,) = clients["owner"].get(INBOX).json()["results"]
    assert shown["author"]["username"] == "commenter"
    assert {key: shown[key] for key in ("kind", "document", "title", "thread", "text", "read")} == {
        "kind": "comment",
        "document": str(plan.pk),
        "title": "Plan",
        "thread": asked.thread_id,
        "text": "Is this so?",
        "read": None,
    }


def test_everybody_has_an_inbox_of_their_own(clients: Clients, asked: Notice) -> None:
    for who in ("editor", "commenter", "stranger"):
        assert clients[who].get(INBOX).json()["results"] == []
    clients["editor"].post(f"{INBOX}read/", {"notices": [asked.pk]}, format="json")
    assert unread(clients, "owner") == 1


@pytest.mark.parametrize("which", ["notices", "thread", "all"])
def test_notices_are_read(clients: Clients, asked: Notice, which: str) -> None:
    some: dict[str, object] = {"notices": [asked.pk], "thread": asked.thread_id}
    body: dict[str, object] = {which: some[which]} if which in some else {}
    answer = clients["owner"].post(f"{INBOX}read/", body, format="json")
    assert answer.json() == {"unread": 0}
    (shown,) = clients["owner"].get(INBOX).json()["results"]
    assert shown["read"] is not None


def test_other_notices_stay_unread(clients: Clients, asked: Notice) -> None:
    others: list[dict[str, object]] = [
        {"notices": []},
        {"notices": [asked.pk + 1]},
        {"thread": 0},
    ]
    for body in others:
        clients["owner"].post(f"{INBOX}read/", body, format="json")
    assert unread(clients, "owner") == 1


def test_what_is_in_the_trash_tells_nobody(clients: Clients, asked: Notice, plan: Document) -> None:
    clients["owner"].delete(f"/api/v1/documents/{plan.pk}/")
    assert unread(clients, "owner") == 0
    assert clients["owner"].get(INBOX).json()["results"] == []


def test_a_token_for_certain_documents_shows_their_notices_alone(
    clients: Clients, people: dict[str, User], asked: Notice
) -> None:
    ApiToken.objects.update(every_document=False)
    assert unread(clients, "read token") == 0
    other = documents.create("Other", people["owner"])
    token = ApiToken.objects.get(name="read")
    token.documents.add(other)
    assert clients["read token"].get(INBOX).json()["results"] == []
    token.documents.add(asked.document)
    assert unread(clients, "read token") == 1
    assert tokens.Scope.READ in token.scopes
