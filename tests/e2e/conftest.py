from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.servers import Site, running

from . import people
from .browsers import launched

PATIENCE_MS = 20_000
"""Until a page shows what is expected of it, with other tests on the machine."""

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with three people on it."""
    with running(tmp_path_factory.mktemp("site")) as site:
        people.make(site, (people.ADA, people.GRACE, people.ALAN))
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def ada(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    with people.sign_in(browser, site, people.ADA) as context:
        yield context


@pytest.fixture(scope="module")
def grace(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    with people.sign_in(browser, site, people.GRACE) as context:
        yield context


@pytest.fixture(scope="module")
def alan(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    with people.sign_in(browser, site, people.ALAN) as context:
        yield context


@pytest.fixture
def stranger(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A browser in which nobody is signed in."""
    with browser.new_context(base_url=site.url) as context:
        yield context


@pytest.fixture
def document(site: Site) -> str:
    """Ada's, and nobody else's."""
    return site.create("ada", title="The plan")


@pytest.fixture
def no_tabs(ada: BrowserContext, grace: BrowserContext, alan: BrowserContext) -> Iterator[None]:
    """A page that a test leaves open counts as somebody in the document."""
    yield
    for context in (ada, grace, alan):
        for page in context.pages:
            page.close()
