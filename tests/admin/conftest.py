"""Administrators with different permissions, and a document that has been written."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.test import Client
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from documents import relay, workers
from documents.models import Document, Snapshot
from documents.store import documents, log, snapshots
from documents.store.state import read_state

Write = Callable[..., None]


@pytest.fixture(scope="session", autouse=True)
def _workers_end() -> Iterator[None]:
    yield
    workers.stop()


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("root")


@pytest.fixture
def root_client(root: User) -> Client:
    client = Client()
    client.force_login(root)
    return client


@pytest.fixture
def staff_client(db: None) -> Callable[..., Client]:
    """Makes a browser of staff who have these permissions of the app and no others."""

    def sign_in(*codenames: str) -> Client:
        user = User.objects.create_user("staff", is_staff=True)
        held = Permission.objects.filter(codename__in=codenames)
        assert held.count() == len(codenames)
        user.user_permissions.set(held)
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def plan(ada: User) -> Document:
    return documents.create("Plan", ada)


@pytest.fixture
def write() -> Write:
    """Makes somebody write paragraphs at the end of a document."""

    def append(document: Document, *paragraphs: str, author: str = "user:1") -> None:
        replica: Doc[XmlFragment] = Doc()
        replica.apply_update(read_state(document.pk).payload)
        before = replica.get_state()
        root = replica.get("default", type=XmlFragment)
        for text in paragraphs:
            root.children.append(XmlElement("paragraph", {}, [XmlText(text)]))
        with transaction.atomic():
            log.append(document.pk, replica.get_update(before), author)
        document.refresh_from_db()

    return append


@pytest.fixture
def draft(plan: Document, ada: User, write: Write) -> Snapshot:
    """A snapshot of the plan's first sentence; a second one was written after it."""
    write(plan, "We meet on Monday.", author=f"user:{ada.pk}")
    taken = snapshots.take(
        read_state(plan.pk),
        Snapshot.Reason.NAMED,
        label="First draft",
        contributors=[f"user:{ada.pk}"],
    )
    write(plan, "Bring cake.", author=f"user:{ada.pk}")
    return taken


@pytest.fixture
def hints(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, object]]:
    """What open rooms are told: documents and notices."""
    told: list[tuple[object, object]] = []
    monkeypatch.setattr(relay, "hint", lambda *hint: told.append(hint))
    return told
