"""Pages for eyes and hands of every kind: less motion, larger text, larger targets, 400 % zoom."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.servers import Site

from .looks import DESK, PHONE, settle
from .people import Editor

pytestmark = [pytest.mark.browser, pytest.mark.server]

ZOOMED = ViewportSize(width=320, height=256)
"""What 1280 by 1024 are at 400 %."""

PAGES = ("/", "/?shelf=trash", "/inbox/", "/links/", "/accounts/profile/", "/accounts/tokens/")

# WCAG 2.2, 2.5.8: at least 24 px, or as much room around. Links in a sentence are excepted.
SMALL = """() => {
    const all = [...document.querySelectorAll('a, button, summary, select, input, textarea, label')]
        .filter(node => node.checkVisibility({ visibilityProperty: true }))
        .filter(node => !node.closest('.visually-hidden, .skip-link'))
        .filter(node => !node.matches('label') || node.querySelector('input'))
        .filter(node => !node.matches('label input, .visually-hidden'))
        .map(node => [node, node.getBoundingClientRect()])
        .filter(([, box]) => box.width > 0);
    const middle = box => [box.left + box.width / 2, box.top + box.height / 2];
    const apart = (one, other) => {
        const [[x, y], [toX, toY]] = [middle(one), middle(other)];
        return Math.hypot(x - toX, y - toY) >= 24;
    };
    return all
        .filter(([node, box]) => Math.min(box.width, box.height) < 23.5
            && getComputedStyle(node).display !== 'inline'
            && !all.every(([other, next]) => other === node || node.contains(other)
                || other.contains(node) || apart(box, next)))
        .map(([node, box]) => `${node.outerHTML.slice(0, 90)} ${box.width} by ${box.height}`);
}"""

WIDER = "() => document.documentElement.scrollWidth - innerWidth"

# 1.4.12, by a style sheet that the page's policy does not forbid.
SPACE_OUT = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        * {
            line-height: 1.5 !important;
            letter-spacing: 0.12em !important;
            word-spacing: 0.16em !important;
        }
        p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets.push(sheet);
}"""

CUT_OFF = """() => [...document.querySelectorAll('a, button, summary, h1, h2, h3, label, p')]
    .filter(node => node.checkVisibility() && !node.closest('.visually-hidden'))
    .filter(node => getComputedStyle(node).overflow !== 'visible'
        && getComputedStyle(node).textOverflow !== 'ellipsis'
        && node.scrollHeight > node.clientHeight + 2)
    .map(node => node.outerHTML.slice(0, 120))"""

MOVING = """() => document.getAnimations()
    .filter(({ effect }) => {
        const { duration, iterations } = effect.getComputedTiming();
        return Number(duration) > 50 || iterations === Infinity;
    })
    .map(({ effect }) => effect.target?.outerHTML.slice(0, 90))"""

# 2.4.11: what has the focus is not hidden altogether behind a bar that stays; here not even partly.
COVERED = """() => {
    const box = document.activeElement.getBoundingClientRect();
    const [x, y] = [box.left + Math.min(box.width / 2, 30), box.top + box.height / 2];
    const at = document.elementFromPoint(x, y);
    const on = document.activeElement;
    if (at !== null && (on.contains(at) || at.contains(on))) return null;
    return `${on.outerHTML.slice(0, 120)} under ${at?.outerHTML.slice(0, 80)}`;
}"""

INVISIBLE = """() => {
    const on = document.activeElement;
    const isOutlined = (node, part) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node, part);
        return outlineStyle !== 'none' && outlineWidth !== '0px' || boxShadow !== 'none';
    };
    const around = on.closest('label, .find-field, .switcher-field') ?? on;
    const seen = [isOutlined(on), isOutlined(on, '::after'), isOutlined(around)];
    const writes = on.matches('.title, .ProseMirror');
    return seen.includes(true) || writes ? null : on.outerHTML.slice(0, 120);
}"""


