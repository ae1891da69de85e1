import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.servers import Site, running

from . import people

CHROMIUM = "chromium"
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--no-sandbox",
]


class MissingBrowserError(Exception):
    """Chromium is not installed."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with three people on it."""
    with running(tmp_path_factory.mktemp("site")) as site:
        people.make(site, (people.ADA, people.GRACE, people.ALAN))
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which(CHROMIUM)
    if path is None:
        raise MissingBrowserError(f"This test needs {CHROMIUM!r}, which is not installed.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


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
