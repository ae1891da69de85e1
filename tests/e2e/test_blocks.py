"""Blocks that are more than lines: written by one person, seen by another, kept by the server."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.servers import Site, until

from .looks import PICTURES, look
from .people import Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]


EVERYTHING = """\
The engine reads **cards**, as [@Grace Hopper](mention:2) wrote. Water is H<sub>2</sub>O, and
$e^{i\\pi} + 1 = 0$ holds in a line.

> [!NOTE]
> A note says what is good to know.

> [!TIP]
> A tip makes work easier.
>
> - With a list in it

> [!WARNING]
> A warning asks for care.

> [!CAUTION]
> Danger says what must not happen.

<details>
<summary>Why it works</summary>

Because of the cards.

</details>

```python
def fibonacci(n: int) -> int:
    \"\"\"The n-th number.\"\"\"
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)  # slow
```

$$
\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}
$$

<p align="center">In the middle</p>
"""
PLANT_MARKDOWN = """
from uuid import UUID
from documents.content import jobs
from documents.store import log
log.append(UUID({document!r}), jobs.build({text!r}, 99), "system")
"""
PLANT = """
from uuid import UUID
from documents.content.planting import plant
from documents.store import log
log.append(UUID({document!r}), plant({tree!r}, 99), "system")
"""
ACTIVE = """editor => [...editor.querySelectorAll('*')].filter(element =>
    element.matches('script, iframe, object, embed, [style*=position]')
    || [...element.attributes].some(({ name, value }) =>
        name.startsWith('on') || /^(href|src)$/.test(name) && /^javascript:|^x$/.test(value))
).map(element => element.outerHTML)"""
SCRIPT = '"><img src=x onerror=alert(1)>'
HOSTILE = {
    "type": "doc",
    "content": [
        {
            "type": "paragraph",
            "attrs": {"textAlign": ["script", {"src": "//evil"}]},
            "content": [
                {"type": "text", "text": "harmless"},
                {"type": "inlineMath", "attrs": {"latex": "\\href{javascript:alert(1)}{x}"}},
                {"type": "mention", "attrs": {"id": SCRIPT, "label": SCRIPT}},
            ],
        },
        {"type": "callout", "attrs": {"kind": SCRIPT}, "content": [{"type": "paragraph"}]},
        {"type": "codeBlock", "attrs": {"language": SCRIPT}},
        {"type": "blockMath", "attrs": {"latex": "\\htmlData{onclick=alert(1)}{x}"}},
        {"type": "image", "attrs": {"src": "javascript:alert(1)", "align": SCRIPT}},
    ],
}


@pytest.fixture
def document(site: Site) -> str:
    return site.create("ada", "grace", title="How the engine works")


@pytest.fixture
def editor(ada: BrowserContext, document: str) -> Editor:
    return Editor(ada, document)


def block(editor: Editor, name: str) -> None:
    """Choose a block from the menu beside a slash, on a line of its own."""
    editor.page.keyboard.type(f"/{name}")
    expect(editor.page.get_by_role("option", name=name, exact=True)).to_be_visible()
    editor.page.get_by_role("option", name=name, exact=True).click()


def leave(editor: Editor) -> None:
    """Go on below a block that Enter does not leave."""
    editor.page.keyboard.press("ArrowDown")
    editor.page.keyboard.press("ArrowDown")


def markdown(site: Site, document: str) -> str:
    return site.content("ada", document, "text/markdown").decode()


def expect_markdown(site: Site, document: str, text: str) -> None:
    until(lambda: text in markdown(site, document))


def watched(page: Page) -> list[str]:
    """What the page's content security policy refuses from now on."""
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)
    return refused


def test_all_of_them_are_calm_to_look_at(site: Site, ada: BrowserContext, document: str) -> None:
    code = PLANT_MARKDOWN.format(document=document, text=EVERYTHING)
    site.manage("shell", "-v", "0", "-c", code)
    editor = Editor(ada, document)
    expect(editor.box.locator("math")).to_have_count(2)
    expect(editor.box.locator(".hljs-keyword").first).to_be_visible()
    editor.page.get_by_role("button", name="Show the details").click()
    look(editor.page, "blocks")
    editor.page.screenshot(path=PICTURES / "blocks-whole.png", full_page=True)
    assert markdown(site, document) == EVERYTHING.replace("and\n$e", "and $e")
    assert editor.errors == []


def test_a_callout_has_a_kind_that_everybody_sees_change(
    site: Site, editor: Editor, grace: BrowserContext, document: str
) -> None:
    editor.box.click()
    block(editor, "Warning")
    editor.page.keyboard.type("Mind the cards")
    expect_markdown(site, document, "> [!WARNING]\n> Mind the cards\n")
    other = Editor(grace, document)
    expect(other.box.get_by_role("note", name="Warning")).to_contain_text("Mind the cards")
    editor.page.get_by_label("Kind of callout").select_option("tip")
    expect(other.box.get_by_role("note", name="Tip")).to_contain_text("Mind the cards")
    expect_markdown(site, document, "> [!TIP]")
    assert editor.errors == other.errors == []


