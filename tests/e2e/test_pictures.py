"""Pictures are pasted, dropped, seen by everybody in the document and by nobody else."""

from base64 import b64encode

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.content.pictures import picture
from tests.servers import Site, until

from .people import Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]

BRING = """(editor, [how, name, type, data, html]) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const brought = new DataTransfer();
    brought.items.add(new File([bytes], name, { type }));
    if (html) brought.setData('text/html', html);
    editor.focus();
    const { x, y } = editor.getBoundingClientRect();
    const event = how === 'paste'
        ? new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: brought })
        : new DragEvent('drop', {
            bubbles: true, cancelable: true, clientX: x + 5, clientY: y + 5, dataTransfer: brought,
        });
    editor.dispatchEvent(event);
}"""

LOADED = "image => image.complete && image.naturalWidth"


def bring(
    editor: Editor, how: str, data: bytes, *, type_: str = "image/png", html: str = ""
) -> None:
    """Paste or drop a file."""
    arguments = [how, "holiday.png", type_, b64encode(data).decode(), html]
    editor.box.evaluate(BRING, arguments)


@pytest.mark.parametrize("how", ["paste", "drop"])
def test_a_picture_is_seen_by_everybody_in_the_document(
    site: Site, ada: BrowserContext, grace: BrowserContext, alan: BrowserContext, how: str
) -> None:
    document = site.create("ada", "grace", title="Album")
    first, second = Editor(ada, document), Editor(grace, document)
    bring(first, how, picture(size=(640, 400)))
    shown = second.box.locator("img[src]")
    expect(shown).to_have_count(1)
    until(lambda: shown.evaluate(LOADED) == 640)
    first.expect_saved()
    address = str(shown.get_attribute("src"))
    assert address.startswith("/images/")
    assert grace.request.get(address).status == 200
    assert alan.request.get(address).status == 404
    expect(first.box.locator(".upload")).to_have_count(0)
    assert first.errors == second.errors == []


def test_what_is_no_picture_is_refused_with_a_reason(site: Site, ada: BrowserContext) -> None:
    editor = Editor(ada, site.create("ada", title="Album"))
    bring(editor, "paste", b"<svg onload='alert(1)'/>", type_="image/svg+xml")
    expect(editor.page.locator(".toast")).to_contain_text("PNG, JPEG, GIF or WebP")
    expect(editor.box.locator("img[src]")).to_have_count(0)
    expect(editor.box.locator(".upload")).to_have_count(0)


def test_of_text_with_its_picture_the_text_is_meant(site: Site, ada: BrowserContext) -> None:
    editor = Editor(ada, site.create("ada", title="Album"))
    bring(editor, "paste", picture(), html="<p>Quarterly figures</p>")
    editor.expect_text("Quarterly figures")
    expect(editor.box.locator("img[src]")).to_have_count(0)


def test_a_picture_stays_visible_where_it_is_copied_to(
    site: Site, ada: BrowserContext, grace: BrowserContext
) -> None:
    source = Editor(ada, site.create("ada", title="Album"))
    bring(source, "paste", picture(size=(320, 200)))
    address = str(source.box.locator("img[src]").get_attribute("src"))
    shared = site.create("ada", "grace", title="Shared")
    target, other = Editor(ada, shared), Editor(grace, shared)
    target.paste(f'<p>Look:</p><img src="{address}">')
    expect(other.box.locator("img[src]")).to_have_count(1)
    until(lambda: grace.request.get(address).status == 200)
