"""Sign in, errors: pages with one thing on them."""

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import path

pytestmark = pytest.mark.django_db


def _broken(_: HttpRequest) -> HttpResponse:
    raise RuntimeError("the reason must not be shown")


urlpatterns = [path("broken/", _broken)]


def test_signing_in_leads_to_where_one_was_going(client: Client) -> None:
    User.objects.create_user("ada", password="orbit-lantern-42")
    page = client.get("/accounts/login/?next=/documents/").content.decode()
    assert 'name="next" value="/documents/"' in page
    answers = {"username": "ada", "password": "orbit-lantern-42", "next": "/documents/"}
    assert client.post("/accounts/login/", answers)["Location"] == "/documents/"


def test_a_wrong_password_is_said_without_telling_which_part_is_wrong(client: Client) -> None:
    User.objects.create_user("ada", password="orbit-lantern-42")
    wrong = client.post("/accounts/login/", {"username": "ada", "password": "x"})
    nobody = client.post("/accounts/login/", {"username": "eve", "password": "x"})
    assert b'role="alert"' in wrong.content
    same = wrong.content.replace(b'"ada"', b'"eve"')
    assert _without_tokens(same) == _without_tokens(nobody.content)


def test_signing_out_ends_at_the_door(client: Client) -> None:
    client.force_login(User.objects.create_user("ada"))
    assert client.post("/accounts/logout/")["Location"] == "/accounts/login/"
    assert client.get("/").status_code == 302


def test_an_address_without_a_page_has_a_page_that_says_so(client: Client) -> None:
    answer = client.get("/nothing/here/")
    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content


@override_settings(ROOT_URLCONF="tests.web.test_simple_pages")
def test_a_fault_shows_no_detail(client: Client) -> None:
    client.raise_request_exception = False
    answer = client.get("/broken/")
    assert answer.status_code == 500
    assert b"Something went wrong" in answer.content
    assert b"the reason" not in answer.content


@pytest.mark.parametrize("address", ["/accounts/login/", "/nothing/here/"])
def test_pages_carry_no_inline_script_or_style(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert "<script>" not in page


def _without_tokens(page: bytes) -> list[bytes]:
    return [line for line in page.splitlines() if b"csrfmiddlewaretoken" not in line]
