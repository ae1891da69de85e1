"""Chromium, as it is installed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "chromium"
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--no-sandbox",
]


class MissingBrowserError(Exception):
    """Chromium is not installed."""


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser that runs as long as the block."""
    path = shutil.which(CHROMIUM)
    if path is None:
        raise MissingBrowserError(f"This needs {CHROMIUM!r}, which is not installed.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
