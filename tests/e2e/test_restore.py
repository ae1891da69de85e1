"""An administrator restores a snapshot while two people go on typing."""

import json

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.servers import Site, until

from .people import Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]

HEADING = "Minutes"
SNAPSHOT_TEXT = "Ada writes here: \nGrace writes here: "
PAUSE_MS = 25


def words(name: str, count: int = 2000) -> list[str]:
    return [f"⟦{name}-{number:04}⟧" for number in range(count)]


def prepare(site: Site, ada: BrowserContext, grace: BrowserContext) -> tuple[str, Editor, Editor]:
    """A document with a paragraph for each, a snapshot of it, and both carets in place."""
    document = site.create("ada", "grace", title="Minutes")
    first = Editor(ada, document)
    first.write("Ada writes here: \nGrace writes here: ")
    first.expect_saved()
    site.rest("ada", "POST", f"documents/{document}/snapshots/", {"label": "As it was"})
    second = Editor(grace, document)
    until(lambda: second.text == first.text == SNAPSHOT_TEXT)
    first.box.press("Control+Home")
    first.page.keyboard.press("End")
    second.box.press("Control+End")
    return document, first, second


def prepare_heading(
    site: Site, ada: BrowserContext, grace: BrowserContext
) -> tuple[str, Editor, Editor]:
    """A document whose snapshot has none of the paragraphs in which the carets stand now."""
    document = site.create("ada", "grace", title="Minutes")
    first = Editor(ada, document)
    first.write(HEADING)
    first.expect_saved()
    site.rest("ada", "POST", f"documents/{document}/snapshots/", {"label": "As it was"})
    first.write("\nAda: \nGrace: ")
    first.expect_saved()
    second = Editor(grace, document)
    until(lambda: second.text == first.text)
    second.box.press("Control+End")
    first.box.press("ArrowUp")
    first.page.keyboard.press("End")
    return document, first, second


def confirmation(admin: BrowserContext, document: str) -> Page:
    """The page on which an administrator confirms that a snapshot shall come back."""
    page = admin.new_page()
    page.goto(f"/admin/collab_documents/document/{document}/change/")
    page.get_by_role("row", name="As it was").get_by_role("link", name="Restore…").click()
    page.get_by_label("Reason").fill("The wrong minutes")
    return page


def before_restore(site: Site, document: str) -> str:
    """The text of the one snapshot that the restore has left."""
    snapshots = site.rest("ada", "GET", f"documents/{document}/snapshots/")["results"]
    (kept,) = [row for row in snapshots if row["reason"] == "before-restore"]
    path = f"documents/{document}/snapshots/{kept['id']}/content/"
    return site.text("ada", path)


def restore_while_typing(
    site: Site, admin: Page, first: Editor, second: Editor
) -> tuple[list[str], list[str]]:
    """Both type, the administrator restores, both go on.

    Answers all the words that were typed, and those that came after both had seen the restore.
    """
    first.type_on(words("ada"), PAUSE_MS)
    second.type_on(words("grace"), PAUSE_MS)
    until(lambda: min(len(first.typed()), len(second.typed())) >= 20)
    admin.get_by_role("button", name="Restore this snapshot").click()
    expect(admin.locator(".messagelist .success")).to_be_visible()
    until(lambda: words("ada")[0] not in second.text and words("grace")[0] not in first.text)
    seen = [len(editor.typed()) for editor in (first, second)]
    until(lambda: len(first.typed()) >= seen[0] + 20 and len(second.typed()) >= seen[1] + 20)
    of_ada, of_grace = first.stop_typing(), second.stop_typing()
    for editor in (first, second):
        editor.expect_saved()
    until(lambda: first.text == second.text)
    return of_ada + of_grace, of_ada[seen[0] :] + of_grace[seen[1] :]


def test_what_was_typed_before_is_kept_and_what_is_typed_after_stays(
    site: Site, ada: BrowserContext, grace: BrowserContext, alan: BrowserContext
) -> None:
    document, first, second = prepare(site, ada, grace)
    typed, after = restore_while_typing(site, confirmation(alan, document), first, second)
    final, before = first.text, before_restore(site, document)
    assert site.content("ada", document, "text/plain").decode() == final
    assert [word for word in typed if word not in final + before] == []
    assert [word for word in typed if final.count(word) > 1 or before.count(word) > 1] == []
    assert [word for word in after if word not in final] == []
    assert words("ada")[0] in before
    assert words("grace")[0] in before
    assert without(typed, final) == SNAPSHOT_TEXT
    assert reasons(site, document) == ["The wrong minutes"]
    assert first.errors == second.errors == []


def test_words_typed_into_a_paragraph_that_goes_are_in_the_version_before(
    site: Site, ada: BrowserContext, grace: BrowserContext, alan: BrowserContext
) -> None:
    document, first, second = prepare_heading(site, ada, grace)
    typed, after = restore_while_typing(site, confirmation(alan, document), first, second)
    final, before = first.text, before_restore(site, document)
    assert [word for word in typed if word not in final + before] == []
    assert [word for word in typed if final.count(word) > 1 or before.count(word) > 1] == []
    assert [word for word in after if word not in final] == []
    assert without(typed, final).strip() == HEADING
    assert first.errors == second.errors == []


def without(typed: list[str], text: str) -> str:
    for word in typed:
        text = text.replace(word, "")
    return text


def reasons(site: Site, document: str) -> list[str]:
    """What the audit says of each restore."""
    events = site.query(
        "SELECT detail FROM collab_documents_event"
        " WHERE document = :document AND kind = 'snapshot.restored'",
        document=document.replace("-", ""),
    )
    return [json.loads(detail)["reason"] for (detail,) in events]


def test_of_two_administrators_the_second_one_has_to_look_again(
    site: Site, ada: BrowserContext, grace: BrowserContext, alan: BrowserContext
) -> None:
    document, first, _ = prepare(site, ada, grace)
    first.write("something else")
    first.expect_saved()
    pages = [confirmation(alan, document) for _ in range(2)]
    answers = []
    for page in pages:
        with page.expect_response(lambda response: response.request.method == "POST") as answer:
            page.get_by_role("button", name="Restore this snapshot").click()
        answers.append(answer.value.status)
    assert answers == [302, 409]
    until(lambda: first.text == SNAPSHOT_TEXT)
