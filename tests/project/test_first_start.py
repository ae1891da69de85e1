import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from .commands import serving

pytestmark = pytest.mark.browser

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]


def test_a_newcomer_opens_the_printed_link_and_reads_the_welcome_document(
    tmp_path: Path, free_port: int, program: Callable[[str], str]
) -> None:
    with (
        serving(tmp_path, "quickstart", "--port", str(free_port)) as running,
        sync_playwright() as playwright,
    ):
        link = re.search(r"http://\S+/setup/\S+", running.read_until("/setup/"))
        assert link is not None
        browser = playwright.chromium.launch(
            executable_path=program("chromium"), args=CHROMIUM_FLAGS
        )
        page = browser.new_page()
        page.goto(link[0])
        page.fill("[name=username]", "ann")
        page.fill("[name=password1]", "orbit-lantern-42")
        page.fill("[name=password2]", "orbit-lantern-42")
        page.click("[type=submit]")
        page.get_by_role("link", name="Welcome to collab").first.click()
        expect(page.locator(".ProseMirror")).to_contain_text("This is a document like every other")
        browser.close()
