"""Takes the pictures of the documentation from the running product.

`python -m tests.e2e.screenshots` writes them to `docs/images`.
"""

import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.project.commands import ROOT
from tests.servers import Site, running

from .browsers import launched
from .people import ADA, ALAN, GRACE, Editor, make, sign_in

IMAGES = ROOT / "docs" / "images"
SIZE = ViewportSize(width=1280, height=800)
Theme = Literal["light", "dark"]

TITLE = "Release plan for the autumn"
TEXT = """\
The team meets every Tuesday at ten. This page holds what we decided, and what is still open.
## What we ship
- Live editing that never loses a word
Versions, and restoring one without stopping anybody
Offline work that merges by itself

## Before the release
[x] Run the verification on the backup of last night
Write the announcement
Invite the first teams

> A document is only as good as the trust people have in it.

Read the ==numbers== first, then **decide**. """

OTHERS = {
    "Minutes of the weekly meeting": (GRACE, 9),
    "How we answer support requests within a day": (ADA, 75),
    "Ideas for the garden": (ADA, 60 * 26),
    "Budget for next year": (GRACE, 60 * 24 * 3),
    "Onboarding checklist": (ADA, 60 * 24 * 8),
    "Travel notes: Lisbon": (ADA, 60 * 24 * 70),
}
"""Title, owner, and how many minutes ago it was changed."""

AGE = """
from datetime import timedelta
from django.db.models import F
from documents.models import Document
for title, minutes in {ages!r}.items():
    Document.objects.filter(title=title).update(updated=F("updated") - timedelta(minutes=minutes))
"""


def write_documents(browser: Browser, site: Site) -> str:
    """Write what the pictures show; answers the document that is open in them."""
    for title, (owner, _) in OTHERS.items():
        other = GRACE if owner is ADA else ADA
        site.create(owner.username, other.username, title=title)
    site.manage("shell", "-v", "0", "-c", AGE.format(ages={t: m for t, (_, m) in OTHERS.items()}))
    document = site.create("ada", "grace", title=TITLE)
    with sign_in(browser, site, ADA) as context:
        editor = Editor(context, document)
        editor.write(TEXT)
        editor.expect_saved()
        snapshots = f"documents/{document}/snapshots/"
        site.rest("ada", "POST", snapshots, {"label": "Agreed on Tuesday"})
        editor.write("Or ask somebody who knows.")
        editor.expect_saved()
    return document


def take(page: Page, name: str, theme: Theme) -> None:
    """Write a picture; the light one has the plain name."""
    suffix = "" if theme == "light" else f"-{theme}"
    page.screenshot(path=IMAGES / f"{name}{suffix}.png", animations="disabled", caret="initial")


def take_editor_and_list(browser: Browser, site: Site, document: str, theme: Theme) -> None:
    options = {"color_scheme": theme, "viewport": SIZE}
    with (
        sign_in(browser, site, ADA, **options) as ada,
        sign_in(browser, site, GRACE, **options) as grace,
    ):
        first, second = Editor(ada, document), Editor(grace, document)
        second.box.get_by_text("Write the announcement").click()
        second.page.keyboard.press("Home")
        second.page.keyboard.press("Shift+Control+ArrowRight")
        first.box.get_by_text("Invite the first teams").click()
        expect(first.carets).to_contain_text(GRACE.name)
        first.expect_saved()
        take(first.page, "editor", theme)
        overview = ada.new_page()
        expect_present(overview, document)
        take(overview, "documents", theme)


def expect_present(page: Page, document: str) -> None:
    """Open the list, and again until it knows who is in the document."""
    present = page.locator(f"[data-id='{document}']").get_by_test_id("present")
    page.goto("/")
    while not present.is_visible():
        page.reload()


def take_admin(browser: Browser, site: Site, document: str, theme: Theme) -> None:
    with sign_in(browser, site, ALAN, color_scheme=theme, viewport=SIZE) as context:
        page = context.new_page()
        page.goto(f"/admin/collab_documents/document/{document}/change/")
        row = page.get_by_role("row", name="Agreed on Tuesday")
        row.get_by_role("link", name="Compare").click()
        take(page, "admin-compare", theme)
        page.get_by_role("link", name="Restore…").click()
        page.get_by_label("Reason").fill("The last sentence was not agreed.")
        take(page, "admin-restore", theme)


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as site,
        launched() as browser,
    ):
        make(site, (ADA, GRACE, ALAN))
        document = write_documents(browser, site)
        for theme in ("light", "dark"):
            take_editor_and_list(browser, site, document, theme)
            take_admin(browser, site, document, theme)


if __name__ == "__main__":
    main()
