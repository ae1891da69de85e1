"""Parts of a page that cannot be loaded: it says so, and what was wanted can be tried again."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.servers import Site

from .looks import look
from .people import PASTE_TEXT, Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]

CHUNKS = re.compile(r"/chunks/")
MARKDOWN = "# A heading\n\n- one\n- two"


class Away:
    """Chunks do not come, until they do."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.route(CHUNKS, lambda route: route.abort())

    def over(self) -> None:
        self._page.unroute(CHUNKS)


@pytest.fixture
def editor(site: Site, ada: BrowserContext) -> Iterator[Editor]:
    editor = Editor(ada, site.create("ada", title="Minutes of the choir"))
    editor.write("We sing.")
    editor.expect_saved()
    expect(editor.page.get_by_test_id("comments")).not_to_have_attribute("aria-busy", "true")
    yield editor
    assert editor.errors == []
    editor.page.close()


@pytest.mark.parametrize(
    ("choice", "opened"),
    [
        ("authors", ".author-legend"),
        ("outline", "[data-testid=outline]"),
        ("export", "dialog[open]"),
        ("shortcuts", "[data-testid=shortcuts]"),
    ],
)
def test_what_the_menu_offers_is_tried_again(editor: Editor, choice: str, opened: str) -> None:
    page, away = editor.page, Away(editor.page)
    page.get_by_test_id("more").click()
    page.locator(f"[data-choice={choice}]").click()
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    if choice == "outline":
        look(page, "part that did not come")
    away.over()
    again.click()
    expect(page.locator(opened)).to_be_visible()
    expect(again).to_be_hidden()


@pytest.mark.parametrize(
    ("button", "opened"), [("share", "share-dialog"), ("history", "history-panel")]
)
def test_what_the_bar_offers_is_tried_again(editor: Editor, button: str, opened: str) -> None:
    page, away = editor.page, Away(editor.page)
    page.get_by_test_id(button).click()
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    away.over()
    again.click()
    expect(page.get_by_test_id(opened)).to_be_visible()


def test_what_was_to_come_ahead_is_tried_again(site: Site, ada: BrowserContext) -> None:
    ahead = re.compile("/chunks/findBar")
    ada.route(ahead, lambda route: route.abort())
    editor = Editor(ada, site.create("ada", title="Minutes"))
    editor.expect_saved()
    editor.box.press("Control+f")
    again = editor.page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    ada.unroute(ahead)
    again.click()
    expect(editor.page.get_by_test_id("find-bar")).to_be_visible()
    editor.page.close()


def test_a_part_that_is_gone_for_good_asks_for_the_page_anew(editor: Editor) -> None:
    page = editor.page
    page.route(CHUNKS, lambda route: route.fulfill(status=404, body="not found"))
    page.get_by_test_id("share").click()
    page.get_by_role("button", name="Try again").click()
    editor.write(" Louder.")
    reload = page.get_by_role("button", name="Reload the page")
    expect(reload).to_be_visible()
    page.unroute(CHUNKS)
    reload.click()
    expect(editor.box).to_contain_text("We sing. Louder.")
    page.get_by_test_id("share").click()
    expect(page.get_by_test_id("share-dialog")).to_be_visible()


def test_comments_come_when_they_can(site: Site, ada: BrowserContext) -> None:
    document = site.create("ada", title="Minutes")
    page = ada.new_page()
    away = Away(page)
    page.route(re.compile("/chunks/(?!commentDesk)"), lambda route: route.continue_())
    page.goto(f"/documents/{document}/")
    expect(page.get_by_test_id("editor")).to_be_visible()
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    away.over()
    again.click()
    expect(page.get_by_test_id("comments")).not_to_have_attribute("aria-busy", "true")
    page.get_by_test_id("comments").click()
    expect(page.get_by_test_id("comments-panel")).to_be_visible()
    page.close()


def test_markdown_is_pasted_as_text_rather_than_lost(editor: Editor) -> None:
    Away(editor.page)
    editor.box.evaluate(PASTE_TEXT, MARKDOWN)
    expect(editor.page.get_by_text("Pasted as plain text")).to_be_visible()
    expect(editor.box).to_contain_text("# A heading")
    expect(editor.box).to_contain_text("- two")


def test_formulas_and_code_are_shown_once_they_can_be(editor: Editor) -> None:
    page, away = editor.page, Away(editor.page)
    editor.write("\nIt is $x^2$")
    editor.write(" so.\n```python ")
    page.keyboard.type("import this")
    expect(editor.box.locator(".formula")).to_have_text("x^2")
    again = page.get_by_role("button", name="Try again")
    expect(again).to_have_count(1)
    away.over()
    again.click()
    expect(editor.box.locator(".formula math")).to_be_visible()
    expect(editor.box.locator("pre [class*=hljs]").first).to_be_visible()


def test_the_list_says_so_too(ada: BrowserContext, site: Site) -> None:
    site.create("ada", title="Minutes")
    page = ada.new_page()
    page.goto("/")
    away = Away(page)
    page.get_by_test_id("document").first.locator("summary").click()
    page.locator("[data-share]").first.click()
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    look(page, "part of the list that did not come")
    away.over()
    again.click()
    expect(page.get_by_test_id("share-dialog")).to_be_visible()
    page.close()


def test_a_list_that_cannot_be_reached_says_so(ada: BrowserContext, site: Site) -> None:
    site.create("ada", title="Minutes")
    page = ada.new_page()
    page.goto("/")
    ada.set_offline(True)
    page.get_by_role("link", name="Starred").click()
    expect(page.get_by_text("The server cannot be reached")).to_be_visible()
    ada.set_offline(False)
    page.close()


@pytest.mark.parametrize("script", ["editor", "list"])
def test_a_page_without_its_script_says_so(ada: BrowserContext, site: Site, script: str) -> None:
    document = site.create("ada", title="Minutes")
    page = ada.new_page()
    broken = re.compile(rf"collab_documents/{script}(\.\w+)?\.js")
    page.route(broken, lambda route: route.abort())
    page.goto("/" if script == "list" else f"/documents/{document}/")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("could not be loaded")
    look(page, f"{script} without its script")
    page.unroute(broken)
    alert.get_by_role("link", name="Reload the page").click()
    expect(page.locator("#theme")).to_be_visible()
    expect(alert).to_be_hidden()
    page.close()