def test_details_open_and_close(site: Site, editor: Editor, document: str) -> None:
    editor.box.click()
    block(editor, "Details")
    editor.page.keyboard.type("Why it works")
    editor.page.get_by_role("button", name="Show the details").click()
    editor.box.locator("[data-type=detailsContent] p").click()
    editor.page.keyboard.type("Because of the cards")
    editor.page.get_by_role("button", name="Hide the details").click()
    expect(editor.box.get_by_text("Because of the cards")).to_be_hidden()
    expect_markdown(
        site,
        document,
        "<details>\n<summary>Why it works</summary>\n\nBecause of the cards\n\n</details>",
    )


def test_code_is_coloured_in_the_language_that_is_chosen(
    site: Site, editor: Editor, document: str
) -> None:
    editor.box.click()
    block(editor, "Code block")
    editor.page.keyboard.type("def run(): return 'cards'")
    expect(editor.box.locator(".hljs-keyword")).to_have_count(0)
    editor.page.get_by_label("Language of the code").select_option("python")
    expect(editor.box.locator(".hljs-keyword").first).to_have_text("def")
    expect(editor.box.locator(".hljs-string")).to_have_text("'cards'")
    expect_markdown(site, document, "```python\ndef run(): return 'cards'\n```")


def test_formulas_are_laid_out_and_changed(site: Site, editor: Editor, document: str) -> None:
    refused = watched(editor.page)
    editor.write("Since $a^2 + b^2$ and it costs $5 and $6 ")
    expect(editor.box.locator("span.formula math")).to_have_count(1)
    editor.page.keyboard.press("Enter")
    block(editor, "Formula")
    source = editor.page.get_by_label("Formula in TeX")
    source.fill("\\frac{a}")
    expect(editor.page.get_by_role("status").filter(has_text="Expected")).to_be_visible()
    source.fill("\\frac{a}{b}")
    expect(editor.page.locator(".formula-preview mfrac")).to_be_visible()
    look(editor.page, "formula form")
    editor.page.get_by_role("button", name="Add the formula").click()
    expect(editor.box.locator("div.formula mfrac")).to_be_visible()
    editor.box.locator("div.formula").dblclick()
    source.fill("\\sqrt{2}")
    editor.page.get_by_role("button", name="Change the formula").click()
    expect(editor.box.locator("div.formula msqrt")).to_be_visible()
    expect_markdown(site, document, "Since $a^2 + b^2$ and it costs $5 and $6")
    expect_markdown(site, document, "$$\n\\sqrt{2}\n$$")
    assert refused == editor.errors == []


def test_an_image_has_a_size_and_a_place(site: Site, editor: Editor, document: str) -> None:
    editor.box.click()
    block(editor, "Image")
    editor.page.get_by_label("Address of the image").fill(
        f"{site.url}/static/collab_documents/favicon.svg"
    )
    editor.page.get_by_label("Description").fill("A leaf")
    editor.page.locator("select[name=width]").select_option("240")
    editor.page.get_by_label("Place").select_option("center")
    editor.page.get_by_role("button", name="Add the image").click()
    image = editor.box.get_by_role("img", name="A leaf")
    expect(image).to_have_attribute("width", "240")
    image.click()
    editor.page.get_by_role("toolbar", name="Formatting").get_by_role(
        "button", name="Image"
    ).click()
    expect(editor.page.get_by_label("Description")).to_have_value("A leaf")
    editor.page.locator("select[name=width]").select_option("480")
    editor.page.get_by_role("button", name="Change the image").click()
    expect(image).to_have_attribute("width", "480")
    expect_markdown(site, document, 'alt="A leaf" width="480" align="center">')


def test_lines_are_aligned(site: Site, editor: Editor, document: str) -> None:
    editor.write("In the middle")
    editor.page.keyboard.press("Control+Shift+E")
    expect(editor.box.get_by_text("In the middle")).to_have_attribute("align", "center")
    expect_markdown(site, document, '<p align="center">In the middle</p>')


def test_what_past_an_editor_reached_a_document_does_nothing(
    site: Site, ada: BrowserContext, document: str
) -> None:
    page = ada.new_page()
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    site.manage("shell", "-v", "0", "-c", PLANT.format(document=document, tree=HOSTILE))
    page.goto(f"/documents/{document}/")
    expect(page.get_by_test_id("editor")).to_contain_text("harmless")
    assert asked == []
    assert page.get_by_test_id("editor").evaluate(ACTIVE) == []
