"""What helps to get along in a long document: the outline, find and replace, the count of words."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.servers import Site, until

from .looks import look
from .people import Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]

CHAPTERS = ("Origins", "The engine", "Cards", "Bernoulli numbers", "What came of it")


@pytest.fixture
def document(site: Site, ada: BrowserContext) -> str:
    """Five chapters, each longer than a screen."""
    document = site.create("ada", "grace", title="Sketch of the Analytical Engine")
    body = "The engine weaves algebraical patterns just as the loom weaves flowers. " * 4
    writer = Editor(ada, document)
    writer.paste(
        "".join(
            f"<h{1 + at % 2}>{name}</h{1 + at % 2}>" + f"<p>{body}</p>" * 9
            for at, name in enumerate(CHAPTERS)
        )
    )
    writer.expect_saved()
    writer.page.close()
    return document


@pytest.fixture
def editor(ada: BrowserContext, document: str) -> Editor:
    editor = Editor(ada, document)
    expect(editor.box.get_by_role("heading")).to_have_count(len(CHAPTERS))
    return editor


def choose(page: Page, name: str) -> None:
    page.get_by_test_id("more").click()
    page.get_by_role("menu").locator(f"[data-choice={name}]").click()


def is_in_view(page: Page, heading: str) -> bool:
    box = page.get_by_role("heading", name=heading).bounding_box()
    return box is not None and 0 <= box["y"] <= 400


# -- the outline


def test_the_outline_leads_to_headings_and_follows(editor: Editor) -> None:
    page = editor.page
    choose(page, "outline")
    outline = page.get_by_role("navigation", name="Outline")
    expect(outline.get_by_role("listitem")).to_have_text(list(CHAPTERS))
    outline.get_by_role("button", name="Cards").click()
    until(lambda: is_in_view(page, "Cards"))
    look(page, "outline")
    page.mouse.move(700, 500)
    page.mouse.wheel(0, 20_000)
    last = outline.get_by_role("button", name=CHAPTERS[-1])
    expect(last).to_have_attribute("aria-current", "location")


def test_the_outline_works_by_keyboard_and_follows_what_is_written(
    editor: Editor, grace: BrowserContext, document: str
) -> None:
    page = editor.page
    editor.box.press("Control+Home")
    page.keyboard.press("Control+Alt+o")
    outline = page.get_by_role("navigation", name="Outline")
    expect(outline.get_by_role("button", name="Origins")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    until(lambda: is_in_view(page, "The engine"))
    other = Editor(grace, document)
    other.box.get_by_role("paragraph").last.click()
    other.paste("<p></p><h2>An appendix</h2><p></p>")
    expect(outline.get_by_role("listitem")).to_have_count(len(CHAPTERS) + 1)
    expect(outline.get_by_role("listitem").last).to_have_text("An appendix")
    page.keyboard.press("Escape")
    expect(outline).to_be_hidden()
    expect(editor.box).to_be_focused()


# -- find and replace


def test_find_goes_from_match_to_match(editor: Editor) -> None:
    page = editor.page
    editor.box.press("Control+Home")
    page.keyboard.press("Control+f")
    bar, count = page.get_by_role("search"), page.get_by_test_id("find-count")
    expect(bar.get_by_role("textbox", name="Find", exact=True)).to_be_focused()
    page.keyboard.type("bernoulli")
    expect(count).to_have_text("1 of 1")
    until(lambda: is_in_view(page, "Bernoulli numbers"))
    look(page, "find")
    bar.get_by_role("button", name="Match case").click()
    expect(count).to_have_text("No match")
    bar.get_by_role("button", name="Match case").click()
    bar.get_by_role("textbox", name="Find", exact=True).fill("loom")
    expect(count).to_have_text("1 of 180")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(count).to_have_text("3 of 180")
    page.keyboard.press("Shift+Enter")
    expect(count).to_have_text("2 of 180")
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(editor.box).to_be_focused()
    assert page.evaluate("getSelection().toString()") == "loom"
    assert editor.errors == []


def test_a_pattern_that_is_none_says_so(editor: Editor) -> None:
    page = editor.page
    page.keyboard.press("Control+f")
    bar = page.get_by_role("search")
    bar.get_by_role("button", name="Regular expression").click()
    bar.get_by_role("textbox", name="Find", exact=True).fill("(")
    expect(page.get_by_test_id("find-count")).to_have_text("Not a pattern")
    bar.get_by_role("textbox", name="Find", exact=True).fill(r"^The (\w+)")
    expect(page.get_by_test_id("find-count")).to_have_text("1 of 46")


def test_a_pattern_that_takes_for_ever_holds_up_nobody(editor: Editor) -> None:
    page = editor.page
    page.keyboard.press("Control+f")
    bar, note = page.get_by_role("search"), page.get_by_test_id("find-note")
    bar.get_by_role("button", name="Regular expression").click()
    searched = bar.get_by_role("textbox", name="Find", exact=True)
    searched.fill(r"^(\w+\s?)*;$")
    editor.write(" Written meanwhile.")
    expect(editor.box).to_contain_text("Written meanwhile.")
    expect(note).to_have_text(
        "This regular expression takes too long: the search was ended after 2 seconds."
        " Try a simpler one."
    )
    look(page, "pattern that takes for ever")
    searched.fill(r"written (\w+)")
    expect(page.get_by_test_id("find-count")).to_have_text("1 of 1")
    expect(note).to_be_empty()
    bar.get_by_role("textbox", name="Replace with").fill("$1 written")
    bar.get_by_role("button", name="Replace", exact=True).click()
    expect(editor.box).to_contain_text("meanwhile written.")
    editor.expect_saved()
    assert editor.errors == []


def test_replacing_all_is_one_step_and_others_see_it(
    site: Site, ada: BrowserContext, grace: BrowserContext
) -> None:
    document = site.create("ada", "grace")
    first, second = Editor(ada, document), Editor(grace, document)
    first.write("tea and tea, teapots")
    first.page.keyboard.press("Control+h")
    bar = first.page.get_by_role("search")
    bar.get_by_role("textbox", name="Find", exact=True).fill("tea")
    bar.get_by_role("button", name="Whole words").click()
    bar.get_by_role("textbox", name="Replace with").fill("coffee")
    bar.get_by_role("button", name="Replace all").click()
    second.expect_text("coffee and coffee, teapots")
    first.page.keyboard.press("Escape")
    first.page.keyboard.press("Control+z")
    second.expect_text("tea and tea, teapots")


# -- words


def test_words_are_counted_with_and_without_a_selection(editor: Editor) -> None:
    count = editor.page.get_by_test_id("word-count")
    expect(count.get_by_role("button")).to_have_text("1,990 words")
    editor.select("weaves algebraical patterns")
    expect(count.get_by_role("button")).to_have_text("3 of 1,990 words")
    count.get_by_role("button").click()
    expect(count).to_contain_text("Reading time")
    look(editor.page, "word count")
