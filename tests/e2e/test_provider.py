"""Signing in with an identity provider, on a real server and a provider of our own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.servers import Site, running
from tests.web.identity_provider import CLIENT_ID, CLIENT_SECRET, Provider, providing

from . import people
from .looks import look

pytestmark = [pytest.mark.browser, pytest.mark.server]

EVE = {
    "sub": "e-1",
    "preferred_username": "eve",
    "name": "Eve Hart",
    "email": "eve@example.org",
    "email_verified": True,
}
GIVE_ADDRESS = """
from django.contrib.auth import get_user_model
get_user_model().objects.filter(username="ada").update(email="Ada@example.org")
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


@pytest.fixture(scope="module")
def site(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server that trusts the provider."""
    variables = {
        "OIDC_ISSUER": provider.issuer,
        "OIDC_CLIENT_ID": CLIENT_ID,
        "OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "OIDC_NAME": "Example Corp",
    }
    with running(tmp_path_factory.mktemp("provided"), Site, **variables) as site:
        people.make(site, (people.ADA,))
        site.manage("shell", "-v", "0", "-c", GIVE_ADDRESS)
        yield site


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    with browser.new_context(base_url=site.url) as context:
        yield context.new_page()


def test_whom_the_provider_lets_in_has_an_account(page: Page, provider: Provider) -> None:
    provider.person = EVE
    page.goto("/accounts/login/?next=/accounts/profile/")
    look(page, "sign in with a provider")
    page.get_by_role("link", name="Sign in with Example Corp").click()
    page.wait_for_url("**/accounts/profile/")
    expect(page.get_by_label("Name")).to_have_value("Eve Hart")
    expect(page.get_by_text("You sign in as eve.")).to_be_visible()
    page.goto("/accounts/password/")
    expect(page.get_by_text("You have no password here")).to_be_visible()


def test_somebody_goes_on_with_the_account_of_their_confirmed_address(
    page: Page, provider: Provider
) -> None:
    provider.person = {"sub": "a-1", "email": "ada@example.org", "email_verified": True}
    page.goto("/accounts/login/?next=/accounts/profile/")
    page.get_by_role("link", name="Sign in with Example Corp").click()
    page.wait_for_url("**/accounts/profile/")
    expect(page.get_by_text("You sign in as ada.")).to_be_visible()


def test_an_address_that_is_not_confirmed_opens_no_account(page: Page, provider: Provider) -> None:
    provider.person = {"sub": "m-1", "email": "ada@example.org", "email_verified": False}
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Sign in with Example Corp").click()
    page.wait_for_load_state()
    page.goto("/accounts/profile/")
    assert page.url.split("?")[0].endswith("/accounts/login/")


def test_a_forged_answer_opens_nothing(page: Page) -> None:
    page.goto("/accounts/sso/oidc/company/login/callback/?code=x&state=y")
    page.goto("/accounts/profile/")
    assert page.url.split("?")[0].endswith("/accounts/login/")
