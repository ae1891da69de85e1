"""What follows the caret at once happens where the caret is, also while much else comes in."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.servers import Site, until

from .people import Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]

# In one go: the browser tells of the caret only after it.
MOVE_AND_PRESS = """(editor, words) => {
    const texts = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
    while (texts.nextNode() && !texts.currentNode.data.includes(words));
    const text = texts.currentNode;
    getSelection().collapse(text, text.data.indexOf(words) + words.length);
    const how = { bubbles: true, cancelable: true, key: 'Enter', keyCode: 13 };
    editor.dispatchEvent(new KeyboardEvent('keydown', how));
}"""


@pytest.fixture
def document(site: Site) -> str:
    return site.create("ada", "grace", title="Notes on the engine")


@pytest.fixture
def editor(ada: BrowserContext, document: str) -> Iterator[Editor]:
    editor = Editor(ada, document)
    editor.write("first\nsecond")
    editor.expect_saved()
    editor.page.keyboard.press("Control+Home")
    yield editor
    assert editor.errors == []
    editor.page.close()


def test_a_key_acts_where_the_caret_has_just_been_put(editor: Editor) -> None:
    editor.box.evaluate(MOVE_AND_PRESS, "second")
    editor.page.keyboard.type("third")
    editor.expect_text("first\nsecond\nthird")


def test_a_key_acts_where_the_caret_is_after_a_reconnection(
    editor: Editor, document: str, grace: BrowserContext
) -> None:
    other = Editor(grace, document)
    editor.page.context.set_offline(True)
    expect(editor.page.get_by_test_id("connection-banner")).to_be_visible()
    other.box.press("Control+Home")
    other.page.keyboard.type("before ")
    other.expect_saved()
    editor.page.context.set_offline(False)
    until(lambda: "before" in editor.text)
    editor.box.evaluate(MOVE_AND_PRESS, "second")
    editor.page.keyboard.type("third")
    for one in (editor, other):
        one.expect_text("before first\nsecond\nthird")
    other.page.close()
