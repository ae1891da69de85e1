"""Who is let in by a link, or by the address alone, and as whom."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.servers import Site, until

from .looks import look
from .people import ALAN, Editor
from .share_dialog import Dialog

pytestmark = [
    pytest.mark.browser,
    pytest.mark.server,
    pytest.mark.usefixtures("no_tabs"),
]

PASSWORD = "tea-and-cake"


def test_a_link_with_a_password_opens_to_who_knows_it(
    document: str, ada: BrowserContext, stranger: BrowserContext
) -> None:
    dialog = Dialog.of(Editor(ada, document))
    url = dialog.new_link("Can view", "For a week", PASSWORD)
    look(dialog.page, "new share link")
    expect(dialog.links).to_contain_text("with a password")
    page = stranger.new_page()
    page.goto(url)
    look(page, "password of a link")
    page.get_by_label("Password").fill("not-this-one")
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("not the password")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button").click()
    expect(page.get_by_test_id("guest-name")).to_be_visible()
    assert url not in page.url


def name_oneself(page: Page, name: str) -> None:
    """Answer what a guest is asked."""
    question = page.get_by_test_id("guest-name")
    expect(question).to_be_visible()
    look(page, "name of a guest")
    question.get_by_label("Your name").fill(name)
    question.get_by_role("button", name="Go on").click()
    expect(question).to_have_count(0)


def test_a_guest_writes_under_a_name_of_their_choice(
    document: str, ada: BrowserContext, stranger: BrowserContext
) -> None:
    owner = Editor(ada, document)
    dialog = Dialog.of(owner)
    page = stranger.new_page()
    page.goto(dialog.new_link("Can edit"))
    dialog.close()
    name_oneself(page, "Zoe")
    page.get_by_test_id("editor").click()
    page.keyboard.type("Hello from outside.")
    owner.expect_text("Hello from outside.")
    expect(owner.carets).to_contain_text("Zoe (guest)")
    expect(owner.page.get_by_label("Zoe (guest)")).to_be_visible()
    look(owner.page, "guest among people")
    expect(page.get_by_test_id("share")).to_be_hidden()
    expect(page.get_by_test_id("sign-in")).to_be_visible()
    look(page, "guest in the editor")
    page.get_by_test_id("guest-menu").locator("summary").click()
    page.get_by_role("button", name="Change your name").click()
    name_oneself(page, "Zoe B.")
    expect(owner.page.get_by_label("Zoe B. (guest)")).to_be_visible()
    assert owner.errors == []


def test_who_came_by_a_link_is_gone_once_it_is_revoked(
    document: str, ada: BrowserContext, stranger: BrowserContext
) -> None:
    dialog = Dialog.of(Editor(ada, document))
    page = stranger.new_page()
    page.goto(dialog.new_link("Can edit"))
    name_oneself(page, "Zoe")
    expect(dialog.page.get_by_label("Zoe (guest)")).to_be_attached()
    dialog.close()
    dialog.page.get_by_test_id("share").click()
    expect(dialog.links).to_contain_text("Zoe (guest)")
    dialog.links.get_by_role("button", name="Revoke").click()
    expect(dialog.links).to_have_count(0)
    gone = page.get_by_test_id("connection-banner")
    expect(gone).to_contain_text("You no longer have access")
    expect(gone.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_test_id("editor")).to_have_count(0)


def test_a_guest_who_signs_in_writes_on_as_who_they_are(
    document: str, ada: BrowserContext, stranger: BrowserContext
) -> None:
    owner = Editor(ada, document)
    url = Dialog.of(owner).new_link("Can edit")
    page = stranger.new_page()
    page.goto(url)
    page.get_by_test_id("guest-name").get_by_role("link", name="Sign in instead").click()
    page.get_by_label("Username").fill(ALAN.username)
    page.get_by_label("Password").fill("correct horse battery staple")
    page.get_by_role("button").last.click()
    expect(page).to_have_url(re.compile(document))
    page.get_by_test_id("editor").click()
    page.keyboard.type("It is me.")
    owner.expect_text("It is me.")
    expect(owner.carets).to_have_text(re.compile(rf"{ALAN.name}\W*$"))


def test_the_address_is_opened_to_everybody_and_closed_again(
    document: str, ada: BrowserContext, grace: BrowserContext, stranger: BrowserContext
) -> None:
    owner = Editor(ada, document)
    dialog = Dialog.of(owner)
    dialog.open_to("Everybody with an account", "Can view")
    look(owner.page, "share dialog open to accounts")
    reader = Editor(grace, document)
    expect(reader.box).to_have_attribute("contenteditable", "false")
    page = stranger.new_page()
    page.goto(f"/documents/{document}/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    dialog.open_to("Anyone with the address", "Can edit")
    expect(reader.box).to_have_attribute("contenteditable", "true")
    page.goto(f"/documents/{document}/")
    expect(page.get_by_test_id("guest-name")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("editor")).to_have_attribute("contenteditable", "true")
    address = dialog.root.get_by_label("Who can open the address").last
    address.select_option(label="Only people with access")
    expect(reader.page.get_by_test_id("connection-banner")).to_contain_text(
        "You no longer have access"
    )
    expect(page.get_by_test_id("connection-banner")).to_contain_text("You no longer have access")
    assert owner.errors == reader.errors == []


def test_all_links_stand_on_one_page_and_end_there(
    document: str, site: Site, ada: BrowserContext, stranger: BrowserContext
) -> None:
    links = f"documents/{document}/links/"
    made = site.rest("ada", "POST", links, {"role": "reader", "label": "For the class"})
    site.rest("ada", "PATCH", f"documents/{document}/", {"link_reach": "signed_in"})
    page = ada.new_page()
    page.goto("/")
    page.locator(".account summary").click()
    page.get_by_role("link", name="Share links").click()
    row = page.get_by_test_id("link").filter(has_text="For the class")
    expect(row).to_contain_text("Can view")
    look(page, "share links")
    row.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("status").first).to_contain_text("opens nothing any more")
    expect(row).to_have_count(0)
    answer = stranger.request.get(made["url"])
    until(lambda: answer.status == 404)


def change_link(dialog: Dialog, name: str, **chosen: str) -> None:
    """Change the one link there is; `chosen` are labels of choices, and what is typed."""
    button = dialog.links.get_by_role("button", name=f"Change “{name}”")
    button.click()
    form = dialog.root.get_by_role("form", name="Change the share link")
    if "until" in chosen:
        form.get_by_label("Until when").select_option(label=chosen["until"])
    form.get_by_label("Password", exact=True).select_option(label=chosen["password"])
    if "secret" in chosen:
        form.get_by_label("The new password").fill(chosen["secret"])
    form.get_by_label("For whom").fill(chosen["label"])
    look(dialog.page, f"share change link {chosen['label']}")
    form.get_by_role("button", name="Change the link").click()
    expect(form).to_have_count(0)
    expect(dialog.links).to_contain_text(chosen["label"])
    changed = dialog.links.get_by_role("button", name=f"Change “{chosen['label']}”")
    expect(changed).to_be_focused()


def test_a_link_that_people_have_is_changed(
    document: str, ada: BrowserContext, stranger: BrowserContext
) -> None:
    dialog = Dialog.of(Editor(ada, document))
    address = dialog.new_link("Can view")
    page = stranger.new_page()
    page.goto(address)
    name_oneself(page, "Zoe")
    until = "For 30 days"
    change = {"until": until, "password": "Another password", "secret": PASSWORD}
    change_link(dialog, "The class", label="The choir", **change)
    expect(dialog.links).to_contain_text("with a password")
    expect(dialog.links).not_to_contain_text("until it is revoked")
    banner = page.get_by_test_id("connection-banner")
    expect(banner).to_contain_text("no longer have access")
    page.goto(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button").click()
    expect(page.get_by_test_id("editor")).to_be_visible()
    change_link(dialog, "The choir", label="Everybody", password="No password")
    expect(dialog.links).not_to_contain_text("with a password")
    expect(dialog.links).not_to_contain_text("until it is revoked")
