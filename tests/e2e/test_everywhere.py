"""Everybody can use every page: axe-core has nothing against any, in light and in dark."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.servers import Site, running

from . import people
from .everywhere import NO_PAGES, PAGES, furnished, names
from .looks import settle, violations
from .opened import OPENED, TEXT
from .people import ADA, GRACE, Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with every kind of page: mail, signing up, and no administrator yet."""
    post = tmp_path_factory.mktemp("post")
    variables = {"EMAIL_URL": f"filemail://{post}", "COLLAB_SIGN_UP": "on"}
    with running(tmp_path_factory.mktemp("site"), Site, **variables) as site:
        people.make(site, (ADA, GRACE))
        yield site


@pytest.fixture(scope="module")
def places(site: Site) -> dict[str, str]:
    return furnished(site)


@pytest.fixture
def nobody(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A browser in which nobody is signed in."""
    with browser.new_context(base_url=site.url) as context:
        yield context


def test_no_address_is_forgotten() -> None:
    visited = {name.partition(" ")[0] for name in PAGES}
    assert names() - visited - NO_PAGES == set()
    assert names() >= NO_PAGES
    assert visited & NO_PAGES == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everybody(
    name: str, places: dict[str, str], request: pytest.FixtureRequest
) -> None:
    who, path, then = PAGES[name]
    context: BrowserContext = request.getfixturevalue(who)
    page = context.new_page()

    def failed(route: Route) -> None:
        kind = Path(route.request.url).name
        route.fulfill(body=places[kind], content_type="text/html")

    page.route("**/failed/*", failed)
    page.goto(path.format(**places))
    if then is not None:
        then(page)
    assert violations_in_both_themes(page) == []
    page.close()


@pytest.fixture(scope="module")
def written(site: Site, ada: BrowserContext) -> str:
    """A document with something of everything, a version of it and more since."""
    document = site.create("ada", title="Minutes of the choir")
    editor = Editor(ada, document)
    editor.paste(TEXT)
    editor.expect_saved()
    site.rest("ada", "POST", f"documents/{document}/snapshots/", {"label": "Agreed"})
    editor.write(" And a waltz.")
    editor.expect_saved()
    editor.page.close()
    return document


@pytest.mark.parametrize("name", OPENED)
def test_what_opens_in_the_editor_is_for_everybody(
    name: str, written: str, ada: BrowserContext
) -> None:
    editor = Editor(ada, written)
    expect(editor.box).to_contain_text("a waltz")
    expect(editor.page.get_by_test_id("comments")).not_to_have_attribute("aria-busy", "true")
    how, seen = OPENED[name]
    how(editor)
    expect(editor.page.locator(seen).first).to_be_visible()
    found = violations_in_both_themes(editor.page)
    ada.set_offline(False)
    assert found == []
    assert editor.errors == []
    editor.page.close()


def violations_in_both_themes(page: Page) -> list[object]:
    """Only colours differ in the dark."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = violations(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    settle(page)
    return [*found, *violations(page, rules=("color-contrast", "link-in-text-block"))]
