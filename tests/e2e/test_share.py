"""Who is let in by name and by asking, and whose a document is."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.servers import Site

from .looks import look
from .people import ADA, ALAN, GRACE, Editor
from .share_dialog import Dialog

pytestmark = [
    pytest.mark.browser,
    pytest.mark.server,
    pytest.mark.usefixtures("no_tabs"),
]


def banner(editor: Editor) -> Locator:
    return editor.page.get_by_test_id("connection-banner")


def test_people_are_suggested_by_their_names(document: str, ada: BrowserContext) -> None:
    dialog = Dialog.of(Editor(ada, document))
    dialog.who.press_sequentially("gra")
    expect(dialog.root.get_by_role("option", name=GRACE.name)).to_be_visible()
    look(dialog.page, "share suggestions")


def test_somebody_is_invited_promoted_and_removed_while_they_look(
    document: str, ada: BrowserContext, grace: BrowserContext
) -> None:
    owner = Editor(ada, document)
    dialog = Dialog.of(owner)
    dialog.invite("hop", GRACE.name, "Can edit")
    guest = Editor(grace, document)
    guest.write("Tea at four.")
    guest.expect_saved()
    dialog.change(GRACE.name, "Can view")
    expect(banner(guest)).to_contain_text("You can no longer edit this document.")
    expect(guest.box).to_have_attribute("contenteditable", "false")
    expect(guest.page.locator("#read-only")).to_have_text("View only")
    look(guest.page, "right to write taken")
    banner(guest).get_by_role("button", name="Close").click()
    expect(banner(guest)).to_be_hidden()
    dialog.change(GRACE.name, "Can edit")
    expect(guest.box).to_have_attribute("contenteditable", "true")
    guest.write(" And cake.")
    owner.expect_text("Tea at four. And cake.")
    dialog.root.get_by_role("button", name=f"Remove {GRACE.name}").click()
    expect(dialog.row(GRACE.name)).to_have_count(0)
    expect(banner(guest)).to_contain_text("You no longer have access")
    expect(guest.box).to_have_count(0)
    look(guest.page, "access taken")
    assert owner.errors == guest.errors == []


def test_a_stranger_asks_and_is_let_in(
    document: str, ada: BrowserContext, grace: BrowserContext
) -> None:
    owner = Editor(ada, document)
    page = grace.new_page()
    page.goto(f"/documents/{document}/")
    look(page, "no access")
    page.get_by_label("Message").fill("May I read it before Friday?")
    page.get_by_role("button", name="Ask for access").click()
    expect(page.get_by_role("heading", name="You asked for access")).to_be_visible()
    look(page, "asked for access")
    news = ada.new_page()
    news.goto("/inbox/")
    expect(news.get_by_test_id("asking")).to_contain_text(GRACE.name)
    look(news, "inbox with a request")
    news.get_by_test_id("asking").get_by_role("link").click()
    dialog = Dialog(news)
    requests = dialog.root.get_by_test_id("requests")
    expect(requests).to_contain_text("May I read it before Friday?")
    look(news, "share dialog with a request")
    requests.get_by_label(f"What {GRACE.name} can do").select_option(label="Can comment")
    requests.get_by_role("button", name=f"Accept: {GRACE.name}").click()
    expect(dialog.row(GRACE.name)).to_be_visible()
    expect(requests).to_have_count(0)
    reader = Editor(grace, document)
    expect(reader.page.locator("#read-only")).to_have_text("Can comment")
    assert owner.errors == reader.errors == []


def test_a_request_is_counted_on_the_button_and_can_be_declined(
    document: str, site: Site, ada: BrowserContext
) -> None:
    site.rest("alan", "POST", f"documents/{document}/access-requests/", {"message": ""})
    owner = Editor(ada, document)
    expect(owner.page.get_by_test_id("share").locator(".badge")).to_have_text("1")
    dialog = Dialog.of(owner)
    dialog.root.get_by_role("button", name=f"Decline: {ALAN.name}").click()
    expect(dialog.root.get_by_role("status")).to_have_text(f"{ALAN.name} was declined.")
    expect(dialog.row(ALAN.name)).to_have_count(0)
    dialog.close()
    expect(owner.page.get_by_test_id("share").locator(".badge")).to_be_hidden()


def test_the_document_gets_another_owner_and_the_old_one_leaves(
    document: str, ada: BrowserContext, grace: BrowserContext
) -> None:
    owner = Editor(ada, document)
    dialog = Dialog.of(owner)
    dialog.invite("gra", GRACE.name, "Can view")
    dialog.root.get_by_text("Give it to another owner").click()
    box = dialog.root.get_by_role("combobox", name="Name or mail address of the new owner")
    box.press_sequentially("grace")
    dialog.root.get_by_role("option", name=GRACE.name).click()
    dialog.root.get_by_role("button", name="Transfer…").click()
    look(owner.page, "question before a transfer")
    owner.page.get_by_role("button", name="Transfer", exact=True).click()
    expect(dialog.root).to_contain_text(f"Belongs to {GRACE.name}")
    look(owner.page, "share dialog of an editor")
    new_owner = Dialog.of(Editor(grace, document))
    expect(new_owner.row(ADA.name)).to_contain_text("Can edit")
    dialog.root.get_by_role("button", name="Leave the document…").click()
    owner.page.get_by_role("button", name="Leave", exact=True).click()
    expect(owner.page).to_have_url(re.compile(r"/$"))
    expect(owner.page.get_by_test_id("document").filter(has_text=document)).to_have_count(0)
    assert owner.errors == []


def test_who_refuses_says_why(document: str, ada: BrowserContext) -> None:
    dialog = Dialog.of(Editor(ada, document))
    dialog.who.fill("nobody@example.org")
    dialog.root.get_by_role("button", name="Invite").click()
    expect(dialog.root.get_by_role("alert")).to_have_text("There is no such user.")
    expect(dialog.who).to_have_value("nobody@example.org")
    look(dialog.page, "refused invitation")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_sharing_needs_no_mouse(document: str, ada: BrowserContext) -> None:
    page = Editor(ada, document).page
    page.get_by_test_id("share").focus()
    press(page, "Enter")
    dialog = Dialog(page)
    expect(dialog.who).to_be_focused()
    page.keyboard.type("hopper")
    option = dialog.root.get_by_role("option", name=GRACE.name)
    expect(option).to_have_attribute("aria-selected", "true")
    press(page, "Escape")
    expect(option).to_have_count(0)
    expect(dialog.root).to_be_visible()
    page.keyboard.type(" ")
    expect(option).to_be_visible()
    press(page, "Enter", "Tab", "ArrowUp", "Tab", "Enter")
    role = dialog.row(GRACE.name).get_by_role("combobox")
    expect(role).to_have_value("commenter")
    role.focus()
    press(page, "ArrowUp")
    expect(role).to_have_value("reader")
    expect(role).to_be_focused()
    press(page, "Tab", "Enter")
    expect(dialog.row(GRACE.name)).to_have_count(0)
    expect(dialog.who).to_be_focused()
    dialog.close()
    expect(page.get_by_test_id("share")).to_be_focused()


def test_a_row_of_the_list_is_shared_from_its_menu(
    document: str, site: Site, ada: BrowserContext
) -> None:
    page = ada.new_page()
    page.goto("/")
    row = page.locator(f'[data-id="{document}"]')
    row.get_by_label("What to do with").click()
    row.get_by_role("link", name="Share").click()
    dialog = Dialog(page)
    dialog.invite("grace", GRACE.name, "Co-owner")
    look(page, "share dialog in the list")
    dialog.close()
    expect(row.get_by_label("What to do with")).to_be_focused()
    granted = site.rest("ada", "GET", f"documents/{document}/access/")["results"]
    assert [(item["user"]["username"], item["role"]) for item in granted] == [("grace", "owner")]


def test_who_is_invited_finds_that_in_the_inbox(
    document: str, ada: BrowserContext, grace: BrowserContext
) -> None:
    dialog = Dialog.of(Editor(ada, document))
    dialog.invite("hop", GRACE.name, "Can edit")
    page = grace.new_page()
    page.goto("/inbox/")
    notice = page.get_by_test_id("notice").filter(has_text="The plan").first
    expect(notice).to_contain_text(f"{ADA.name} shared “The plan” with you")
    look(page, "inbox with an invitation")
    notice.get_by_role("link").click()
    expect(page.get_by_test_id("editor")).to_be_visible()
