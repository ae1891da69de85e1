"""Who is let in and how: by name, by asking, by links and by the address."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.servers import Site, until

from .looks import look
from .people import ADA, ALAN, GRACE, Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]

PASSWORD = "tea-and-cake"


@pytest.fixture
def document(site: Site) -> str:
    """Ada's, and nobody else's."""
    return site.create("ada", title="The plan")


@pytest.fixture(autouse=True)
def _no_tabs(ada: BrowserContext, grace: BrowserContext, alan: BrowserContext) -> Iterator[None]:
    yield
    for context in (ada, grace, alan):
        for page in context.pages:
            page.close()


@pytest.fixture
def stranger(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A browser in which nobody is signed in."""
    with browser.new_context(base_url=site.url) as context:
        yield context


class Dialog:
    """The share dialog of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.get_by_test_id("share-dialog")
        self.people = self.root.get_by_test_id("access").get_by_role("listitem")
        self.links = self.root.get_by_test_id("links").get_by_role("listitem")
        self.who = self.root.get_by_role("combobox", name="Name, mail address or group")

    @classmethod
    def of(cls, editor: Editor) -> "Dialog":
        """Opened by the editor's button."""
        editor.page.get_by_test_id("share").click()
        dialog = cls(editor.page)
        expect(dialog.root).to_be_visible()
        return dialog

    def row(self, name: str) -> Locator:
        """Of somebody who has access."""
        return self.people.filter(has_text=name)

    def invite(self, typed: str, name: str, role: str) -> None:
        """Choose somebody from the suggestions."""
        self.who.press_sequentially(typed)
        self.root.get_by_role("option", name=name).click()
        self.root.get_by_label("What they can do", exact=True).select_option(label=role)
        self.root.get_by_role("button", name="Invite").click()
        expect(self.row(name)).to_be_visible()

    def change(self, name: str, role: str) -> None:
        """Give somebody another role."""
        self.row(name).get_by_role("combobox").select_option(label=role)
        expect(self.root.get_by_role("status")).to_contain_text(role)

    def new_link(self, role: str, until: str = "Until it is revoked", password: str = "") -> str:
        """Make a share link; answers its address."""
        self.root.get_by_role("button", name="New link").click()
        form = self.root.get_by_role("form", name="New share link")
        form.get_by_label("What the link lets people do").select_option(label=role)
        form.get_by_label("Until when").select_option(label=until)
        form.get_by_label("For whom").fill("The class")
        form.get_by_label("Password").fill(password)
        form.get_by_role("button", name="Make the link").click()
        return self.root.get_by_label("The new link").input_value()

    def open_to(self, reach: str, role: str) -> None:
        """Say whom the address lets in, and as what."""
        self.root.get_by_label("Who can open the address").last.select_option(label=reach)
        lets = self.root.get_by_label("What the address lets them do")
        expect(lets).to_be_visible()
        lets.select_option(label=role)
        expect(lets).to_have_value("editor" if role == "Can edit" else "reader")

    def close(self) -> None:
        """With Escape."""
        self.page.keyboard.press("Escape")
        expect(self.root).to_be_hidden()


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
    expect(banner(reader)).to_contain_text("You no longer have access")
    expect(page.get_by_test_id("connection-banner")).to_contain_text("You no longer have access")
    assert owner.errors == reader.errors == []


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
