"""Where one is signed in, and signing out there."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from documents.models import Device, Event

from .conftest import texts

SESSIONS = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(people: dict[str, User]) -> Client:
    return browser(people["owner"], FIREFOX)


@pytest.fixture
def phone(people: dict[str, User]) -> Client:
    return browser(people["owner"], PHONE)


def browser(user: User, agent: str) -> Client:
    made = Client(headers={"user-agent": agent}, REMOTE_ADDR="192.0.2.7")
    made.force_login(user)
    made.get("/")
    return made


def device_of(made: Client) -> Device:
    return Device.objects.get(session_key=made.session.session_key)


def is_in(made: Client) -> bool:
    return made.get("/").status_code == 200


def test_every_browser_is_listed_this_one_first(desk: Client, phone: Client) -> None:
    page = desk.get(SESSIONS).content
    assert texts(page, "thing-name") == ["Firefox on Linux This browser", "Safari on iPhone"]
    assert b"192.0.2.7" in page


def test_nobody_else_s_are(desk: Client, clients: dict[str, Client]) -> None:
    clients["reader"].get("/")
    assert b"Firefox on Linux" not in clients["reader"].get(SESSIONS).content
    assert clients["reader"].post(f"{SESSIONS}{device_of(desk).pk}/end/").status_code == 404
    assert is_in(desk)


def test_one_is_signed_out(desk: Client, phone: Client) -> None:
    assert desk.post(f"{SESSIONS}{device_of(phone).pk}/end/")["Location"] == SESSIONS
    assert (is_in(desk), is_in(phone)) == (True, False)
    assert Event.objects.get(kind="session.ended").principal.startswith("user:")


def test_signing_this_one_out_ends_at_the_door(desk: Client, phone: Client) -> None:
    assert desk.post(f"{SESSIONS}{device_of(desk).pk}/end/")["Location"] == "/"
    assert (is_in(desk), is_in(phone)) == (False, True)


def test_everywhere_means_here_too(desk: Client, phone: Client, clients: dict[str, Client]) -> None:
    desk.post(f"{SESSIONS}end/")
    assert (is_in(desk), is_in(phone), is_in(clients["reader"])) == (False, False, True)


def test_what_is_over_is_not_listed_and_forgotten(desk: Client, phone: Client) -> None:
    phone.logout()
    assert texts(desk.get(SESSIONS).content, "thing-name") == ["Firefox on Linux This browser"]
    call_command("collab_maintenance")
    assert Device.objects.count() == 1


def test_being_seen_is_written_down_now_and_then(desk: Client) -> None:
    Device.objects.update(agent="older")
    desk.get("/")
    assert device_of(desk).agent == "older"
    cache.clear()
    desk.get("/")
    assert device_of(desk).agent == FIREFOX


def test_a_new_password_keeps_this_browser_alone(
    desk: Client, phone: Client, people: dict[str, User]
) -> None:
    people["owner"].set_password("orbit-lantern-42")
    people["owner"].save()
    desk.force_login(people["owner"])
    new = {"new_password1": "tulip-anchor-77", "new_password2": "tulip-anchor-77"}
    wrong = desk.post("/accounts/password/", {"old_password": "no"} | new)
    assert wrong.status_code == 200
    right = desk.post("/accounts/password/", {"old_password": "orbit-lantern-42"} | new)
    assert right["Location"] == "/accounts/password/"
    assert (is_in(desk), is_in(phone)) == (True, False)
    assert Event.objects.filter(kind="password.changed").count() == 1


def test_who_has_no_password_has_none_to_change(desk: Client) -> None:
    assert b"You have no password here" in desk.get("/accounts/password/").content


def test_whoever_found_an_open_browser_does_not_guess_for_long(
    desk: Client, people: dict[str, User]
) -> None:
    people["owner"].set_password("orbit-lantern-42")
    people["owner"].save()
    desk.force_login(people["owner"])
    guess = {"old_password": "no", "new_password1": "x", "new_password2": "x"}
    codes = [desk.post("/accounts/password/", guess).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]
