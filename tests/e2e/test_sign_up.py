"""Getting an account, getting back into it, and leaving it: on a server that sends mail."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.servers import Site, running, until

from . import people
from .looks import look
from .people import ADA, GRACE, PASSWORD, Editor, Person, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.server]

LINK = re.compile(r"http://\S+")
MARY = Person("mary", "Mary", "Somerville")
NEW_PASSWORD = "tulip anchor 77"
GIVE_ADDRESS = """
from django.contrib.auth import get_user_model
get_user_model().objects.filter(username="grace").update(email="grace@example.org")
"""


class Post:
    """The folder into which the server puts its mail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def link(self, address: str) -> str:
        """The link in the mail that comes to this address."""
        until(lambda: bool(self._to(address)))
        found = LINK.search(self._to(address)[0])
        assert found is not None
        return found.group()

    def _to(self, address: str) -> list[str]:
        mails = [path.read_text() for path in self.folder.glob("*")]
        return [mail for mail in mails if f"To: {address}" in mail and LINK.search(mail)]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Post:
    return Post(tmp_path_factory.mktemp("post"))


@pytest.fixture(scope="module")
def site(post: Post, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server on which people sign up, and where nobody stores more than 3 kB."""
    variables = {
        "EMAIL_URL": f"filemail://{post.folder}",
        "COLLAB_SIGN_UP": "on",
        "COLLAB_QUOTA_BYTES": "3000",
    }
    with running(tmp_path_factory.mktemp("site"), Site, **variables) as site:
        people.make(site, (ADA, GRACE, MARY))
        site.manage("shell", "-v", "0", "-c", GIVE_ADDRESS)
        yield site


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    with browser.new_context(base_url=site.url) as context:
        yield context.new_page()


def test_an_account_is_made_with_a_link_from_a_mail(page: Page, post: Post) -> None:
    page.goto("/accounts/login/")
    look(page, "sign in")
    page.get_by_role("link", name="Make an account").click()
    look(page, "sign up")
    page.get_by_label("Mail address").fill("eve@example.org")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(post.link("eve@example.org"))
    look(page, "sign up account")
    page.get_by_label("Name", exact=True).fill("Eve Hart")
    page.get_by_label("Username").fill("eve")
    page.get_by_label("Password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("Password confirmation").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_role("heading", name="No documents yet")).to_be_visible()


def test_a_forgotten_password_is_replaced(page: Page, post: Post) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Forgotten your password?").click()
    look(page, "forgotten password")
    page.get_by_label("Email").fill("grace@example.org")
    page.get_by_role("button", name="Send the link").click()
    page.goto(post.link("grace@example.org"))
    look(page, "new password")
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password confirmation").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Username").fill("grace")
    page.get_by_label("Password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


@pytest.fixture
def ada(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    with sign_in(browser, site, ADA) as context:
        yield context


@pytest.fixture
def mary(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    with sign_in(browser, site, MARY) as context:
        yield context


def _is_refused(editor: Editor) -> bool:
    """Whether one more word is. The server weighs what is stored now and then."""
    editor.write("More. ")
    return "no room" in editor.page.get_by_test_id("connection-banner").inner_text()


def test_a_full_storage_takes_no_more_and_says_so(ada: BrowserContext, site: Site) -> None:
    editor = Editor(ada, site.create("ada", title="Novel"))
    editor.paste(f"<p>{'A long text. ' * 400}</p>")
    editor.expect_saved()
    page = ada.new_page()
    page.goto("/accounts/data/")
    expect(page.get_by_text("Nothing can be added")).to_be_visible()
    look(page, "account data")
    page.goto("/")
    expect(page.get_by_test_id("usage")).to_contain_text("used")
    look(page, "list of a full storage")
    editor.page.reload()
    editor.expect_saved()
    until(lambda: _is_refused(editor))
    look(editor.page, "editor of a full storage")


def test_somebody_takes_their_data_along_and_leaves(mary: BrowserContext, site: Site) -> None:
    site.create("mary", "grace", title="Minutes")
    page = mary.new_page()
    page.goto("/accounts/data/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my data").click()
    assert download.value.suggested_filename == "collab-mary.zip"
    expect(page.get_by_label("Minutes")).to_have_value("grace")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("I know that this cannot be undone").check()
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("heading", name="Your account is deleted")).to_be_visible()
    look(page, "account deleted")
    page.goto("/")
    assert "/accounts/login/" in page.url
