"""Who wrote what: in the comparison of a version with now, and in the text."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.servers import Site, until

from .looks import look
from .people import Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]


def show_changes(page: Page) -> None:
    """What came and went since the latest version."""
    page.get_by_test_id("history").click()
    page.locator(".version").first.click()
    page.get_by_test_id("changes").click()
    expect(page.locator(".comparison")).to_be_visible()


def choose(page: Page, name: str) -> None:
    page.get_by_test_id("more").click()
    page.get_by_role("menu").locator(f"[data-choice={name}]").click()


def guest_writes(page: Page) -> None:
    """A line of their own, at the end."""
    question = page.get_by_test_id("guest-name")
    question.get_by_label("Your name").fill("Ina")
    question.get_by_role("button", name="Go on").click()
    expect(question).to_have_count(0)
    page.reload()
    box = page.get_by_test_id("editor")
    expect(page.get_by_test_id("caret").first).to_be_attached()
    box.locator("p").last.click()
    until(lambda: page.evaluate("getSelection().anchorOffset") > 0)
    page.keyboard.press("Enter")
    page.keyboard.type("A guest was here")
    expect(box).to_contain_text("A guest was here")
    expect(page.get_by_test_id("save-chip")).to_have_attribute("data-state", "saved")


@pytest.fixture
def written(site: Site, browser: Browser, ada: BrowserContext, grace: BrowserContext) -> Editor:
    """Ada's draft, of which there is a version; then Grace, a guest and Ada went on with it."""
    document = site.create("ada", "grace", title="Notes on the engine")
    editor = Editor(ada, document)
    editor.paste("<h2>Cards</h2><p>The engine has a mill and a store of numbers.</p><p>Cost</p>")
    editor.expect_saved()
    site.rest("ada", "POST", f"documents/{document}/snapshots/", {"label": "First draft"})
    other = Editor(grace, document)
    other.write(" is seventeen thousand pounds")
    other.select("and a store ")
    other.page.keyboard.press("Delete")
    other.expect_saved()
    link = site.rest("ada", "POST", f"documents/{document}/links/", {"role": "editor"})
    with browser.new_context(base_url=site.url) as stranger:
        page = stranger.new_page()
        page.goto(link["url"])
        guest_writes(page)
    expect(editor.box).to_contain_text("A guest was here")
    editor.write(", said Babbage.")
    editor.expect_saved()
    return editor


def test_changes_since_a_version_name_their_authors(written: Editor) -> None:
    page = written.page
    show_changes(page)
    view = page.locator(".comparison")
    removed = view.locator("del.has-author")
    expect(removed).to_have_text("and a store ")
    assert str(removed.get_attribute("title")).startswith("Grace Hopper · ")
    names = view.locator(".comparison-name").all_inner_texts()
    assert names[0] == "Grace Hopper"
    assert sorted(names[1:]) == ["Ada Lovelace", "Ina (guest)"]
    expect(view.locator("[data-change=changed]").last).to_contain_text("Changed by Grace Hopper")
    look(page, "Authors of changes")
    assert written.errors == []


def test_the_text_shows_in_the_colours_of_its_authors(written: Editor) -> None:
    page = written.page
    choose(page, "authors")
    legend = page.get_by_role("list", name="Who wrote the text")
    expect(legend.get_by_role("listitem")).to_have_count(3)
    mine = written.box.locator(".by-author[title='Ada Lovelace']").filter(has_text="said Babbage")
    expect(mine).to_have_count(1)
    expect(written.box.locator(".by-author[title='Grace Hopper']")).to_have_text(
        " is seventeen thousand pounds"
    )
    look(page, "Colours of authors")
    written.write(" Indeed.")
    expect(written.box.locator(".by-author").last).to_contain_text("Indeed.")
    choose(page, "authors")
    expect(legend).to_be_hidden()
    expect(written.box.locator(".by-author")).to_have_count(0)
    assert written.errors == []
