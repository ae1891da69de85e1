"""The bar above the text: in reach of the keyboard in its order, and with room on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.servers import Site

from .looks import PHONE, look, settle
from .people import Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]

IN_ORDER = (
    "Skip to the text",
    "All documents",
    "Saved",
    "Share",
    "Comments",
    "Versions",
    "Inbox",
    "Colours as the system has them. Change",
    "More",
)

NAME = """() => {
    const { activeElement: on } = document;
    return on.getAttribute('aria-label') ?? on.innerText.trim();
}"""

OVERLAPS = """() => {
    const seen = [...document.querySelectorAll('.bar :is(a, button, summary, .avatar)')]
        .filter(node => node.checkVisibility())
        .map(node => [node, node.getBoundingClientRect()]);
    const found = [];
    for (const [one, box] of seen) for (const [other, next] of seen) {
        if (one === other || one.contains(other) || other.contains(one)) continue;
        const apart = box.right <= next.left + 1 || next.right <= box.left + 1;
        if (!apart) found.push([one.outerHTML, other.outerHTML]);
    }
    const right = Math.max(...seen.map(([, box]) => box.right));
    return right > innerWidth ? [...found, `up to ${right}`] : found;
}"""


@pytest.fixture
def page(site: Site, ada: BrowserContext) -> Iterator[Page]:
    editor = Editor(ada, site.create("ada", title="A title that is longer than any phone is wide"))
    editor.expect_saved()
    yield editor.page
    editor.page.close()


def test_the_keyboard_goes_through_the_bar_as_one_reads_it(page: Page) -> None:
    page.locator("body").press("Home")
    page.evaluate("document.activeElement.blur()")
    for name in IN_ORDER:
        page.keyboard.press("Tab")
        assert page.evaluate(NAME) == name
    page.keyboard.press("Tab")
    assert "account of Ada Lovelace" in page.evaluate(NAME)


@pytest.mark.parametrize("width", [320, 360, 390, 640, 900])
def test_nothing_in_the_bar_lies_above_something_else(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    settle(page)
    assert page.evaluate(OVERLAPS) == []


def test_what_has_no_room_on_a_phone_is_in_the_menu(page: Page) -> None:
    expect(page.get_by_test_id("more")).to_be_visible()
    page.get_by_test_id("more").click()
    expect(page.locator("[data-choice=history]")).to_have_count(0)
    page.keyboard.press("Escape")
    page.set_viewport_size(PHONE)
    page.get_by_test_id("more").click()
    look(page, "menu of the bar")
    page.locator("[data-choice=history]").click()
    expect(page.get_by_test_id("history-panel")).to_be_visible()