@pytest.fixture
def document(site: Site) -> str:
    return site.create("ada", "grace", title="Minutes of the choir and of everybody who came along")


@pytest.fixture
def page(ada: BrowserContext, document: str) -> Iterator[Page]:
    page = ada.new_page()
    yield page
    page.close()


@pytest.fixture
def editor(ada: BrowserContext, document: str) -> Iterator[Editor]:
    editor = Editor(ada, document)
    editor.paste("".join(f"<h2>Part {n}</h2><p>{'We sing. ' * 60}</p>" for n in range(12)))
    editor.expect_saved()
    yield editor
    editor.page.close()


def open_everything(page: Page) -> Iterator[str]:
    """One panel or dialog of the editor after the other."""
    yield "text"
    for name in ("comments", "share"):
        page.get_by_test_id(name).click()
        settle(page)
        yield name
        page.keyboard.press("Escape")
    for choice in ("find", "outline", "export", "shortcuts"):
        page.get_by_test_id("more").click()
        page.locator(f"[data-choice={choice}]").click()
        settle(page)
        yield choice
        page.keyboard.press("Escape")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_at_400_percent_with_targets_to_hit(page: Page, path: str) -> None:
    for size in (DESK, PHONE, ZOOMED):
        page.set_viewport_size(size)
        page.goto(path)
        settle(page)
        assert page.evaluate(WIDER) <= 0, size
        assert page.evaluate(SMALL) == [], size
    page.evaluate(SPACE_OUT)
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(WIDER) <= 0


def test_the_editor_fits_at_400_percent_with_targets_to_hit(editor: Editor) -> None:
    page = editor.page
    for size in (DESK, ZOOMED):
        page.set_viewport_size(size)
        for name in open_everything(page):
            assert page.evaluate(WIDER) <= 0, (name, size)
            assert page.evaluate(SMALL) == [], (name, size)


def test_text_with_more_space_is_not_cut_off(editor: Editor) -> None:
    page = editor.page
    page.evaluate(SPACE_OUT)
    for name in open_everything(page):
        assert page.evaluate(CUT_OFF) == [], name


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_what_has_the_focus_is_seen(page: Page, site: Site, size: ViewportSize) -> None:
    for number in range(25):
        site.create("ada", title=f"Song {number}")
    page.set_viewport_size(size)
    page.emulate_media(reduced_motion="reduce")
    page.goto("/")
    for key in ("Tab", "Shift+Tab"):
        for _ in range(70):
            page.keyboard.press(key)
            if page.evaluate("document.activeElement === document.body"):
                break
            expect_seen(page)


def expect_seen(page: Page) -> None:
    """What was shown over it may take a frame to go."""
    if page.evaluate(COVERED) is not None:
        settle(page)
    assert page.evaluate(COVERED) is None
    assert page.evaluate(INVISIBLE) is None


def test_the_caret_is_not_behind_the_bars(editor: Editor) -> None:
    page = editor.page
    page.set_viewport_size(PHONE)
    editor.box.press("Control+End")
    page.keyboard.press("Control+Home")
    top = page.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().top")
    assert top >= page.locator(".head").evaluate("head => head.getBoundingClientRect().bottom")


def test_nothing_moves_for_who_asked_for_that(editor: Editor) -> None:
    page = editor.page
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    expect(editor.box).to_contain_text("Part 11")
    for name in open_everything(page):
        assert page.evaluate(MOVING) == [], name
    page.evaluate("globalThis.asked = []; Element.prototype.scrollIntoView = o => asked.push(o)")
    page.evaluate("globalThis.scrollTo = o => asked.push(o)")
    editor.select("Part 11")
    page.keyboard.press("Control+Alt+m")
    page.keyboard.type("Here?")
    page.keyboard.press("Control+Enter")
    page.locator(".thread-quote").click()
    asked = page.evaluate("asked.map(how => how?.behavior)")
    assert "instant" in asked
    assert "smooth" not in asked
