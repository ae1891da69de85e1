"""Everything that opens on the editor page, and how one opens it."""

from collections.abc import Callable

from playwright.sync_api import expect

from .people import Editor

TEXT = """
<h1>Songs</h1><p>We begin with a round, see <a href="https://example.org/">the book</a>.</p>
<ul><li><p>one</p></li></ul>
<ul data-type="taskList"><li data-type="taskItem" data-checked="true"><p>done</p></li></ul>
<blockquote><p>A quote.</p></blockquote>
<div data-type="callout" data-kind="warning"><p>Mind the tempo.</p></div>
<pre><code class="language-python">print("la")  # sing</code></pre>
<table><tbody><tr><th><p>Day</p></th></tr><tr><td><p>Tuesday</p></td></tr></tbody></table>
<p>The end.</p>
"""


def _press(*keys: str) -> Callable[[Editor], None]:
    def press(editor: Editor) -> None:
        editor.select("a round")
        for key in keys:
            editor.page.keyboard.press(key)

    return press


def _click(name: str) -> Callable[[Editor], None]:
    return lambda editor: editor.page.get_by_test_id(name).click()


def _choose(choice: str) -> Callable[[Editor], None]:
    def choose(editor: Editor) -> None:
        editor.page.get_by_test_id("more").click()
        editor.page.locator(f"[data-choice={choice}]").click()

    return choose


def _tool(name: str) -> Callable[[Editor], None]:
    def use(editor: Editor) -> None:
        editor.box.press("Control+End")
        editor.page.get_by_role("toolbar", name="Formatting").locator(f"[data-tool={name}]").click()

    return use


def _new_link(editor: Editor) -> None:
    editor.page.get_by_test_id("share").click()
    editor.page.get_by_role("button", name="New link").click()


def _comment(editor: Editor) -> None:
    editor.select("a round")
    editor.page.keyboard.press("Control+Alt+m")
    expect(editor.page.get_by_role("textbox", name="Comment")).to_be_focused()
    editor.page.keyboard.type("Which one?")
    editor.page.keyboard.press("Control+Enter")
    expect(editor.page.get_by_test_id("thread").first).to_be_visible()


def _version(editor: Editor) -> None:
    editor.page.get_by_test_id("history").click()
    editor.page.locator(".version").last.click()
    expect(editor.page.get_by_test_id("version-preview")).to_be_visible()


def _compare(editor: Editor) -> None:
    _version(editor)
    editor.page.get_by_test_id("changes").click()
    expect(editor.page.get_by_test_id("version-preview")).to_contain_text("Changes since")


def _restore(editor: Editor) -> None:
    _version(editor)
    editor.page.get_by_test_id("restore").click()


def _slash(editor: Editor) -> None:
    editor.write("\n/")


def _formula(editor: Editor) -> None:
    editor.write("\n$$ ")


def _find(editor: Editor) -> None:
    _press("Control+f")(editor)
    expect(editor.page.get_by_test_id("find-bar").get_by_role("textbox").first).to_be_focused()
    editor.page.keyboard.type("round")


def _offline(editor: Editor) -> None:
    editor.page.context.set_offline(True)
    expect(editor.page.get_by_test_id("connection-banner")).to_be_visible()


def _count(editor: Editor) -> None:
    editor.page.get_by_test_id("word-count").get_by_role("button").click()


def _account(editor: Editor) -> None:
    editor.page.locator(".account > summary").click()


OPENED: dict[str, tuple[Callable[[Editor], None], str]] = {
    "bubble menu": (_press(), "[data-testid=bubble]"),
    "link popover": (_press("Control+k"), "[data-testid=link-popover]"),
    "slash menu": (_slash, ".slash-menu"),
    "switcher": (lambda editor: editor.page.keyboard.press("Control+k"), "dialog.switcher"),
    "image": (_tool("image"), "dialog[open]"),
    "formula": (_formula, "dialog[open]"),
    "find bar": (_find, "[data-testid=find-bar]"),
    "outline": (_choose("outline"), "[data-testid=outline]"),
    "export": (_choose("export"), "dialog[open]"),
    "shortcuts": (_choose("shortcuts"), "dialog[open]"),
    "menu": (_click("more"), ".bar-menu"),
    "account": (_account, ".account > .menu"),
    "save chip": (_click("save-chip"), ".chip-popover"),
    "word count": (_count, ".count-detail"),
    "share": (_click("share"), "[data-testid=access]"),
    "new link": (_new_link, ".share-new-link"),
    "comment": (_comment, "[data-testid=thread]"),
    "comments": (_click("comments"), "[data-testid=comments-panel]"),
    "versions": (_click("history"), ".version"),
    "version": (_version, "[data-testid=version-preview]"),
    "comparison": (_compare, "[data-testid=version-preview]"),
    "restore": (_restore, "dialog[open]"),
    "offline": (_offline, "[data-testid=connection-banner]"),
}
"""By what one does, and what is seen then."""
