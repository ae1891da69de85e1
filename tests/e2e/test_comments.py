"""People talk about a text beside it: an owner, and somebody who may only comment."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.servers import Site, until

from .looks import look
from .people import ADA, GRACE, Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]

SENTENCES = ("The meeting is on Tuesday. ", "Everybody brings a cake. ", "We end at noon.")


class Reviewer(Editor):
    """A tab in which somebody comments."""

    def __init__(self, context: BrowserContext, document: str) -> None:
        super().__init__(context, document)
        self.panel = self.page.get_by_test_id("comments-panel")
        self.button = self.page.get_by_test_id("comments")
        expect(self.button).not_to_have_attribute("aria-busy", "true")
        self.threads = self.panel.get_by_test_id("thread")
        self.marks = self.box.locator(".comment-mark")

    def select(self, words: str) -> None:
        """Select words of the text with the mouse."""
        self.box.evaluate(SELECT, words)

    def comment(self, words: str, said: str) -> None:
        """Comment on words of the text."""
        self.select(words)
        self.page.keyboard.press("Control+Alt+m")
        self.panel.get_by_role("textbox", name="Comment").fill(said)
        self.page.keyboard.press("Control+Enter")
        expect(self.panel.get_by_test_id("new-thread")).to_have_count(0)

    def marked(self) -> list[str]:
        """What is marked in the text, thread by thread."""
        found: list[str] = self.box.evaluate(MARKED)
        return found


SELECT = """(editor, words) => {
    const walker = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.textContent.indexOf(words);
        if (at < 0) continue;
        editor.focus();
        document.getSelection().setBaseAndExtent(node, at, node, at + words.length);
        return;
    }
    throw new Error(`No ${words} in the text.`);
}"""

MARKED = """editor => {
    const texts = {};
    for (const mark of editor.querySelectorAll('[data-thread]')) {
        const copy = mark.cloneNode(true);
        for (const caret of copy.querySelectorAll('.caret, .ProseMirror-widget')) caret.remove();
        texts[mark.dataset.thread] = (texts[mark.dataset.thread] ?? '') + copy.textContent;
    }
    return Object.values(texts);
}"""


@pytest.fixture
def document(site: Site, ada: BrowserContext) -> Iterator[str]:
    """Of Ada, with three sentences; Grace may comment."""
    made = site.create("ada", title="Minutes")
    site.grant("ada", made, "grace", "commenter")
    editor = Editor(ada, made)
    editor.write("".join(SENTENCES))
    editor.expect_saved()
    editor.page.close()
    yield made
    assert ada.browser is not None
    for context in ada.browser.contexts:
        for page in context.pages:
            page.close()


def thread_of(reviewer: Reviewer, said: str) -> Locator:
    return reviewer.threads.filter(has_text=said)


def test_a_commenter_asks_and_the_owner_answers(
    document: str, ada: BrowserContext, grace: BrowserContext
) -> None:
    owner, commenter = Reviewer(ada, document), Reviewer(grace, document)
    expect(commenter.box).to_have_attribute("contenteditable", "false")
    commenter.comment("brings a cake", "Which cake, @ada?")
    expect(thread_of(commenter, "Which cake")).to_be_visible()
    until(lambda: owner.marked() == commenter.marked() == ["brings a cake"])
    owner.marks.first.click()
    thread = thread_of(owner, "Which cake")
    expect(thread).to_contain_text(GRACE.name)
    expect(thread.locator(".mention")).to_have_text("@ada")
    thread.get_by_role("textbox").fill("Apple, if there are apples.")
    thread.get_by_role("button", name="Reply").click()
    expect(thread_of(commenter, "Apple, if")).to_contain_text(ADA.name)
    thread_of(commenter, "Apple").get_by_role("button", name="Resolve").click()
    expect(owner.threads).to_have_count(0)
    until(lambda: owner.marked() == commenter.marked() == [])
    owner.panel.get_by_role("button", name="Resolved").click()
    owner.threads.first.locator(".thread-quote").click()
    expect(owner.threads.first).to_contain_text(f"Resolved by {GRACE.name}")
    owner.threads.first.get_by_role("button", name="Reopen").click()
    until(lambda: commenter.marked() == ["brings a cake"])
    assert owner.errors == commenter.errors == []


def test_two_people_talk_and_each_edits_only_what_they_said(
    document: str, ada: BrowserContext, grace: BrowserContext
) -> None:
    owner, commenter = Reviewer(ada, document), Reviewer(grace, document)
    owner.comment("a cake", "Which cake?")
    commenter.button.click()
    thread = thread_of(commenter, "Which cake?")
    thread.locator(".thread-quote").click()
    thread.get_by_role("textbox").fill("Plum.")
    commenter.page.keyboard.press("Control+Enter")
    expect(thread_of(owner, "Which cake?")).to_contain_text("Plum.")
    mine, theirs = (thread.get_by_role("listitem").filter(has_text=said) for said in ("Plum", "?"))
    expect(theirs.get_by_role("button", name="Edit")).to_have_count(0)
    mine.get_by_role("button", name="Edit").click()
    thread.get_by_role("textbox", name="Edit the comment").fill("Plum, or apple.")
    commenter.page.keyboard.press("Control+Enter")
    answer = thread_of(owner, "Which cake?")
    expect(answer).to_contain_text("Plum, or apple.")
    expect(answer).to_contain_text("edited")
    thread.get_by_role("button", name="Delete").click()
    commenter.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(answer).to_contain_text("Deleted")
    expect(answer).not_to_contain_text("apple")
    assert owner.errors == commenter.errors == []


def test_threads_stand_in_the_order_of_the_text(document: str, ada: BrowserContext) -> None:
    owner = Reviewer(ada, document)
    owner.comment("at noon", "Not earlier?")
    owner.comment("on Tuesday", "Which one?")
    owner.comment("a cake", "Which cake?")
    order = ["Which one?", "Which cake?", "Not earlier?"]
    expect(owner.threads).to_contain_text(order)
    expect(owner.button).to_have_attribute("aria-label", "Comments: 3 open")
    look(owner.page, "comments threads")


def test_a_mention_is_chosen_from_a_list_and_waits_in_the_inbox(
    document: str, ada: BrowserContext, grace: BrowserContext
) -> None:
    owner = Reviewer(ada, document)
    owner.select("at noon")
    owner.page.keyboard.press("Control+Alt+m")
    expect(owner.panel.get_by_role("textbox", name="Comment")).to_be_focused()
    owner.page.keyboard.type("Is that fine, @gra")
    expect(owner.panel.get_by_role("option", name=GRACE.name)).to_be_visible()
    look(owner.page, "comments mention")
    owner.page.keyboard.press("Enter")
    expect(owner.panel.get_by_role("textbox")).to_have_value("Is that fine, @grace ")
    owner.page.keyboard.press("Control+Enter")
    expect(thread_of(owner, "Is that fine")).to_be_visible()
    page = grace.new_page()
    page.goto("/inbox/")
    notice = page.get_by_test_id("notice").filter(has_text="mentioned you").first
    expect(notice).to_contain_text("at noon")
    look(page, "inbox with a mention")
    notice.get_by_role("link").click()
    reader = page.get_by_test_id("thread").filter(has_text="Is that fine")
    expect(reader.locator(".mention")).to_have_text("@grace")
    expect(reader.get_by_role("textbox")).to_be_focused()


def test_what_was_said_without_a_connection_is_not_lost(document: str, ada: BrowserContext) -> None:
    owner = Reviewer(ada, document)
    owner.select("a cake")
    owner.page.keyboard.press("Control+Alt+m")
    ada.set_offline(True)
    owner.page.keyboard.type("Which cake?")
    owner.page.keyboard.press("Control+Enter")
    expect(owner.panel.get_by_role("alert")).to_contain_text("It was not sent")
    ada.set_offline(False)
    expect(owner.panel.get_by_role("textbox")).to_have_value("Which cake?")
    until_sent(owner)
    expect(thread_of(owner, "Which cake?")).to_be_visible()


def until_sent(reviewer: Reviewer) -> None:
    """Press the button; the browser may need a moment until it is back."""
    reviewer.panel.get_by_role("button", name="Comment", exact=True).click()
    expect(reviewer.panel.get_by_test_id("new-thread")).to_have_count(0)


def test_a_reader_sees_what_is_said_and_cannot_answer(
    document: str, ada: BrowserContext, alan: BrowserContext, site: Site
) -> None:
    site.grant("ada", document, "alan", "reader")
    owner, reader = Reviewer(ada, document), Reviewer(alan, document)
    owner.comment("a cake", "Which cake?")
    reader.button.click()
    thread = thread_of(reader, "Which cake?")
    thread.locator(".thread-quote").click()
    expect(thread).to_contain_text(ADA.name)
    expect(reader.panel.get_by_role("textbox")).to_have_count(0)
    expect(thread.get_by_role("button", name="Resolve")).to_have_count(0)
    assert reader.errors == []


def test_a_comment_stays_with_its_words_while_others_write(
    document: str, ada: BrowserContext, grace: BrowserContext
) -> None:
    commenter, owner = Reviewer(grace, document), Reviewer(ada, document)
    commenter.comment("a cake", "Which cake?")
    owner.box.press("Control+Home")
    owner.page.keyboard.type("News of the choir\n")
    owner.select("brings")
    owner.page.keyboard.type("bakes")
    until(lambda: owner.marked() == commenter.marked() == ["a cake"])
    owner.select("a cake")
    owner.page.keyboard.press("Delete")
    owner.expect_saved()
    commenter.button.click()
    expect(commenter.threads.first).to_contain_text("This text is no longer there")
