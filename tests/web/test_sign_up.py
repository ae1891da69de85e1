"""Making an account for oneself, and getting back into it."""

import time
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.test import Client, override_settings

from documents.models import Event

from .conftest import lasting
from .outbox import link_in

SIGN_UP = "/accounts/sign-up/"
RESET = "/accounts/reset/"
SECRET = "tulip-anchor-77"
ACCOUNT = {"name": "Eve Hart", "username": "eve", "password1": SECRET, "password2": SECRET}
WITHOUT_MAIL = override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend")

pytestmark = pytest.mark.django_db


@pytest.fixture
def may_sign_up() -> Iterator[None]:
    with override_settings(SIGN_UP=True):
        yield


def ways(client: Client) -> str:
    return client.get("/accounts/login/").content.decode()


def test_by_default_nobody_signs_up(client: Client) -> None:
    assert client.get(SIGN_UP).status_code == 404
    assert client.post(SIGN_UP, {"email": "eve@example.org"}).status_code == 404
    assert SIGN_UP not in ways(client)


@pytest.mark.usefixtures("may_sign_up")
def test_an_account_begins_with_a_mail(client: Client, outbox: list[EmailMessage]) -> None:
    assert SIGN_UP in ways(client)
    assert client.post(SIGN_UP, {"email": "eve@example.org"})["Location"] == f"{SIGN_UP}sent/"
    assert not User.objects.exists()
    [message] = outbox
    assert message.to == ["eve@example.org"]
    link = link_in(message)
    assert b"eve@example.org" in client.get(link).content
    assert client.post(link, ACCOUNT)["Location"] == "/"
    eve = User.objects.get()
    assert (eve.username, eve.email, eve.get_full_name()) == ("eve", "eve@example.org", "Eve Hart")
    assert not eve.is_staff
    assert client.get("/").status_code == 200
    assert Client().get(link)["Location"] == "/accounts/login/"


@pytest.mark.usefixtures("may_sign_up")
def test_who_has_an_account_learns_it_by_mail_alone(
    client: Client,
    outbox: list[EmailMessage],
) -> None:
    User.objects.create_user("ada", email="Ada@example.org")
    answer = client.post(SIGN_UP, {"email": "ada@example.org"})
    assert answer["Location"] == f"{SIGN_UP}sent/"
    [message] = outbox
    assert message.subject == "You have an account already"


@pytest.mark.usefixtures("may_sign_up")
def test_a_link_is_the_server_s_and_good_for_a_day(
    client: Client,
    outbox: list[EmailMessage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client.post(SIGN_UP, {"email": "eve@example.org"})
    link = link_in(outbox[0])
    assert client.get(f"{link[:-2]}x/").status_code == 404
    tomorrow = time.time() + 24 * 3600 + 5
    monkeypatch.setattr(time, "time", lambda: tomorrow)
    assert client.get(link).status_code == 404


@pytest.mark.usefixtures("may_sign_up")
@override_settings(SIGN_UP_DOMAINS=["example.org"])
def test_only_some_domains(client: Client, outbox: list[EmailMessage]) -> None:
    assert b"Only addresses of example.org" in client.post(SIGN_UP, {"email": "a@evil.org"}).content
    client.post(SIGN_UP, {"email": "a@EXAMPLE.org"})
    assert len(outbox) == 1


@WITHOUT_MAIL
@pytest.mark.usefixtures("may_sign_up")
def test_without_mail_the_account_is_made_at_once(client: Client) -> None:
    assert client.post(SIGN_UP, ACCOUNT | {"password2": "other"}).status_code == 200
    assert client.post(SIGN_UP, ACCOUNT)["Location"] == "/"
    assert User.objects.get().email == ""


@WITHOUT_MAIL
@override_settings(SIGN_UP=True, COLLAB={"LIMITS": {"SIGN_UPS_PER_ADDRESS": 1}})
def test_an_address_makes_a_few_accounts() -> None:
    assert Client().post(SIGN_UP, ACCOUNT).status_code == 302
    assert Client().post(SIGN_UP, ACCOUNT | {"username": "eve2"}).status_code == 429


def test_a_forgotten_password_is_replaced(client: Client, outbox: list[EmailMessage]) -> None:
    ada = User.objects.create_user("ada", email="ada@example.org", password="orbit-lantern-42")
    inside = Client()
    inside.force_login(ada)
    assert RESET in ways(client)
    assert client.post(RESET, {"email": "ada@example.org"})["Location"] == f"{RESET}sent/"
    form = client.get(link_in(outbox[0]), follow=True)
    action = form.redirect_chain[-1][0]
    new = {"new_password1": SECRET, "new_password2": SECRET}
    assert client.post(action, new)["Location"] == f"{RESET}done/"
    assert client.login(username="ada", password=SECRET)
    assert inside.get("/").status_code == 302
    assert Event.objects.get(kind="password.changed").principal == f"user:{ada.pk}"
    assert b"This link is over" in Client().get(link_in(outbox[0])).content


def test_nobody_learns_whether_there_is_an_account(
    client: Client,
    outbox: list[EmailMessage],
) -> None:
    User.objects.create_user("ada", email="ada@example.org", password="orbit-lantern-42")
    answers = [client.post(RESET, {"email": f"{name}@example.org"}) for name in ("ada", "eve")]
    assert lasting(answers[0]) == lasting(answers[1])
    assert len(outbox) == 1


def test_nobody_is_sent_mail_without_end(client: Client, outbox: list[EmailMessage]) -> None:
    User.objects.create_user("ada", email="ada@example.org", password="orbit-lantern-42")
    codes = [client.post(RESET, {"email": "ada@example.org"}).status_code for _ in range(5)]
    assert codes == [302, 302, 302, 429, 429]
    assert len(outbox) == 3


@WITHOUT_MAIL
def test_without_mail_there_is_no_reset(client: Client) -> None:
    assert client.get(RESET).status_code == 404
    assert RESET not in ways(client)
