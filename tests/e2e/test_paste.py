"""What other programs put on the clipboard arrives as what it means, and as nothing else."""

import json

import pytest
from playwright.sync_api import BrowserContext, expect

from documents.content.fitting import fit
from documents.content.html_reading import read_html
from documents.content.markdown import to_markdown
from documents.content.schema import check
from tests.content.golden import FIXTURES
from tests.servers import Site

from .people import PASTE_TEXT, Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]

WORD = """\
# Release plan

## What we ship

Read the **numbers** *first*, see [the plan](https://example.org/plan).

- Live editing
  - for **everybody**
- Versions

1. Write
2. Announce

> Trust is earned.

<table><tbody><tr><td colspan="2"><p><strong>Team</strong></p></td></tr>\
<tr><td><p>Ada</p></td><td><p></p></td></tr></tbody></table>
"""
GOOGLE = """\
# Release plan

Read the **numbers** *first*, see [the plan](https://example.org/plan), m<sup>2</sup>

- Live editing
  - for everybody
- Versions

1. Write

- [x] Invite

<table><tbody><tr><td><p><strong>Team</strong></p></td><td><p>Ada</p></td></tr></tbody></table>
"""
MARKDOWN = """\
# One

Some **words** and [a link](https://example.org).

- [x] done
- [ ] open

```py
x = 1
```

| a | b |
| --- | --- |
| c | d |
"""


def clipboard(name: str) -> str:
    return (FIXTURES / "clipboard" / f"{name}.html").read_text()


def kept(site: Site, editor: Editor, document: str) -> str:
    """What the server holds, once it is what the editor shows."""
    editor.expect_saved()
    tree = json.loads(site.content("ada", document, "application/json"))
    check(tree)
    return to_markdown(fit(tree))


@pytest.mark.parametrize(("program", "markdown"), [("word", WORD), ("googleDocs", GOOGLE)])
def test_office_programs(site: Site, ada: BrowserContext, program: str, markdown: str) -> None:
    document = site.create("ada", title=program)
    editor = Editor(ada, document)
    editor.paste(clipboard(program))
    expect(editor.box.locator("table")).to_be_visible()
    assert kept(site, editor, document).removesuffix("\n&nbsp;\n") == markdown
    assert editor.errors == []


def test_markdown_text(site: Site, ada: BrowserContext) -> None:
    document = site.create("ada")
    editor = Editor(ada, document)
    editor.box.evaluate(PASTE_TEXT, MARKDOWN)
    expect(editor.box.locator("table")).to_be_visible()
    assert kept(site, editor, document) == MARKDOWN


def test_plain_text_stays_plain(site: Site, ada: BrowserContext) -> None:
    editor = Editor(ada, site.create("ada"))
    editor.box.evaluate(PASTE_TEXT, "Not a #heading\nnor 3 < 4")
    editor.expect_text("Not a #heading\nnor 3 < 4")


def test_markdown_in_code_and_with_shift_stays_as_it_is(site: Site, ada: BrowserContext) -> None:
    editor = Editor(ada, site.create("ada"))
    editor.page.keyboard.press("Shift")
    editor.box.press("Shift")
    editor.box.evaluate(PASTE_TEXT, "# One")
    editor.expect_text("# One")


def test_browser_and_server_allow_the_same(site: Site, ada: BrowserContext) -> None:
    document = site.create("ada")
    editor = Editor(ada, document)
    editor.paste(clipboard("hostile"))
    expect(editor.box).to_contain_text("four five")
    by_server = to_markdown(fit(read_html(clipboard("hostile"))))
    assert kept(site, editor, document) == by_server
    assert "javascript" not in by_server
    assert "alert" not in by_server
