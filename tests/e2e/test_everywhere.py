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


MOST_LAYERS = 4
"""So many things may be open above each other."""

IS_VISIBLE = """selector =>
    [...document.querySelectorAll(selector)].some(node => node.checkVisibility())"""


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


@pytest.fixture(scope="module")
def nobody(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A browser in which nobody is signed in."""
    with browser.new_context(base_url=site.url) as context:
        yield context


@pytest.fixture(scope="module")
def tabs(
    places: dict[str, str], nobody: BrowserContext, ada: BrowserContext, grace: BrowserContext
) -> dict[str, Page]:
    """Of each of them one, in which all pages are looked at."""

    def failed(route: Route) -> None:
        kind = Path(route.request.url).name
        route.fulfill(body=places[kind], content_type="text/html")

    opened = {"nobody": nobody.new_page(), "ada": ada.new_page(), "grace": grace.new_page()}
    for page in opened.values():
        page.route("**/failed/*", failed)
    return opened


def test_no_address_is_forgotten() -> None:
    visited = {name.partition(" ")[0] for name in PAGES}
    assert names() - visited - NO_PAGES == set()
    assert names() >= NO_PAGES
    assert visited & NO_PAGES == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everybody(
    name: str, places: dict[str, str], tabs: dict[str, Page], nobody: BrowserContext
) -> None:
    who, path, then = PAGES[name]
    nobody.clear_cookies()
    page = tabs[who]
    page.goto(path.format(**places))
    if then is not None:
        then(page)
    assert violations_in_both_themes(page) == []


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


@pytest.fixture(scope="module")
def opened(written: str, ada: BrowserContext) -> Editor:
    """The tab in which everything is opened."""
    return ready(Editor(ada, written))


@pytest.fixture
def editor(opened: Editor) -> Iterator[Editor]:
    """It, with nothing open before and after, and nothing selected."""
    opened.box.press("Control+End")
    yield opened
    opened.page.context.set_offline(False)
    for _ in range(MOST_LAYERS):
        if not is_anything_open(opened):
            return
        opened.page.keyboard.press("Escape")
    opened.page.reload()
    ready(opened)


def ready(editor: Editor) -> Editor:
    expect(editor.box).to_contain_text("a waltz")
    expect(editor.page.get_by_test_id("comments")).not_to_have_attribute("aria-busy", "true")
    return editor


def is_anything_open(editor: Editor) -> bool:
    seen = ", ".join(selector for _, selector in OPENED.values())
    return bool(editor.page.evaluate(IS_VISIBLE, seen))


@pytest.mark.parametrize("name", OPENED)
def test_what_opens_in_the_editor_is_for_everybody(name: str, editor: Editor) -> None:
    how, seen = OPENED[name]
    how(editor)
    expect(editor.page.locator(seen).first).to_be_visible()
    assert violations_in_both_themes(editor.page) == []
    assert editor.errors == []


def violations_in_both_themes(page: Page) -> list[object]:
    """Only colours differ in the dark."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    settle(page)
    found = violations(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    settle(page)
    return [*found, *violations(page, rules=("color-contrast", "link-in-text-block"))]
