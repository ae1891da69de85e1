"""People look after their own account, and what they change counts at once."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.servers import Site

from .looks import look
from .people import ADA, Editor, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.server]

PROFILE = "/accounts/profile/"


@pytest.fixture
def document(site: Site) -> str:
    """Of Ada, who lets Grace write."""
    made = site.create("ada", "grace", title="Minutes")
    return str(made)


@pytest.fixture
def elsewhere(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """Another browser of Ada's."""
    with sign_in(browser, site, ADA) as context:
        yield context


def test_a_new_name_and_colour_show_in_open_editors(
    document: str, ada: BrowserContext, grace: BrowserContext
) -> None:
    editor, other = Editor(ada, document), Editor(grace, document)
    editor.write("Ada was here.")
    caret = other.carets.first
    expect(caret).to_contain_text(ADA.name)
    page = ada.new_page()
    page.goto(PROFILE)
    look(page, "account profile")
    page.get_by_label("Name").fill("Countess Ada King")
    page.get_by_label("Violet").check(force=True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Others see it at once")).to_be_visible()
    expect(caret).to_contain_text("Countess Ada King")
    expect(caret).to_have_attribute("style", re.compile("#6d28d9"))
    assert editor.errors == other.errors == []
    page.get_by_label("Name").fill(ADA.name)
    page.get_by_role("button", name="Save").click()
    expect(caret).to_contain_text(ADA.name)
    for tab in (page, editor.page, other.page):
        tab.close()


def test_signing_out_another_browser_closes_its_editor(
    document: str, ada: BrowserContext, elsewhere: BrowserContext
) -> None:
    editor = Editor(elsewhere, document)
    page = ada.new_page()
    page.goto("/accounts/sessions/")
    sessions = page.get_by_test_id("session")
    expect(sessions).to_have_count(2)
    look(page, "account sessions")
    sessions.last.get_by_role("button").click()
    expect(sessions).to_have_count(1)
    expect(editor.page.get_by_test_id("connection-banner")).to_contain_text("signed out")
    editor.page.close()
    page.close()


def test_a_token_is_shown_once(ada: BrowserContext, site: Site) -> None:
    page = ada.new_page()
    page.goto("/accounts/tokens/")
    page.get_by_label("Name").fill("Nightly backup")
    page.get_by_role("button", name="Make a token").click()
    secret = page.get_by_test_id("secret").get_by_role("textbox").input_value()
    look(page, "account tokens")
    headers = {"Authorization": f"Bearer {secret}"}
    assert page.request.get("/api/v1/documents/", headers=headers).ok
    page.goto("/accounts/tokens/")
    assert secret not in page.content()
    page.get_by_role("button", name="Revoke Nightly backup").click()
    expect(page.get_by_text("The token is revoked")).to_be_visible()
    assert page.request.get("/api/v1/documents/", headers=headers).status == 401
    page.close()


def test_a_wrong_password_changes_nothing(grace: BrowserContext) -> None:
    page = grace.new_page()
    page.goto("/accounts/password/")
    look(page, "account password")
    page.get_by_label("Old password").fill("not mine")
    page.get_by_label("New password", exact=True).fill("tulip anchor 77")
    page.get_by_label("New password confirmation").fill("tulip anchor 77")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("Your old password was entered incorrectly")).to_be_visible()
    page.close()
