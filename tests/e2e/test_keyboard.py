"""People without a mouse: everything can be reached, and the focus is never lost."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.servers import Site

from .keys import focused, go_to
from .looks import PHONE, look
from .people import GRACE, Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]

TEXT = "Document text"
STOPS = "bar => [...bar.querySelectorAll('button, select')].filter(t => t.tabIndex >= 0).length"


@pytest.fixture
def document(site: Site) -> str:
    return site.create("ada", title="Minutes of the choir")


@pytest.fixture
def editor(document: str, ada: BrowserContext) -> Iterator[Editor]:
    editor = Editor(ada, document)
    editor.write("We sing on Tuesday.")
    editor.expect_saved()
    yield editor
    assert editor.errors == []
    editor.page.close()


def test_from_finding_to_restoring_with_keys_alone(document: str, ada: BrowserContext) -> None:
    page = ada.new_page()
    page.goto("/")
    find_and_open(page)
    page.wait_for_url(f"**/documents/{document}/")
    expect(page.get_by_test_id("editor")).to_be_visible()
    write_and_keep(page)
    comment(page)
    share(page)
    restore(page)
    page.close()


def find_and_open(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("choir")
    expect(page.get_by_test_id("document")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Minutes of the choir"
    page.keyboard.press("Enter")


def write_and_keep(page: Page) -> None:
    """Write a line and keep it as a version; the focus is on the button of the versions then."""
    go_to(page, "Skip to the text")
    page.keyboard.press("Enter")
    assert focused(page) == TEXT
    page.keyboard.type("## Songs\nWe begin with a round")
    page.keyboard.press("Escape")
    go_to(page, "Versions", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("history-panel")).to_be_focused()
    go_to(page, "Name of the version")
    page.keyboard.type("Agreed")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("history-panel")).to_contain_text("Agreed")
    page.keyboard.press("Escape")
    assert focused(page) == "Versions"


def comment(page: Page) -> None:
    """Ask about a word, and go back to the text."""
    go_to(page, TEXT)
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.press("Control+Alt+m")
    expect(page.get_by_role("textbox", name="Comment")).to_be_focused()
    page.keyboard.type("Which one?")
    page.keyboard.press("Control+Enter")
    thread = page.get_by_test_id("thread")
    expect(thread).to_contain_text("Which one?")
    expect(thread.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    assert focused(page) == TEXT


def share(page: Page) -> None:
    """Let somebody in; the focus comes back to the button."""
    page.keyboard.press("Escape")
    go_to(page, "Share", "Shift+Tab")
    page.keyboard.press("Enter")
    dialog = page.get_by_test_id("share-dialog")
    expect(dialog.get_by_role("combobox", name=re.compile("Name, mail"))).to_be_focused()
    page.keyboard.type("gra")
    expect(dialog.get_by_role("option", name=GRACE.name)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    go_to(page, "Invite")
    page.keyboard.press("Enter")
    expect(dialog.get_by_test_id("access")).to_contain_text(GRACE.name)
    page.keyboard.press("Escape")
    assert focused(page) == "Share"


def restore(page: Page) -> None:
    """Write more, and go back to what was kept."""
    go_to(page, TEXT)
    page.keyboard.press("Control+End")
    page.keyboard.type(" and a waltz")
    expect(page.get_by_test_id("save-chip")).to_have_attribute("data-state", "saved")
    page.keyboard.press("Escape")
    go_to(page, "Versions", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("history-panel")).to_contain_text("Agreed")
    go_to(page, "Agreed")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("version-preview")).to_contain_text("We begin with a round")
    go_to(page, "Restore this version", "Shift+Tab")
    page.keyboard.press("Enter")
    go_to(page, "Restore")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("editor")).not_to_contain_text("waltz")
    assert focused(page) == "Versions"


def test_escape_leads_from_the_text_to_the_toolbar_and_back(editor: Editor) -> None:
    page, toolbar = editor.page, editor.page.get_by_role("toolbar", name="Formatting")
    editor.box.press("Control+End")
    page.keyboard.press("Escape")
    assert focused(page) == "Undo"
    expect(page.locator("#announcer")).to_have_text("You left the text. Escape goes back to it.")
    assert toolbar.evaluate(STOPS) == 1
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "Undo"
    go_to(page, "Bold", "ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type(" Loudly.")
    expect(editor.box.locator("strong")).to_have_text("Loudly.")
    page.keyboard.press("Escape")
    assert focused(page) == "Bold"
    page.keyboard.press("Escape")
    page.keyboard.type("!")
    editor.expect_text("We sing on Tuesday. Loudly.!")


def test_in_a_list_the_tab_key_writes_and_escape_leads_out(editor: Editor) -> None:
    page = editor.page
    editor.write("\n- one\ntwo")
    page.keyboard.press("Tab")
    assert focused(page) == TEXT
    expect(editor.box.locator("li li")).to_have_text("two")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert focused(page) != TEXT


def test_the_bubble_menu_of_who_may_only_comment_is_reached(
    document: str, editor: Editor, site: Site, grace: BrowserContext
) -> None:
    site.grant("ada", document, "grace", "commenter")
    other = Editor(grace, document)
    other.box.focus()
    other.page.keyboard.press("Shift+ArrowRight")
    expect(other.page.get_by_test_id("bubble")).to_be_visible()
    go_to(other.page, "Comment")
    other.page.keyboard.press("Enter")
    expect(other.page.get_by_test_id("new-thread").get_by_role("textbox")).to_be_focused()
    other.page.close()


def test_the_shortcuts_are_shown(editor: Editor) -> None:
    page, dialog = editor.page, editor.page.get_by_test_id("shortcuts")
    editor.box.press("Control+End")
    page.keyboard.type("?")
    editor.expect_text("We sing on Tuesday.?")
    page.keyboard.press("Control+/")
    expect(dialog).to_contain_text("Task list")
    look(page, "shortcuts of the editor")
    page.keyboard.press("Escape")
    assert focused(page) == TEXT
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(dialog).to_be_visible()


def test_single_keys_can_be_turned_off(ada: BrowserContext, document: str) -> None:
    page, dialog = ada.new_page(), ada.pages[-1].get_by_test_id("shortcuts")
    page.goto("/")
    page.keyboard.press("?")
    expect(dialog).to_contain_text("Rename the document")
    look(page, "shortcuts of the list")
    go_to(page, "Also use single keys")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.keyboard.press("/")
    expect(page.get_by_test_id("search")).not_to_be_focused()
    expect(dialog).to_be_hidden()
    page.keyboard.press("Control+/")
    expect(dialog).to_be_visible()
    page.evaluate("localStorage.removeItem('collab:single-keys')")
    page.close()


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("name", ["find", "outline", "export", "shortcuts", "history"])
def test_what_the_menu_opened_gives_the_focus_back(editor: Editor, name: str, size: str) -> None:
    page = editor.page
    if size == "phone":
        page.set_viewport_size(PHONE)
    more, choice = page.get_by_test_id("more"), page.locator(f"[data-choice={name}]")
    more.focus()
    page.keyboard.press("Enter")
    if name == "history" and size == "desk":
        expect(choice).to_have_count(0)  # the bar has it
        return
    choice.focus()
    page.keyboard.press("Enter")
    expect(more).not_to_be_focused()
    page.keyboard.press("Escape")
    if name == "find":  # the match it is about is in the text
        expect(editor.box).to_be_focused()
    else:
        expect(more).to_be_focused()


@pytest.mark.parametrize(
    ("keys", "opened"),
    [
        ("Control+k", "[data-testid=switcher]"),
        ("Control+/", "[data-testid=shortcuts]"),
        ("Control+f", "[data-testid=find-bar]"),
        ("Control+Alt+o", "[data-testid=outline]"),
    ],
)
def test_what_a_shortcut_opened_gives_the_caret_back(
    editor: Editor, keys: str, opened: str
) -> None:
    page = editor.page
    editor.box.press("Control+End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press(keys)
    expect(page.locator(opened)).to_be_visible()
    expect(editor.box).not_to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(opened)).to_be_hidden()
    expect(editor.box).to_be_focused()
    page.keyboard.type("s")
    editor.expect_text("We sing on Tuesdays.")


def test_the_list_keeps_the_focus_when_it_is_made_anew(ada: BrowserContext, document: str) -> None:
    page = ada.new_page()
    page.goto("/")
    for name, heading in (("Starred", "Starred"), ("Trash", "Trash")):
        go_to(page, name)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert focused(page) == name
    go_to(page, "All documents", "Shift+Tab")
    page.keyboard.press("Enter")
    go_to(page, "Changed")
    page.keyboard.press("Enter")
    expect(page.locator(".column[aria-current]")).to_contain_text("Changed")
    assert focused(page).startswith("Changed")
    page.close()
