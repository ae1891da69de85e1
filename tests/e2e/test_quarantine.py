"""What is stored of a document is damaged while somebody writes in it."""

import sqlite3
from contextlib import closing
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.servers import Site

from .people import Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]

DAMAGE = "UPDATE collab_documents_document SET quarantine = quarantine + 1 WHERE id = ?"
"""As the server does when a row does not read: it is all that rooms look at."""


def turn(site: Site, document: str) -> None:
    """Begin the quarantine of a document, or end it."""
    with closing(sqlite3.connect(site.folder / "collab.sqlite3", timeout=20)) as database:
        assert database.execute(DAMAGE, (UUID(document).hex,)).rowcount == 1
        database.commit()


def test_the_page_says_so_keeps_what_is_typed_and_goes_on(site: Site, ada: BrowserContext) -> None:
    document = site.create("ada")
    editor = Editor(ada, document)
    editor.write("Saved. ")
    editor.expect_saved()
    turn(site, document)
    banner = editor.page.locator("#connection-banner")
    expect(banner).to_contain_text("This document is damaged on the server.", timeout=30_000)
    editor.write("Kept.")
    expect(banner).to_contain_text("of yours are only on this device")
    expect(editor.chip).to_have_attribute("data-state", "unsaved")
    banner.get_by_role("button", name="Copy the text").click()
    expect(editor.page.get_by_label("Text to copy")).to_have_value("Kept.")
    editor.page.keyboard.press("Escape")
    turn(site, document)
    expect(banner).to_be_hidden(timeout=30_000)
    editor.expect_saved()
    assert site.content("ada", document, "text/plain").decode() == "Saved. Kept."
    assert editor.errors == []
