"""Other people on the page: where they are, whether they are there, and going along with one."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.servers import Site, until

from .looks import look
from .people import ADA, GRACE, Editor, sign_in

FRESH = re.compile(r"\bis-fresh\b")

pytestmark = [pytest.mark.browser, pytest.mark.server]


@pytest.fixture
def document(site: Site, ada: BrowserContext) -> str:
    """Sixty lines, several screens."""
    document = site.create("ada", "grace", title="A long letter")
    writer = Editor(ada, document)
    writer.paste("".join(f"<p>Line {number} of the letter</p>" for number in range(60)))
    writer.expect_saved()
    writer.page.close()
    return document


@pytest.fixture
def first(ada: BrowserContext, document: str) -> Iterator[Editor]:
    editor = opened(ada, document)
    yield editor
    editor.page.close()


@pytest.fixture
def second(grace: BrowserContext, document: str) -> Iterator[Editor]:
    editor = opened(grace, document)
    yield editor
    editor.page.close()


def opened(context: BrowserContext, document: str) -> Editor:
    editor = Editor(context, document)
    expect(editor.box.get_by_role("paragraph")).to_have_count(60)
    return editor


def move(person: Editor, line: str, watcher: Editor) -> None:
    """Somebody goes to a line; returns once the other one has been shown it."""
    person.select(line)
    caret = watcher.carets
    expect(watcher.box.get_by_role("paragraph").filter(has=caret)).to_contain_text(line)


def in_view(page: Page, line: str) -> bool:
    box = page.get_by_text(line, exact=True).bounding_box()
    return box is not None and 100 <= box["y"] <= 700


def test_names_and_selections_step_back_after_a_rest(first: Editor, second: Editor) -> None:
    second.select("Line 3 of the letter")
    caret = first.carets.first
    expect(caret).to_contain_text(GRACE.name)
    expect(caret).to_have_class(FRESH)
    selected = first.box.locator(".selected-by-other").first
    expect(selected).to_have_class("selected-by-other")
    look(first.page, "selection of somebody else")
    expect(caret).not_to_have_class(FRESH, timeout=20_000)
    expect(selected).to_have_class("selected-by-other is-resting")
    second.select("Line 4 of the letter")
    expect(first.carets.first).to_have_class(FRESH)


def test_one_follows_a_person_until_one_types(first: Editor, second: Editor) -> None:
    page = first.page
    move(second, "Line 50 of the letter", first)
    assert not in_view(page, "Line 50 of the letter")
    grace = page.get_by_test_id("avatars").get_by_role("button", name=GRACE.name)
    grace.click()
    until(lambda: in_view(page, "Line 50 of the letter"))
    following = page.get_by_test_id("following")
    expect(following).to_contain_text(f"You follow {GRACE.name}")
    expect(grace).to_have_attribute("aria-pressed", "true")
    move(second, "Line 5 of the letter", first)
    until(lambda: in_view(page, "Line 5 of the letter"))
    look(page, "following")
    first.select("Line 5 of the letter")
    page.keyboard.press("ArrowRight")
    expect(following).to_be_hidden()
    move(second, "Line 55 of the letter", first)
    assert in_view(page, "Line 5 of the letter")


def test_following_ends_with_the_wheel_a_click_and_with_the_person(
    first: Editor, second: Editor
) -> None:
    page = first.page
    move(second, "Line 30 of the letter", first)
    grace = page.get_by_test_id("avatars").get_by_role("button", name=GRACE.name)
    following = page.get_by_test_id("following")
    grace.click()
    expect(following).to_be_visible()
    page.mouse.move(600, 400)
    page.mouse.wheel(0, 50)
    expect(following).to_be_hidden()
    grace.click()
    following.get_by_role("button", name="Stop").click()
    expect(following).to_be_hidden()
    grace.click()
    expect(following).to_be_visible()
    second.page.close()
    expect(following).to_be_hidden()


def test_who_has_no_caret_is_still_found_where_they_were(first: Editor, second: Editor) -> None:
    move(second, "Line 40 of the letter", first)
    second.page.get_by_test_id("title").focus()
    expect(first.carets).to_have_count(0)
    first.page.get_by_test_id("avatars").get_by_role("button", name=GRACE.name).click()
    until(lambda: in_view(first.page, "Line 40 of the letter"))


def test_who_rests_is_shown_as_away(site: Site, browser: Browser, first: Editor) -> None:
    document = first.page.url.rstrip("/").rpartition("/")[2]
    with sign_in(browser, site, GRACE) as context:
        page = context.new_page()
        page.clock.install()
        page.goto(f"/documents/{document}/")
        avatars = first.page.get_by_test_id("avatars")
        expect(avatars.get_by_role("button", name=GRACE.name, exact=True)).to_be_visible()
        page.clock.fast_forward("05:00")
        expect(avatars.get_by_role("button", name=f"{GRACE.name}, away")).to_be_visible()
        look(first.page, "somebody away")
        page.mouse.move(300, 300)
        expect(avatars.get_by_role("button", name=GRACE.name, exact=True)).to_be_visible()


def test_joining_and_leaving_is_said_politely(first: Editor, second: Editor) -> None:
    announcer = first.page.locator("#announcer")
    expect(announcer).to_have_attribute("aria-live", "polite")
    expect(announcer).to_have_text(f"{GRACE.name} joined.")
    people = first.page.get_by_test_id("avatars").get_by_role("button")
    expect(people).to_have_accessible_name(GRACE.name)
    second.page.close()
    expect(announcer).to_have_text(f"{GRACE.name} left.")
    assert ADA.name not in announcer.inner_text()
