"""Menus that come to the caret: blocks by a slash, tools for a selection, links, tables."""

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.servers import Site, until

from .looks import look
from .people import Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]


@pytest.fixture
def editor(site: Site, ada: BrowserContext) -> Editor:
    return Editor(ada, site.create("ada", "grace", title="Notes on the engine"))


def options(editor: Editor) -> Locator:
    return editor.page.get_by_role("listbox", name="Blocks").get_by_role("option")


# -- blocks


def test_a_slash_finds_a_block_by_its_name(editor: Editor) -> None:
    editor.write("The plan\n/head")
    expect(options(editor)).to_have_count(3)
    chosen = editor.page.get_by_role("combobox", name="Document text")
    expect(chosen).to_have_attribute("aria-activedescendant", "slash-option-0")
    editor.page.keyboard.press("ArrowDown")
    expect(options(editor).nth(1)).to_have_attribute("aria-selected", "true")
    look(editor.page, "slash menu")
    editor.page.keyboard.press("Enter")
    editor.page.keyboard.type("A heading")
    expect(editor.box.get_by_role("heading", level=2)).to_have_text("A heading")
    expect(options(editor)).to_have_count(0)
    assert editor.errors == []


def test_the_menu_can_be_clicked_and_left(editor: Editor) -> None:
    editor.write("/")
    editor.page.get_by_role("option", name="Task list").click()
    editor.page.keyboard.type("Count the cards")
    expect(editor.box.get_by_role("checkbox")).to_have_count(1)
    editor.page.keyboard.type(" /quo")
    editor.page.keyboard.press("Escape")
    expect(options(editor)).to_have_count(0)
    expect(editor.box).to_contain_text("Count the cards /quo")


def test_a_block_takes_its_slash_away_for_everybody(
    site: Site, ada: BrowserContext, grace: BrowserContext
) -> None:
    document = site.create("ada", "grace")
    first, second = Editor(ada, document), Editor(grace, document)
    first.write("/divi")
    first.page.keyboard.press("Enter")
    expect(second.box.get_by_role("separator")).to_have_count(1)
    expect(second.box).not_to_contain_text("/")


# -- a selection


def test_selected_text_has_its_tools_beside_it(editor: Editor) -> None:
    editor.write("It weaves algebraical patterns")
    bubble = editor.page.get_by_test_id("bubble")
    expect(bubble).to_be_hidden()
    editor.select("weaves")
    expect(bubble).to_be_visible()
    look(editor.page, "selection tools")
    bubble.get_by_role("button", name="Bold").click()
    expect(editor.box.locator("strong")).to_have_count(1)
    expect(bubble.get_by_role("button", name="Bold")).to_have_attribute("aria-pressed", "true")
    editor.page.keyboard.press("ArrowRight")
    expect(bubble).to_be_hidden()


def test_the_keyboard_reaches_the_tools_and_comes_back(editor: Editor) -> None:
    editor.write("patterns")
    editor.page.keyboard.press("Shift+Home")
    bubble = editor.page.get_by_test_id("bubble")
    expect(bubble).to_be_visible()
    editor.page.keyboard.press("Tab")
    expect(bubble.get_by_role("button", name="Bold")).to_be_focused()
    editor.page.keyboard.press("ArrowRight")
    editor.page.keyboard.press("Enter")
    expect(editor.box.locator("em")).to_have_text("patterns")
    expect(editor.box).to_be_focused()


# -- links


def test_a_link_shows_where_it_leads(editor: Editor) -> None:
    editor.write("See the notes of Ada")
    editor.select("notes")
    editor.page.keyboard.press("Control+k")
    field = editor.page.get_by_role("textbox", name="Address")
    expect(field).to_be_focused()
    field.fill("javascript:alert(1)")
    field.press("Enter")
    expect(editor.page.get_by_text("not an address")).to_be_visible()
    look(editor.page, "link form")
    field.fill("www.example.org/notes?page=2")
    field.press("Enter")
    link = editor.box.get_by_role("link")
    expect(link).to_have_attribute("href", "https://www.example.org/notes?page=2")
    expect(editor.box).to_be_focused()
    link.click()
    target = editor.page.get_by_test_id("link-target")
    expect(target).to_have_text("example.org/notes?page=2")
    expect(target).to_have_attribute("rel", "noopener noreferrer nofollow")
    look(editor.page, "link popover")


def test_a_link_can_be_changed_and_removed(editor: Editor) -> None:
    editor.write("https://example.org ")
    popover = editor.page.get_by_test_id("link-popover")
    link = editor.box.get_by_role("link")
    link.click()
    popover.get_by_role("button", name="Change the link").click()
    popover.get_by_role("textbox").fill("ada@example.org")
    editor.page.keyboard.press("Enter")
    expect(link).to_have_attribute("href", "mailto:ada@example.org")
    link.click()
    expect(popover).to_be_visible()
    editor.page.keyboard.press("Escape")  # to the toolbar
    expect(popover).to_be_hidden()
    editor.page.keyboard.press("Escape")
    expect(popover).to_be_visible()
    popover.get_by_role("button", name="Remove the link").click()
    expect(link).to_have_count(0)
    expect(popover).to_be_hidden()
    until(lambda: editor.text.strip() == "https://example.org")


# -- tables


def test_a_table_has_its_tools_above_it_and_under_the_keyboard(editor: Editor) -> None:
    editor.write("/table")
    editor.page.keyboard.press("Enter")
    rows, tools = editor.box.locator("tr"), editor.page.get_by_role("toolbar", name="Table")
    expect(rows).to_have_count(3)
    for name in ("Year", "Cards", "Engine"):
        editor.page.keyboard.type(name)
        editor.page.keyboard.press("Tab")
    look(editor.page, "table")
    tools.get_by_role("button", name="Add a row below").click()
    expect(rows).to_have_count(4)
    editor.page.keyboard.press("Alt+F10")
    editor.page.keyboard.press("Tab")
    expect(tools.get_by_role("button", name="Add a row above")).to_be_focused()
    editor.page.keyboard.press("End")
    editor.page.keyboard.press("Enter")
    expect(rows).to_have_count(0)
    expect(tools).to_be_hidden()
