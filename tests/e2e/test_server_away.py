"""The server is killed while two people type in their browsers."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.servers import Site, until

from .people import Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]


def words(name: str) -> list[str]:
    return [f"⟦{name}-{number:04}⟧" for number in range(2000)]


def test_the_chip_tells_the_truth_and_nothing_is_lost(
    site: Site, ada: BrowserContext, grace: BrowserContext
) -> None:
    document = site.create("ada", "grace")
    editors = [Editor(ada, document), Editor(grace, document)]
    for editor, name in zip(editors, ("ada", "grace"), strict=True):
        editor.type_on(words(name), 25)
    until(lambda: min(len(editor.typed()) for editor in editors) >= 20)
    site.kill()
    for editor in editors:
        expect(editor.chip).to_have_attribute("data-state", "unsaved")
    seen = [len(editor.typed()) for editor in editors]
    until(lambda: all(len(e.typed()) >= n + 10 for e, n in zip(editors, seen, strict=True)))
    for editor in editors:
        expect(editor.chip).to_have_attribute("data-state", "unsaved")
    site.start()
    typed = [word for editor in editors for word in editor.stop_typing()]
    for editor in editors:
        editor.expect_saved()
    until(lambda: editors[0].text == editors[1].text)
    text = editors[0].text
    assert [word for word in typed if text.count(word) != 1] == []
    assert site.content("ada", document, "text/plain").decode() == text
    assert [editor.errors for editor in editors] == [[], []]
