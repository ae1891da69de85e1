"""People at their browsers."""

from collections.abc import Iterable
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.servers import Site, until

PASSWORD = "correct horse battery staple"

MAKE_USERS = """
from django.contrib.auth import get_user_model
for name, first, last, administers in {people!r}:
    user, _ = get_user_model().objects.get_or_create(username=name)
    user.first_name, user.last_name = first, last
    user.is_staff = user.is_superuser = administers
    user.set_password({password!r})
    user.save()
"""

SHOWN_TEXT = """editor => {
    const copy = editor.cloneNode(true);
    for (const caret of copy.querySelectorAll('.caret, .ProseMirror-widget')) caret.remove();
    return [...copy.children].map(block => block.textContent).join('\\n');
}"""

TYPE_ON = """([editor, words, pauseMs]) => {
    editor.focus();
    globalThis.typed = [];
    globalThis.typing = setInterval(() => {
        const word = words[globalThis.typed.length];
        if (word === undefined) clearInterval(globalThis.typing);
        else if (document.execCommand('insertText', false, word)) globalThis.typed.push(word);
    }, pauseMs);
}"""


# Until the editor itself has heard of it: what others do meanwhile may put the selection back.
SELECT = """async (editor, words) => {
    const texts = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const at = texts.currentNode.data.indexOf(words);
        if (at < 0) continue;
        const text = texts.currentNode;
        editor.focus();
        getSelection().setBaseAndExtent(text, at, text, at + words.length);
        await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
        const { doc, selection: { from, to } } = editor.editor.state;
        return !editor.isContentEditable || doc.textBetween(from, to) === words;
    }
    throw new Error(`There is no "${words}".`);
}"""


PASTE = """(editor, html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/html', html);
    editor.focus();
    const how = { bubbles: true, cancelable: true, clipboardData };
    editor.dispatchEvent(new ClipboardEvent('paste', how));
}"""


KEPT_EDITS = """async () => {
    const all = await indexedDB.databases();
    const found = all.filter(({ name }) => name.startsWith('collab:user'));
    const asked = found.map(({ name }) => new Promise((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
            const read = opening.result.transaction('custom').objectStore('custom').get('unsaved');
            read.onsuccess = () => {
                opening.result.close();
                resolve(Number(read.result ?? 0));
            };
        };
    }));
    return (await Promise.all(asked)).reduce((sum, edits) => sum + edits, 0);
}"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account."""

    username: str
    first_name: str
    last_name: str
    administers: bool = False

    @property
    def name(self) -> str:
        """As pages show it."""
        return f"{self.first_name} {self.last_name}"


ADA = Person("ada", "Ada", "Lovelace")
GRACE = Person("grace", "Grace", "Hopper")
ALAN = Person("alan", "Alan", "Turing", administers=True)


def make(site: Site, people: Iterable[Person]) -> None:
    """Give people accounts on a site."""
    rows = [(p.username, p.first_name, p.last_name, p.administers) for p in people]
    site.manage("shell", "-v", "0", "-c", MAKE_USERS.format(people=rows, password=PASSWORD))


def sign_in(browser: Browser, site: Site, person: Person, **options: object) -> BrowserContext:
    """A browser of their own in which somebody is signed in."""
    context = browser.new_context(base_url=site.url, **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("Username").fill(person.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button").last.click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.close()
    return context


PASTE_TEXT = """(editor, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    editor.focus();
    const how = { bubbles: true, cancelable: true, clipboardData };
    editor.dispatchEvent(new ClipboardEvent('paste', how));
}"""


class Editor:
    """A tab in which a document is open."""

    def __init__(self, context: BrowserContext, document: str) -> None:
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"/documents/{document}/")
        self.box = self.page.get_by_test_id("editor")
        self.chip = self.page.get_by_test_id("save-chip")
        self.carets = self.page.get_by_test_id("caret")
        expect(self.box).to_be_visible()

    def write(self, words: str) -> None:
        """Type at the end of the text."""
        self.box.press("Control+End")
        self.page.keyboard.type(words)

    def paste(self, html: str) -> None:
        """Paste at the caret what another program put on the clipboard."""
        self.box.evaluate(PASTE, html)

    def select(self, words: str) -> None:
        """Select the first place where the text has these words."""
        until(lambda: self.box.evaluate(SELECT, words))

    def type_on(self, words: list[str], pause_ms: int = 30) -> None:
        """Begin to type, and go on while the test does something else."""
        self.page.evaluate(TYPE_ON, [self.box.element_handle(), words, pause_ms])

    def typed(self) -> list[str]:
        """The words that were typed so far."""
        words: list[str] = self.page.evaluate("globalThis.typed")
        return words

    def stop_typing(self) -> list[str]:
        """Stop; answers all words that were typed."""
        self.page.evaluate("clearInterval(globalThis.typing)")
        return self.typed()

    @property
    def text(self) -> str:
        """What the editor shows, without other people's carets."""
        return str(self.box.evaluate(SHOWN_TEXT))

    @property
    def kept_edits(self) -> int:
        """How many edits this browser has written down as not saved yet."""
        return int(self.page.evaluate(KEPT_EDITS))

    def expect_text(self, text: str) -> None:
        """Wait until the editor shows exactly this."""
        until(lambda: self.text == text)

    def expect_saved(self) -> None:
        """Wait until the chip says so."""
        expect(self.chip).to_have_attribute("data-state", "saved")
