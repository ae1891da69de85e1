"""Files come in by a button or by dropping them, and go out as files again."""

from base64 import b64encode

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.content.files import archive, word
from tests.content.long_markdown import long_markdown
from tests.content.pictures import picture
from tests.servers import Site

from .looks import look
from .people import Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]

DRAG = """([kind, name, data]) => {
    const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name));
    const how = { bubbles: true, cancelable: true, dataTransfer };
    document.querySelector('main').dispatchEvent(new DragEvent(kind, how));
}"""


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    """Choose files with the button of the list."""
    with page.expect_file_chooser() as chooser:
        page.get_by_test_id("import").click()
    chosen = [{"name": n, "mimeType": "", "buffer": data} for n, data in files]
    chooser.value.set_files(chosen)  # type: ignore[arg-type] # of this shape


def drag(page: Page, kind: str, name: str, data: bytes) -> None:
    """Drag a file over the page, or drop it."""
    page.evaluate(DRAG, [kind, name, b64encode(data).decode()])


def titled(page: Page, title: str) -> str:
    """The id of the document in the list."""
    row = page.get_by_test_id("document").filter(has=page.get_by_role("link", name=title))
    expect(row).to_have_count(1)
    return str(row.get_attribute("data-id"))


def test_a_word_document_is_imported_by_the_button(site: Site, ada: BrowserContext) -> None:
    page = ada.new_page()
    page.goto("/")
    choose(page, ("Report.docx", word()), ("Broken.docx", b"no"))
    expect(page.locator(".note")).to_have_count(2)
    expect(page.locator(".note").first).to_have_text("“Report” was imported.")
    look(page, "imported")
    editor = Editor(ada, titled(page, "Report"))
    expect(editor.box.get_by_role("heading", name="What we ship")).to_be_visible()
    expect(editor.box.locator("ul li")).to_have_text(["one", "two"])
    expect(editor.box.locator("strong")).to_have_text("slowly")
    image = editor.box.locator("img")
    assert ada.request.get(str(image.get_attribute("src"))).status == 200
    assert editor.errors == []


def test_an_archive_is_imported_by_dropping_it(site: Site, ada: BrowserContext) -> None:
    files: dict[str, bytes | str] = {
        "Home.md": "[The guide](guides/Setup.md)\n\n![](a.png)\n",
        "guides/Setup.md": "How to set it up\n",
        "a.png": picture(),
    }
    page = ada.new_page()
    page.goto("/")
    drag(page, "dragover", "wiki.zip", b"")
    expect(page.get_by_text("Drop files to import them")).to_be_visible()
    look(page, "dropping")
    drag(page, "drop", "wiki.zip", archive(files))
    expect(page.locator(".note")).to_have_text("2 documents were imported from “wiki.zip”.")
    guide = titled(page, "guides / Setup")
    editor = Editor(ada, titled(page, "Home"))
    link = editor.box.get_by_role("link", name="The guide")
    expect(link).to_have_attribute("href", f"/documents/{guide}/")


def test_the_form_works_without_a_script(site: Site, ada: BrowserContext) -> None:
    page = ada.new_page()
    page.goto("/import/")
    look(page, "import form")
    file = {"name": "Plain.md", "mimeType": "", "buffer": b"# One"}
    page.get_by_label("Files").set_input_files(file)  # type: ignore[arg-type] # of this shape
    page.get_by_role("button", name="Import").click()
    expect(page.locator(".note")).to_have_text("“Plain” was imported.")


def test_a_document_goes_out_by_the_menu(site: Site, ada: BrowserContext) -> None:
    document = site.create("ada", title="Büro: plan")
    editor = Editor(ada, document)
    editor.write("Some words")
    editor.expect_saved()
    editor.page.get_by_test_id("more").click()
    editor.page.get_by_role("menuitem", name="Export…").click()
    dialog = editor.page.get_by_role("dialog", name="Export")
    expect(dialog.get_by_role("link")).to_have_count(6)
    look(editor.page, "export dialog")
    with editor.page.expect_download() as download:
        dialog.get_by_role("link", name="Markdown").click()
    assert download.value.suggested_filename == "Büro- plan.md"
    assert download.value.path().read_text() == "Some words\n"
    expect(dialog).to_have_count(0)
    expect(editor.box).to_be_visible()


def test_a_row_of_the_list_leads_to_files(site: Site, ada: BrowserContext) -> None:
    site.create("ada", title="Minutes")
    page = ada.new_page()
    page.goto("/?search=Minutes")
    page.get_by_label("What to do with “Minutes”").click()
    page.get_by_role("link", name="Export…").click()
    look(page, "export page")
    with page.expect_download() as download:
        page.get_by_role("link", name="Word A .docx file").click()
    assert download.value.suggested_filename == "Minutes.docx"
    assert download.value.path().read_bytes().startswith(b"PK")


def test_everything_goes_out_by_the_account_menu(site: Site, ada: BrowserContext) -> None:
    page = ada.new_page()
    page.goto("/")
    page.get_by_label("account of").click()
    with page.expect_download() as download:
        page.get_by_test_id("export-all").click()
    assert download.value.suggested_filename.endswith(".zip")


def test_a_long_report_comes_in_opens_and_goes_out_the_same(
    site: Site, ada: BrowserContext
) -> None:
    text = long_markdown(300_000)
    page = ada.new_page()
    page.goto("/")
    choose(page, ("Long report.md", text.encode()))
    expect(page.locator(".note")).to_have_text("“Long report” was imported.", timeout=60_000)
    document = titled(page, "Long report")
    editor = Editor(ada, document)
    expect(editor.box.get_by_text("The end.")).to_be_attached(timeout=60_000)
    editor.page.goto(f"/documents/{document}/export/")
    with editor.page.expect_download(timeout=60_000) as download:
        editor.page.get_by_role("link", name="Markdown").click()
    assert download.value.path().read_text() == text
    assert editor.errors == []
