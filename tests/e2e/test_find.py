"""People find their documents: by searching, by places and stars, and by keyboard."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.servers import Site

from .looks import look

pytestmark = [pytest.mark.browser, pytest.mark.server]

EDITOR = re.compile(r"/documents/[0-9a-f-]{36}/")


@pytest.fixture(scope="module")
def shelf(site: Site) -> dict[str, str]:
    """Documents of Ada, and one that Grace shares with her."""
    made = {title: site.create("ada", title=title) for title in ("Garden", "Groceries", "Travel")}
    return made | {"Budget": site.create("grace", "ada", title="Budget")}


@pytest.fixture
def page(shelf: dict[str, str], ada: BrowserContext) -> Iterator[Page]:
    page = ada.new_page()
    page.goto("/")
    yield page
    page.close()


def titles(page: Page) -> list[str]:
    found: list[str] = page.locator(".document-title").all_inner_texts()
    return sorted(found)


def row(page: Page, title: str) -> Locator:
    return page.get_by_test_id("document").filter(has_text=title)


def go(page: Page, place: str) -> None:
    page.get_by_role("navigation", name="Documents").get_by_role("link", name=place).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(place)


def choose(page: Page, title: str, what: str) -> None:
    """Something from the menu of a row."""
    row(page, title).locator(".row-menu summary").click()
    row(page, title).get_by_role("button", name=what).click()


def test_a_document_from_a_template_is_found_by_its_text(page: Page) -> None:
    page.get_by_test_id("starters").click()
    page.get_by_role("button", name="Meeting notes").click()
    page.wait_for_url(EDITOR)
    page.goto("/")
    page.get_by_test_id("search").fill("decisions")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Search results")).to_be_visible()
    expect(page.get_by_test_id("document")).to_have_count(1)
    found = page.locator(".document-excerpt mark").first
    expect(found).to_have_text(re.compile("decisions", re.IGNORECASE))
    look(page, "search results")
    page.get_by_test_id("search").fill("nowhere-to-be-found")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()


def test_places_show_what_is_whose(page: Page) -> None:
    go(page, "Shared with me")
    assert titles(page) == ["Budget"]
    go(page, "My documents")
    assert "Budget" not in titles(page)
    assert {"Garden", "Groceries", "Travel"} <= set(titles(page))


def test_a_star_puts_it_where_it_is_needed(page: Page) -> None:
    star = row(page, "Travel").get_by_test_id("star")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    go(page, "Starred")
    assert titles(page) == ["Travel"]
    look(page, "starred")
    row(page, "Travel").get_by_test_id("star").click()
    expect(page.get_by_role("heading", name="No stars yet")).to_be_visible()


def test_a_copy_is_opened_and_thrown_away_and_comes_back(page: Page) -> None:
    choose(page, "Garden", "Make a copy")
    page.wait_for_url(EDITOR)
    page.goto("/")
    choose(page, "Copy of Garden", "Move to the trash")
    expect(row(page, "Copy of Garden")).to_have_count(0)
    go(page, "Trash")
    assert titles(page) == ["Copy of Garden"]
    look(page, "trash")
    row(page, "Copy of Garden").get_by_role("button", name="Recover").click()
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()
    page.goto("/")
    expect(row(page, "Copy of Garden")).to_have_count(1)


def test_the_quick_switcher_needs_no_mouse(page: Page, shelf: dict[str, str]) -> None:
    page.goto("/accounts/profile/")
    page.keyboard.press("Control+k")
    switcher = page.get_by_test_id("switcher")
    field = switcher.get_by_role("combobox")
    expect(field).to_be_focused()
    page.keyboard.type("groc")
    options = switcher.get_by_role("option")
    expect(options).to_have_count(1)
    expect(options.first).to_contain_text("Groceries")
    look(page, "quick switcher")
    page.keyboard.press("Escape")
    expect(switcher).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    page.keyboard.type("travel")
    expect(options).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/documents/{shelf['Travel']}/")
