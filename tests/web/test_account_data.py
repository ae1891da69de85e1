"""What is kept about oneself: taken along, weighed, deleted."""

import json
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings

from documents import services, tokens, workers
from documents.access import Role
from documents.models import Comment, Document, Event
from documents.protocol.limits import Limits
from documents.services import personal_data
from documents.store import comments, documents, roles, storage
from documents.store.comments import Anchor
from documents.store.events import Origin

DATA = "/accounts/data/"
SECRET = "orbit-lantern-42"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_workers_left() -> Iterator[None]:
    yield
    workers.stop()


@pytest.fixture
def ada(people: dict[str, User]) -> User:
    """The owner of the plan, with a password."""
    people["owner"].set_password(SECRET)
    people["owner"].save()
    return people["owner"]


@pytest.fixture
def desk(ada: User) -> Client:
    made = Client(REMOTE_ADDR="192.0.2.7")
    made.force_login(ada)
    return made


def exported(desk: Client) -> dict[str, bytes]:
    answer = desk.post(f"{DATA}export/")
    assert answer["Content-Disposition"] == 'attachment; filename="collab-owner.zip"'
    data = answer.getvalue()
    answer.close()
    with ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_everything_of_one_s_own_is_in_the_file(
    desk: Client, ada: User, plan: Document, people: dict[str, User]
) -> None:
    made = services.create_document("Über/us: 1", owner=ada, markdown="# Hello\n\nWorld")
    services.create_document("Theirs", owner=people["editor"], markdown="Secret")
    author = f"user:{ada.pk}"
    comments.say(comments.start(plan, Anchor(b"", b""), author, Limits()), author, "Hm.", Limits())
    tokens.issue(ada, "backup", ["read"])
    files = exported(desk)
    assert files[f"documents/Über us 1 {made.pk}.md"] == b"# Hello\n\nWorld\n"
    assert len(files[f"documents/Über us 1 {made.pk}.yjs"]) > 20
    assert not any(b"Secret" in data for data in files.values())
    assert json.loads(files["comments.json"])[0]["text"] == "Hm."
    assert json.loads(files["tokens.json"])[0]["name"] == "backup"
    assert "digest" not in files["tokens.json"].decode()
    assert json.loads(files["profile.json"])["username"] == "owner"
    assert json.loads(files["left-out.json"]) == []


def test_what_does_not_fit_is_named(
    desk: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_data, "MOST_BYTES", 1)
    services.create_document("One", owner=ada, markdown="Hello")
    left = services.create_document("Two", owner=ada, markdown="Hello")
    [named] = json.loads(exported(desk)["left-out.json"])
    assert named == {"document": str(left.pk), "reason": "The file would become too large."}


def test_the_account_goes_and_each_document_to_its_heir(
    desk: Client, ada: User, plan: Document, people: dict[str, User]
) -> None:
    private = documents.create("Private", ada)
    author = f"user:{ada.pk}"
    thread = comments.start(plan, Anchor(b"", b""), author, Limits())
    comments.say(thread, author, "Good-bye.", Limits())
    _, secret = tokens.issue(ada, "backup", ["read"])
    answer = desk.post(f"{DATA}delete/", {"password": SECRET, f"heir-{plan.pk}": "editor"})
    assert b"Your account is deleted" in answer.content
    assert not User.objects.filter(pk=ada.pk).exists()
    plan.refresh_from_db()
    private.refresh_from_db()
    assert (plan.owner, plan.trashed) == (people["editor"], None)
    assert private.owner is None
    assert private.trashed is not None
    assert Comment.objects.get().text == "Good-bye."
    assert desk.get("/").status_code == 302
    assert tokens.find(secret) is None
    gone = Event.objects.filter(principal=author)
    assert "account.deleted" in gone.values_list("kind", flat=True)
    assert not gone.exclude(address=None).exists()


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"password": "guess"}, 403),
        ({}, 403),
        ({"password": SECRET, "heir-D": "stranger"}, 409),
        ({"password": SECRET, "heir-D": "owner"}, 409),
    ],
)
def test_without_the_password_or_a_right_heir_nothing_goes(
    desk: Client, ada: User, plan: Document, form: dict[str, str], code: int
) -> None:
    fields = {name.replace("-D", f"-{plan.pk}"): value for name, value in form.items()}
    assert desk.post(f"{DATA}delete/", fields).status_code == code
    assert User.objects.filter(pk=ada.pk).exists()


def test_the_last_administrator_stays(desk: Client, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(is_superuser=True)
    answer = desk.post(f"{DATA}delete/", {"password": SECRET})
    assert answer.status_code == 409
    assert b"You are the only administrator" in answer.content
    User.objects.create_superuser("second")
    assert desk.post(f"{DATA}delete/", {"password": SECRET}).status_code == 200
    assert not User.objects.filter(pk=ada.pk).exists()


def test_what_one_owns_is_weighed(desk: Client, ada: User, people: dict[str, User]) -> None:
    assert storage.used_bytes(ada.pk) == 0
    services.create_document("One", owner=ada, markdown="Hello " * 100)
    weight = storage.used_bytes(ada.pk)
    assert 600 < weight < 2000
    theirs = services.create_document("Two", owner=people["editor"], markdown="Hello")
    roles.grant(theirs.pk, ada, Role.EDITOR, Origin())
    assert storage.used_bytes(ada.pk) == weight
    assert b"Your documents use" in desk.get(DATA).content


def test_a_full_storage_takes_no_more(desk: Client, ada: User) -> None:
    _, secret = tokens.issue(ada, "script", ["write"])
    services.create_document("One", owner=ada, markdown="Hello")
    with override_settings(COLLAB={"QUOTA_BYTES": 10}):
        assert b"Nothing can be added" in desk.get(DATA).content
        assert b"10\xc2\xa0bytes used" in desk.get("/").content
        answer = desk.post("/documents/", {"title": "Two"}, follow=True)
        assert b"storage of the document" in answer.content
        headers = {"Authorization": f"Bearer {secret}"}
        refused = Client().post(
            "/api/v1/documents/", {"title": "Two"}, "application/json", headers=headers
        )
    assert refused.status_code == 413
    assert refused["Content-Type"] == "application/problem+json"
    assert Document.objects.count() == 1
