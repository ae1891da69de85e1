"""A keyboard, and nothing else: what has the focus, and how one gets elsewhere."""

from playwright.sync_api import Page

NAME = """() => {
    const on = document.activeElement;
    const named = [...(on.labels ?? [])].map(label => label.innerText).join(' ');
    return (on.getAttribute('aria-label') ?? (named || on.innerText || on.value || '')).trim();
}"""

MOST_STEPS = 80


class OutOfReachError(AssertionError):
    """The tab key does not lead there."""


def focused(page: Page) -> str:
    """The name of what has the focus."""
    name: str = page.evaluate(NAME)
    return name


def go_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press a key until the focus is on what has this name, or begins with it."""
    passed = []
    for _ in range(MOST_STEPS):
        page.keyboard.press(key)
        passed.append(focused(page))
        if passed[-1].startswith(name):
            return
    raise OutOfReachError(f"{name!r} is not among {passed}")
