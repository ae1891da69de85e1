"""Two people at two browsers, in one document."""

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.interop.python_client import opened
from tests.servers import Site, until
from tests.yjs import driver

from .people import ADA, GRACE, Editor, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.server]


FORCED = 4242
FORCE_CLIENT_ID = f"""{{
    const draw = Crypto.prototype.getRandomValues;
    let isForced = true;
    globalThis.letGo = () => {{
        isForced = false;
    }};
    Crypto.prototype.getRandomValues = function (values) {{
        const isNumber = values instanceof Uint32Array && values.length === 1;
        return isForced && isNumber ? values.fill({FORCED}) : draw.call(this, values);
    }};
}}"""
"""Every tab draws the same numbers until it is let go, its client id among them."""
DELETE_COPIES = """async () => {
    for (const { name } of await indexedDB.databases()) {
        await new Promise(resolve => {
            indexedDB.deleteDatabase(name).onsuccess = resolve;
        });
    }
}"""
CLAIMS = "SELECT client_id FROM collab_documents_clientauthor WHERE document_id = :document"


def words(name: str, count: int) -> list[str]:
    return [f"[{name} {number}]" for number in range(count)]


def test_both_type_at_the_same_time(site: Site, ada: BrowserContext, grace: BrowserContext) -> None:
    document = site.create("ada", "grace")
    first, second = Editor(ada, document), Editor(grace, document)
    for editor, name in ((first, "ada"), (second, "grace")):
        editor.type_on(words(name, 40))
    until(lambda: len(first.typed()) == len(second.typed()) == 40)
    for editor in (first, second):
        editor.expect_saved()
    until(lambda: first.text == second.text)
    for word in words("ada", 40) + words("grace", 40):
        assert first.text.count(word) == 1
    expect(first.carets).to_contain_text(GRACE.name)
    expect(second.carets).to_contain_text(ADA.name)
    text = first.text
    for editor in (first, second):
        editor.page.reload()
        editor.expect_saved()
        editor.expect_text(text)
    assert first.errors == second.errors == []


def test_edits_without_a_network_survive_a_closed_tab_and_come_in_once(
    site: Site, ada: BrowserContext, grace: BrowserContext
) -> None:
    document = site.create("ada", "grace")
    first, second = Editor(ada, document), Editor(grace, document)
    first.write("Before. ")
    first.expect_saved()
    until(lambda: second.text == first.text)
    ada.set_offline(True)
    first.write("Written without a network. ")
    expect(first.chip).to_have_attribute("data-state", "unsaved")
    until(lambda: first.kept_edits == len("Written without a network. "))
    second.write("Written meanwhile. ")
    second.expect_saved()
    first.page.close()
    ada.set_offline(False)
    again = Editor(ada, document)
    again.expect_saved()
    until(lambda: again.text == second.text)
    for sentence in ("Before. ", "Written without a network. ", "Written meanwhile. "):
        assert again.text.count(sentence) == 1
    assert site.content("ada", document, "text/plain").decode() == again.text


def test_two_tabs_forced_to_one_client_id_lose_nothing(
    site: Site, browser: Browser, ada: BrowserContext
) -> None:
    """No letter is at the same place in both: of two equal ones under one id nobody can tell."""
    document = site.create("ada")
    typed = [[f"{tab}{number:02}." for number in range(30)] for tab in ("x", "y")]
    with sign_in(browser, site, ADA) as context:
        context.add_init_script(FORCE_CLIENT_ID)
        tabs = [Editor(context, document) for _ in typed]
        for tab in tabs:
            tab.page.evaluate("letGo()")
        for tab, tokens in zip(tabs, typed, strict=True):
            tab.type_on(tokens, 5)
        until(lambda: all(len(tab.typed()) == 30 for tab in tabs))
        for tab in tabs:
            tab.expect_saved()
        until(lambda: tabs[0].text == tabs[1].text)
        text = tabs[0].text
    assert [text.count(token) for token in typed[0] + typed[1]] == [1] * 60
    Editor(ada, document).expect_text(text)
    assert (FORCED,) in site.query(CLAIMS, document=document.replace("-", ""))


def test_a_local_copy_that_another_tab_deletes_costs_no_edit(
    site: Site, ada: BrowserContext, grace: BrowserContext
) -> None:
    document = site.create("ada", "grace")
    first, second = Editor(ada, document), Editor(grace, document)
    first.write("Before. ")
    first.expect_saved()
    other = ada.new_page()
    other.goto("/")
    other.evaluate(DELETE_COPIES)
    first.write("After. ")
    second.expect_text("Before. After. ")
    second.write("And an answer.")
    first.expect_text("Before. After. And an answer.")
    first.expect_saved()


def test_the_list_shows_who_has_a_document_open(
    site: Site, ada: BrowserContext, grace: BrowserContext
) -> None:
    document = site.create("ada", "grace", title="Open now")
    editor = Editor(grace, document)
    page = ada.new_page()
    row = page.locator(f"[data-id='{document}']")

    def shown() -> bool:
        page.goto("/")
        return row.get_by_test_id("present").is_visible()

    until(shown)
    expect(row.get_by_test_id("present")).to_have_attribute("title", f"Open now: {GRACE.name}")
    editor.page.close()
    until(lambda: not shown())


def test_a_stock_client_and_a_script_write_with_a_browser(site: Site, ada: BrowserContext) -> None:
    document = site.create("ada", "grace")
    editor = Editor(ada, document)
    editor.write("From a browser. ")
    editor.expect_saved()
    with driver() as yjs, opened(site, document, "grace") as script:
        yjs.open("node", site, document, "grace", params={})
        yjs.edit("node", ("paragraph", "default", "From Node."))
        script.paragraph("From Python.")
        script.saved()
        assert yjs.saved("node")
        until(lambda: "From Node." in editor.text and "From Python." in editor.text)
        editor.write("And again from the browser.")
        editor.expect_saved()
        yjs.do("fence", client="node")
        assert "And again from the browser." in yjs.do(
            "read", client="node", root="default", **{"as": "xml"}
        )
