"""On paper: the title and the text, all of it, black on white, whatever the screen shows."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.servers import Site

from .opened import TEXT
from .people import Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]

PAPER = ViewportSize(width=643, height=971)
"""A4 without its margins."""

TITLE = "Minutes of the choir, which met on Tuesday in spite of the rain, and of its guests"
DETAILS = (
    '<details><summary>More</summary><div data-type="detailsContent">'
    "<p>Nobody had an umbrella.</p></div></details>"
)
LONG = f"<pre><code>{'sing ' * 60}</code></pre><p>{'a' * 300}</p>"

COLOURS = """() => ['.prose p', '.prose a', 'body'].map(selector => {
    const { color, backgroundColor } = getComputedStyle(document.querySelector(selector));
    return [color, selector === 'body' ? backgroundColor : ''];
})"""

PRINTED_TITLE = """() =>
    getComputedStyle(document.querySelector('.title-holder'), '::before').content"""

WIDER = """() => [...document.querySelectorAll('.page *')]
    .filter(node => node.clientWidth > 1 && !node.matches('col, colgroup'))
    .filter(node => node.getBoundingClientRect().right > innerWidth + 1
        || (node.scrollWidth > node.clientWidth + 1
            && getComputedStyle(node).overflowX !== 'visible'))
    .map(node => node.outerHTML.slice(0, 90))"""


@pytest.fixture
def editor(site: Site, ada: BrowserContext) -> Iterator[Editor]:
    editor = Editor(ada, site.create("ada", title=TITLE))
    editor.paste(TEXT + DETAILS + LONG)
    editor.expect_saved()
    yield editor
    editor.page.close()


def print_out(page: Page) -> None:
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print", color_scheme="dark")


def test_the_text_is_printed_and_nothing_else(editor: Editor) -> None:
    page = editor.page
    page.get_by_test_id("comments").click()
    page.keyboard.press("Control+f")
    print_out(page)
    for name in ("find-bar", "comments-panel", "save-chip", "avatars", "word-count", "title"):
        expect(page.get_by_test_id(name)).to_be_hidden()
    expect(page.get_by_role("toolbar")).to_have_count(0)
    expect(editor.box).to_be_visible()
    assert page.evaluate(PRINTED_TITLE) == f'"{TITLE}"'


def test_what_is_folded_or_wider_than_the_screen_is_printed_whole(editor: Editor) -> None:
    print_out(editor.page)
    expect(editor.page.get_by_text("Nobody had an umbrella")).to_be_visible()
    assert editor.page.evaluate(WIDER) == []


@pytest.mark.parametrize("theme", ["system", "dark"])
def test_dark_colours_stay_on_the_screen(editor: Editor, theme: str) -> None:
    editor.page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    print_out(editor.page)
    black, white = "rgb(0, 0, 0)", "rgb(255, 255, 255)"
    assert editor.page.evaluate(COLOURS) == [[black, ""], [black, ""], [black, white]]


def test_a_version_is_printed_as_it_is_shown(site: Site, editor: Editor) -> None:
    page = editor.page
    document = page.url.rstrip("/").rpartition("/")[2]
    site.rest("ada", "POST", f"documents/{document}/snapshots/", {"label": "Agreed"})
    editor.write("A later line.")
    page.get_by_test_id("history").click()
    page.locator(".version").filter(has_text="Agreed").click()
    expect(page.get_by_test_id("version-preview")).to_be_visible()
    print_out(page)
    expect(page.get_by_test_id("version-preview")).to_contain_text("We begin with a round")
    expect(page.get_by_test_id("restore")).to_be_hidden()
    expect(editor.box).to_be_hidden()
