"""Mail that people get: about comments, and to confirm their address."""

import pytest
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from documents import services
from documents.access import Role
from documents.models import Document, Event
from documents.store import profiles
from documents.store.comments import Anchor

from .outbox import link_in

PROFILE = "/accounts/profile/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(people: dict[str, User]) -> User:
    User.objects.filter(pk=people["owner"].pk).update(email="owner@example.org")
    return User.objects.get(pk=people["owner"].pk)


@pytest.fixture
def said(
    owner: User,
    plan: Document,
    people: dict[str, User],
    outbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> EmailMessage | None:
    """The mail after the commenter has asked the owner something."""
    document = Document.objects.select_related("owner").get(pk=plan.pk)
    with django_capture_on_commit_callbacks(execute=True):
        services.start_thread(
            document, Anchor(b"", b"", "a cake"), "Which, @owner?", actor=people["commenter"]
        )
    return outbox[0] if outbox else None


def test_an_invitation_is_told_by_mail(
    owner: User,
    people: dict[str, User],
    outbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    document = services.create_document("Choir", owner=people["editor"])
    with django_capture_on_commit_callbacks(execute=True):
        services.grant_access(document, owner, Role.READER, actor=people["editor"])
    (mail,) = outbox
    assert mail.subject == "editor shared “Choir” with you"
    assert link_in(mail).endswith(f"/documents/{document.pk}/")
    assert "\n\n\n" not in mail.body


def test_a_comment_is_told_by_mail_once(said: EmailMessage, outbox: list[EmailMessage]) -> None:
    assert said.subject == "commenter mentioned you in “Plan”"
    assert said.to == ["owner@example.org"]
    assert "> a cake\n\nWhich, @owner?" in said.body
    assert "/documents/" in link_in(said)
    assert "#thread-" in link_in(said)
    assert len(outbox) == 1


def test_the_last_line_ends_mails(said: EmailMessage, owner: User) -> None:
    stop = said.extra_headers["List-Unsubscribe"].strip("<>")
    path = "/" + stop.split("/", 3)[3]
    strict = Client(enforce_csrf_checks=True)
    assert b"No more mails?" in strict.get(path).content
    assert profiles.of(User.objects.get(pk=owner.pk)).mails
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not profiles.of(User.objects.get(pk=owner.pk)).mails


@pytest.mark.parametrize("quiet", ["mails", "address", "account"])
def test_who_wants_none_or_has_no_address_gets_none(
    quiet: str, owner: User, request: pytest.FixtureRequest
) -> None:
    if quiet == "mails":
        profiles.save(owner, mails=False)
    User.objects.filter(pk=owner.pk).update(
        email="" if quiet == "address" else "owner@example.org", is_active=quiet != "account"
    )
    assert request.getfixturevalue("said") is None


def test_an_address_counts_once_it_is_confirmed(
    owner: User, clients: dict[str, Client], outbox: list[EmailMessage]
) -> None:
    desk = clients["owner"]
    assert desk.post("/accounts/mail/", {"email": "new@example.org"})["Location"] == PROFILE
    assert User.objects.get(pk=owner.pk).email == "owner@example.org"
    [message] = outbox
    assert message.to == ["new@example.org"]
    path = link_in(message)
    assert clients["reader"].post(path).status_code == 404
    assert b"new@example.org" in desk.get(path).content
    assert User.objects.get(pk=owner.pk).email == "owner@example.org"
    assert desk.post(path)["Location"] == PROFILE
    assert User.objects.get(pk=owner.pk).email == "new@example.org"
    assert outbox[1].to == ["owner@example.org"]
    assert desk.post(path).status_code == 404
    assert Event.objects.filter(kind="mail.changed").count() == 1


def test_nobody_takes_or_finds_out_another_s_address(
    people: dict[str, User], owner: User, clients: dict[str, Client], outbox: list[EmailMessage]
) -> None:
    answers = [
        clients["reader"].post("/accounts/mail/", {"email": address}, follow=True)
        for address in ("OWNER@example.org", "nobody@example.org")
    ]
    assert [b"A link is on its way" in answer.content for answer in answers] == [True, True]
    assert [message.to for message in outbox] == [["nobody@example.org"]]


def test_what_is_no_address_is_said(clients: dict[str, Client]) -> None:
    page = clients["owner"].post("/accounts/mail/", {"email": "nonsense"}, follow=True)
    assert b"This is no mail address" in page.content
