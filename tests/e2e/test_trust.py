"""What the page tells when edits wait, when they come together, and when nothing can be kept."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.servers import Site, until

from .looks import look
from .people import ADA, Editor, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.server]

WORDS = [f"⟦offline-{number:03}⟧" for number in range(200)]
TEN_MINUTES_MS = 10 * 60_000
WITHOUT_STORAGE = """
    IDBFactory.prototype.open = () => { throw new DOMException("no", "SecurityError"); };
"""
SKEW = "skew => { const now = Date.now.bind(Date); Date.now = () => now() + skew; }"
COPIES = """async () => (await indexedDB.databases()).filter(
    ({ name }) => name.startsWith('collab:user')
).length"""


@pytest.fixture
def tab(ada: BrowserContext) -> Iterator[BrowserContext]:
    """Ada's browser, with its network back at the end."""
    yield ada
    ada.set_offline(False)
    for page in ada.pages:
        page.close()


@pytest.fixture
def browser_signed_in(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A browser that may be signed out."""
    with sign_in(browser, site, ADA) as context:
        yield context


def test_two_hundred_edits_survive_the_tab_and_the_server(site: Site, tab: BrowserContext) -> None:
    document = site.create("ada", "grace")
    editor = Editor(tab, document)
    editor.expect_saved()
    tab.set_offline(True)
    expect(editor.page.locator("#connection-banner")).to_contain_text("You are offline")
    editor.box.press("Control+End")
    for word in WORDS:
        editor.page.keyboard.insert_text(word)
    until(lambda: editor.kept_edits >= len(WORDS))
    expect(editor.page.locator("#connection-banner")).to_contain_text("kept on this device")
    editor.page.close()
    site.stop()
    site.start()
    tab.set_offline(False)
    again = Editor(tab, document)
    again.expect_saved()
    text = site.content("ada", document, "text/plain").decode()
    assert [word for word in WORDS if text.count(word) != 1] == []
    assert again.text == text
    assert [*editor.errors, *again.errors] == []


def apart(site: Site, tab: BrowserContext, other: BrowserContext) -> Editor:
    """Both wrote while the first had no network, for ten minutes by its clock."""
    document = site.create("ada", "grace")
    editor = Editor(tab, document)
    editor.write("Together. ")
    editor.expect_saved()
    site.rest("ada", "POST", f"documents/{document}/snapshots/", {"label": "Before the train"})
    tab.set_offline(True)
    editor.write("On the train. ")
    expect(editor.chip).to_have_attribute("data-state", "unsaved")
    elsewhere = Editor(other, document)
    elsewhere.write("At the office. ")
    elsewhere.expect_saved()
    editor.page.evaluate(SKEW, TEN_MINUTES_MS)
    tab.set_offline(False)
    return editor


def test_after_a_long_absence_the_page_tells_what_came_together(
    site: Site, tab: BrowserContext, grace: BrowserContext
) -> None:
    editor = apart(site, tab, grace)
    notice = editor.page.locator("#connection-banner")
    expect(notice).to_contain_text("Merged after a long time apart", timeout=60_000)
    editor.expect_saved()
    look(editor.page, "Merged")
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_be_hidden()
    assert editor.errors == []


def test_the_notice_leads_to_what_changed(
    site: Site, tab: BrowserContext, grace: BrowserContext
) -> None:
    editor = apart(site, tab, grace)
    editor.page.get_by_role("button", name="See what changed").click(timeout=60_000)
    preview = editor.page.get_by_test_id("version-preview")
    expect(preview.locator(".compared ins").first).to_be_visible()
    added = "".join(preview.locator(".compared ins").all_inner_texts())
    assert "On the train." in added
    assert "At the office." in added
    look(editor.page, "Changes since a version")
    preview.get_by_test_id("changes").click()
    expect(preview).not_to_contain_text("On the train.")
    preview.get_by_role("button", name="Back to now").click()
    expect(editor.box).to_be_visible()
    assert editor.errors == []


def test_a_browser_that_keeps_nothing_says_so_and_works(site: Site, tab: BrowserContext) -> None:
    document = site.create("ada")
    page = tab.new_page()
    page.add_init_script(WITHOUT_STORAGE)
    page.goto(f"/documents/{document}/")
    expect(page.locator("#connection-banner")).to_contain_text("not kept on this device")
    box = page.get_by_test_id("editor")
    box.press("Control+End")
    page.keyboard.type("still works")
    expect(page.get_by_test_id("save-chip")).to_have_attribute("data-state", "saved")
    until(lambda: site.content("ada", document, "text/plain") == b"still works")


def test_the_chip_tells_how_many_edits_wait_and_since_when(site: Site, tab: BrowserContext) -> None:
    editor = Editor(tab, site.create("ada"))
    editor.expect_saved()
    tab.set_offline(True)
    editor.write("abc")
    expect(editor.chip).to_have_attribute("data-state", "unsaved", timeout=60_000)
    editor.chip.click()
    detail = editor.page.locator("#save-detail")
    expect(detail).to_contain_text("3 edits kept on this device")
    expect(detail).to_contain_text("Waiting since")


def test_signing_out_leaves_no_copy_behind(site: Site, browser_signed_in: BrowserContext) -> None:
    document = site.create("ada")
    editor = Editor(browser_signed_in, document)
    editor.write("private words")
    editor.expect_saved()
    until(lambda: editor.page.evaluate(COPIES) == 1)
    editor.page.locator("details.account > summary").click()
    editor.page.get_by_role("button", name="Sign out").click()
    editor.page.wait_for_url("**/accounts/login/**")
    until(lambda: editor.page.evaluate(COPIES) == 0)


def test_signing_out_asks_before_unsaved_edits_are_lost(
    site: Site, browser_signed_in: BrowserContext
) -> None:
    editor = Editor(browser_signed_in, site.create("ada"))
    editor.expect_saved()
    browser_signed_in.set_offline(True)
    editor.write("abc")
    until(lambda: editor.kept_edits == 3)
    editor.page.locator("details.account > summary").click()
    editor.page.get_by_role("button", name="Sign out").click()
    dialog = editor.page.get_by_role("dialog")
    expect(dialog).to_contain_text("3 edits are on this device only")
    dialog.get_by_role("button", name="Cancel").click()
    assert editor.kept_edits == 3
    assert editor.text == "abc"
