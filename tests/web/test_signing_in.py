"""Signing in: on the pages and in the admin, for those who know and for those who guess."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from documents.models import Attempt

SECRET = "quill-42-inkwell"
DOORS = ("/accounts/login/", "/admin/login/")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ada() -> User:
    return User.objects.create_superuser("ada", password=SECRET)


def sign_in(password: str, door: str = DOORS[0], name: str = "ada", **more: Any) -> Any:
    return Client().post(door, {"username": name, "password": password}, **more)


@pytest.mark.parametrize("door", DOORS)
def test_who_guesses_has_to_wait_and_is_told_how_long(door: str) -> None:
    assert [sign_in("guess", door).status_code for _ in range(5)] == [200] * 5
    answer = sign_in("guess", door)
    assert answer.status_code == 429
    wait_seconds = answer["Retry-After"]
    assert 0 < int(wait_seconds) <= 60
    assert f"Try again in {wait_seconds} seconds.".encode() in answer.content


@pytest.mark.parametrize("door", DOORS)
def test_the_right_password_has_to_wait_as_well(door: str) -> None:
    for _ in range(5):
        sign_in("guess", door)
    assert sign_in(SECRET, door).status_code == 429


def test_both_doors_count_together() -> None:
    for _ in range(5):
        sign_in("guess", DOORS[0])
    assert sign_in("guess", DOORS[1]).status_code == 429


@pytest.mark.parametrize("door", DOORS)
def test_who_knows_never_waits(door: str) -> None:
    assert {sign_in(SECRET, door).status_code for _ in range(40)} == {302}


def test_somebody_signed_in_cannot_guess_the_passwords_of_others(ada: User) -> None:
    User.objects.create_user("eve", password=SECRET)
    browser = Client()
    browser.force_login(User.objects.get(username="eve"))
    guess = {"username": "ada", "password": "guess"}
    assert [browser.post(DOORS[0], guess).status_code for _ in range(6)][-1] == 429


def test_names_that_do_not_exist_and_accounts_that_ended_look_alike(ada: User) -> None:
    User.objects.create_user("gone", password=SECRET, is_active=False)
    answers = [
        [sign_in("guess", name=name, REMOTE_ADDR=f"192.0.2.{i}") for _ in range(6)]
        for i, name in enumerate(("ada", "nobody", "gone"))
    ]
    codes = [[answer.status_code for answer in one] for one in answers]
    assert codes == [[200] * 5 + [429]] * 3
    errors = {str(answer.context["form"].errors) for one in answers for answer in one[:5]}
    assert len(errors) == 1


def test_a_forwarded_address_that_nobody_vouches_for_does_not_count() -> None:
    claims = [{"X-Forwarded-For": f"198.51.100.{n}"} for n in range(6)]
    assert [sign_in("guess", headers=claim).status_code for claim in claims][-1] == 429


def test_looking_at_the_page_does_not_count() -> None:
    for door in DOORS:
        assert Client().get(door).status_code == 200
    assert not Attempt.objects.exists()
