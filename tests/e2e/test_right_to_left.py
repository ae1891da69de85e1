"""Languages that are read from right to left: in a text of any kind, and with the whole page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.servers import Site

from .looks import DESK, PHONE, look, settle
from .people import Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]

HEBREW = "פרוטוקול של המקהלה"
TEXT = """
<h2>השירים</h2>
<p>אנחנו שרים ביום שלישי בשעה 19:30.</p>
<p>This line is English.</p>
<ul><li><p>ראשון</p></li><li><p>שני</p></li></ul>
<ul><li><p>one</p></li></ul>
<blockquote><p>الموسيقى لغة العالم</p></blockquote>
<pre><code>print("שלום")</code></pre>
<table><tbody><tr><th><p>יום</p></th><th><p>שעה</p></th></tr>
<tr><td><p>שלישי</p></td><td><p>19:30</p></td></tr></tbody></table>
"""

SIDE = """(editor, words) => {
    const texts = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode;
        if (!text.data.includes(words)) continue;
        const line = document.createRange();
        line.selectNodeContents(text);
        const [inner, outer] = [line, text.parentElement].map(box => box.getBoundingClientRect());
        return outer.right - inner.right < inner.left - outer.left ? 'right' : 'left';
    }
    throw new Error(`There is no "${words}".`);
}"""

# What is cut off at the side where a page begins cannot be scrolled to.
OUTSIDE = """() => [...document.querySelectorAll('body *')]
    .filter(node => node.checkVisibility() && !node.closest('.visually-hidden, .toolbar, .places'))
    .filter(node => !node.matches('.skip-link, input[type=file]'))
    .map(node => [node.outerHTML.slice(0, 120), node.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.left < -1 || box.right > innerWidth + 1))
    .map(([html]) => html)"""


@pytest.fixture
def editor(site: Site, ada: BrowserContext) -> Iterator[Editor]:
    editor = Editor(ada, site.create("ada", title=HEBREW))
    editor.paste(TEXT)
    editor.expect_saved()
    yield editor
    assert editor.errors == []
    editor.page.close()


def turn(page: Page) -> None:
    """As the server writes the page for a language that is read so."""
    page.evaluate("document.documentElement.dir = 'rtl'")


def test_every_line_stands_where_its_language_begins(editor: Editor) -> None:
    sides = {
        words: editor.box.evaluate(SIDE, words)
        for words in (
            "השירים",
            "שלישי בשעה",
            "This line",
            "ראשון",
            "one",
            "الموسيقى",
            "print",
            "יום",
        )
    }
    assert sides == {
        **dict.fromkeys(("השירים", "שלישי בשעה", "ראשון", "الموسيقى", "יום"), "right"),
        **dict.fromkeys(("This line", "one", "print"), "left"),
    }
    first, second = editor.box.locator("ul").all()
    assert first.evaluate("list => getComputedStyle(list).direction") == "rtl"
    assert second.evaluate("list => getComputedStyle(list).direction") == "ltr"
    day, hour = (editor.box.locator("th").nth(at).bounding_box() for at in (0, 1))
    assert day is not None
    assert hour is not None
    assert day["x"] > hour["x"]
    title = editor.page.get_by_test_id("title")
    assert title.evaluate("title => getComputedStyle(title).direction") == "rtl"
    look(editor.page, "right to left text")


def test_the_page_mirrors_itself(editor: Editor) -> None:
    page = editor.page
    turn(page)
    page.get_by_test_id("comments").click()
    look(page, "right to left editor")
    back = page.get_by_role("link", name="All documents").bounding_box()
    assert back is not None
    assert back["x"] > DESK["width"] / 2
    page.get_by_test_id("more").click()
    settle(page)
    assert page.evaluate(OUTSIDE) == []
    page.keyboard.press("Escape")
    editor.box.press("Escape")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.tool") == "redo"


@pytest.mark.parametrize("path", ["/", "/inbox/", "/accounts/profile/"])
def test_pages_with_a_list_mirror_themselves(editor: Editor, path: str) -> None:
    page = editor.page
    page.goto(path)
    turn(page)
    menu = page.locator(".account > summary")
    menu.click()
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        settle(page)
        assert page.evaluate(OUTSIDE) == []
    menu.click()
    look(page, f"right to left {path}")


def test_the_share_dialog_mirrors_itself(editor: Editor) -> None:
    turn(editor.page)
    editor.page.get_by_test_id("share").click()
    expect(editor.page.get_by_role("button", name="Invite")).to_be_visible()
    assert editor.page.evaluate(OUTSIDE) == []
    look(editor.page, "right to left share")
