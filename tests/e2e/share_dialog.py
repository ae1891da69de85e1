"""The share dialog, as people use it."""

from playwright.sync_api import Locator, Page, expect

from .people import Editor


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
