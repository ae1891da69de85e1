"""Pictures are pasted, dropped, seen by everybody in the document and by nobody else."""

from base64 import b64encode

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.content.pictures import picture
from tests.servers import Site, until

from .looks import look
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


def choose_picture(editor: Editor, description: str) -> Locator:
    """Add a picture of 400 pixels by its form; answers it as it is shown."""
    page = editor.page
    editor.box.click()
    page.keyboard.type("/image")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Image")
    with page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name="Choose a file").click()
    file = {"name": "holiday.png", "mimeType": "image/png", "buffer": picture(size=(400, 300))}
    chooser.value.set_files(file)  # type: ignore[arg-type] # of this shape
    expect(dialog.get_by_text("holiday.png")).to_be_visible()
    dialog.get_by_label("Description").fill(description)
    look(page, "image form")
    dialog.get_by_role("button", name="Add the image").click()
    image = editor.box.get_by_role("img", name=description)
    until(lambda: image.evaluate(LOADED) == 400)
    return image


def test_a_picture_is_chosen_described_and_resized_by_keyboard(
    site: Site, ada: BrowserContext
) -> None:
    document = site.create("ada", title="Chosen")
    editor = Editor(ada, document)
    image = choose_picture(editor, "A beach")
    image.click()
    handle = editor.page.get_by_test_id("picture-handle")
    expect(handle).to_be_visible()
    look(editor.page, "image selected")
    editor.page.keyboard.press("Tab")
    expect(handle).to_be_focused()
    editor.page.keyboard.press("Shift+ArrowLeft")
    editor.page.keyboard.press("ArrowLeft")
    expect(image).to_have_attribute("width", "340")
    expect(handle).to_have_attribute("aria-valuenow", "340")
    editor.page.keyboard.press("Escape")
    expect(editor.box).to_be_focused()
    editor.expect_saved()
    markdown = site.content("ada", document, "text/markdown").decode()
    assert 'alt="A beach" width="340"' in markdown
    assert editor.errors == []


def test_a_picture_is_resized_by_dragging_its_edge(site: Site, ada: BrowserContext) -> None:
    editor = Editor(ada, site.create("ada"))
    image = choose_picture(editor, "A hill")
    image.click()
    box = editor.page.get_by_test_id("picture-handle").bounding_box()
    assert box is not None
    mouse = editor.page.mouse
    across, down = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(across, down)
    mouse.down()
    mouse.move(across - 100, down, steps=5)
    mouse.up()
    expect(image).to_have_attribute("width", "300")
    assert editor.errors == []
