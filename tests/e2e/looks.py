"""How a page looks and whether everybody can use it: pictures for people, rules for axe-core."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from playwright.sync_api import Page, ViewportSize

from tests.project.commands import ROOT

PICTURES = ROOT / "test-results" / "looks"
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
DESK = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

RUN_AXE = """async ([source, type, values]) => {
    if (globalThis.axe === undefined) (0, eval)(source);
    const runOnly = { type, values };
    // Between two colours there is little contrast; on a busy machine that lasts.
    const passing = document.getAnimations().filter(({ effect, playState }) =>
        playState === 'running' && effect.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
    // What is right need not be told, and no rule of these asks for style sheets of others.
    const how = { preload: false, resultTypes: ['violations'], runOnly };
    const { violations } = await axe.run(document, how);
    return violations.map(({ id, nodes }) => [id, nodes.map(node => node.html).join(' | ')]);
}"""


@cache
def _axe() -> str:
    return AXE.read_text()


def violations(page: Page, rules: Sequence[str] = ()) -> list[Any]:
    """What axe-core has against the page as it is now: rules and elements.

    `rules` are asked for alone; without them, all rules are that somebody has agreed upon.
    """
    kind, values = ("rule", rules) if rules else ("tag", RULES)
    found: list[Any] = page.evaluate(RUN_AXE, [_axe(), kind, list(values)])
    return found


def look(page: Page, name: str) -> None:
    """Take pictures in light, in dark and on a phone; axe-core has nothing against any of them."""
    for way, size in (("light", DESK), ("dark", DESK), ("phone", PHONE)):
        with _shown(page, way, size):
            page.screenshot(path=PICTURES / f"{_file(name)}-{way}.png", caret="initial")
            found = violations(page)
            assert not found, f"{name}, {way}: {found}"


def _file(name: str) -> str:
    return re.sub(r"\W+", "-", name.lower())


@contextmanager
def _shown(page: Page, way: str, size: ViewportSize) -> Iterator[None]:
    before = page.viewport_size
    page.emulate_media(color_scheme="dark" if way == "dark" else "light", reduced_motion="reduce")
    page.set_viewport_size(size)
    settle(page)
    try:
        yield
    finally:
        page.set_viewport_size(before or DESK)
        page.emulate_media(color_scheme="light")
        settle(page)


def settle(page: Page) -> None:
    """Wait until the page has painted what it knows."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 120)))")
