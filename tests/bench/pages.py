"""What people feel in the browser: `python -m tests.bench.pages [SCENARIO] [--against FOLDER]`.

Chromium with a real server. `load`: the first editor page on a cold cache. `typing`: from a key to
the picture with its letter, in a document of a hundred pages in which five others write. `crowd`:
twenty others write and two browsers are open for `--minutes`. With a second bundle (the folder
`collab_documents` of another build), typing is measured with both in turns.
"""

import argparse
import gzip
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import monotonic

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Route

from tests.e2e.browsers import launched
from tests.e2e.people import ADA, ALAN, GRACE, SHOWN_TEXT, Person, make, sign_in
from tests.servers import Site, running
from tests.yjs import Yjs, driver

from .figures import show
from .manuscript import PAGES, manuscript
from .probes import HEAP, KEYS, LOAD, LOADED_SCRIPTS, READ_KEYS, READ_LOAD

STATIC = Path(__file__).parents[2] / "documents/static/collab_documents"
VISITS = 5
OTHERS = 5
KEYS_TO_TYPE = 150
PAUSE_MS = 200
"""Between two keys of one person: five a second, a fast typist."""
CROWD = 20
MINUTES = 10.0
WARM_SECONDS = 30
SETTLE_SECONDS = 60
SETTLE_KEYS = 20
PATIENCE_MS = 60_000
WRITABLE = "[data-testid=editor][contenteditable=true]"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that a scenario plays on."""

    site: Site
    browser: Browser
    yjs: Yjs
    document: str
    """A hundred pages."""
    minutes: float
    bundles: dict[str, Path | None]
    """By their names; None is the one that the server has."""


def main() -> None:
    """Measure, and say so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="?", choices=[ALL, *SCENARIOS], default=ALL)
    parser.add_argument("--minutes", type=float, default=MINUTES, help="how long `crowd` goes on")
    parser.add_argument("--against", type=Path, help="another build's folder collab_documents")
    options = parser.parse_args()
    bundles: dict[str, Path | None] = {"": None}
    if options.against is not None:
        bundles["other"] = options.against
    wanted = SCENARIOS if options.scenario == ALL else [options.scenario]
    with stage(options.minutes, bundles) as made:
        for name in wanted:
            SCENARIOS[name](made)


@contextmanager
def stage(minutes: float, bundles: dict[str, Path | None]) -> Iterator[Stage]:
    """A server, a browser and a document of a hundred pages."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        site = stack.enter_context(running(Path(folder), COLLAB_THROTTLE="off"))
        make(site, (ADA, GRACE, ALAN))
        yjs = stack.enter_context(driver())
        document = site.create("ada", "grace", "alan", title="A hundred pages")
        plant(yjs, site, document)
        browser = stack.enter_context(launched())
        yield Stage(site, browser, yjs, document, minutes, bundles)


def plant(yjs: Yjs, site: Site, document: str) -> None:
    """Write the hundred pages."""
    yjs.open("planter", site, document, "ada")
    for block in range(0, len(blocks := manuscript()), 100):
        yjs.do("plant", client="planter", blocks=blocks[block : block + 100])
    assert yjs.saved("planter")
    yjs.do("close", client="planter")


# --- the first page on a cold cache -------------------------------------------------------------


def load(made: Stage) -> None:
    """How long it takes until one can type, and what the browser says about the page."""
    short = made.site.create("ada", title="A new document")
    with sign_in(made.browser, made.site, ADA) as context:
        signed_in = context.storage_state()
    for name, document in (("new document", short), (f"{PAGES} pages", made.document)):
        visits = [visit(made, document, signed_in) for _ in range(VISITS)]
        show(f"{name}: JavaScript before typing, gzip", visits[0]["script"] / 1e3, "kB")
        for figure, unit in (("ready", "ms"), ("lcp", "ms"), ("cls", ""), ("tbt", "ms")):
            show(f"{name}: {FIGURES[figure]}", median(v[figure] for v in visits), unit)
        show(f"{name}: {FIGURES['ready']}, slowest", max(v["ready"] for v in visits), "ms")


FIGURES = {
    "ready": "until one can type",
    "lcp": "largest contentful paint",
    "cls": "layout shift",
    "tbt": "total blocking time",
}


def visit(made: Stage, document: str, signed_in: object) -> dict[str, float]:
    """One visit with nothing in the cache, up to the first letter."""
    options = {"base_url": made.site.url, "storage_state": signed_in}
    with made.browser.new_context(**options) as context:  # type: ignore[arg-type]
        context.add_init_script(LOAD)
        page = context.new_page()
        page.goto(f"/documents/{document}/")
        page.wait_for_selector(WRITABLE, timeout=PATIENCE_MS)
        needed = page.evaluate(LOADED_SCRIPTS)
        box = page.get_by_test_id("editor")
        box.focus()
        page.keyboard.press("Control+Home")
        page.keyboard.type("x")
        page.wait_for_load_state("networkidle")
        found: dict[str, float] = page.evaluate(READ_LOAD)
        return found | {"script": compressed(needed)}


def compressed(urls: Sequence[str]) -> int:
    """Bytes of scripts, as a server that compresses sends them."""
    paths = [STATIC / url.partition("/collab_documents/")[2] for url in urls]
    return sum(len(gzip.compress(path.read_bytes())) for path in paths if path.is_file())


# --- typing -------------------------------------------------------------------------------------


def typing(made: Stage) -> None:
    """Type in the middle of the document while others write in it."""
    with others(made, OTHERS):
        for name, bundle in made.bundles.items():
            with visiting(made, ADA, bundle) as (page, errors):
                seen = type_keys(page)
            label = f"typing, {OTHERS} others{' (other bundle)' * (name != '')}"
            cuts = quantiles(seen, n=100)
            show(f"{label}: keys", len(seen), "")
            for which, at in (("median", 49), ("p95", 94), ("p99", 98)):
                show(f"{label}: key to paint, {which}", cuts[at], "ms")
            show(f"{label}: errors in the console", len(errors), "")


@contextmanager
def others(made: Stage, count: int) -> Iterator[None]:
    """People without a browser write as long as the block lasts."""
    names = [f"other{number}" for number in range(count)]
    for number, name in enumerate(names):
        made.yjs.open(name, made.site, made.document, ("grace", "alan")[number % 2])
        user = {"color": "#2f6fde", "name": name}
        made.yjs.do("write", client=name, pauseMs=PAUSE_MS, seed=number + 1, user=user)
    yield
    for name in names:
        made.yjs.do("stopWriting", client=name)
        made.yjs.do("close", client=name)


@contextmanager
def visiting(
    made: Stage, person: Person, bundle: Path | None = None
) -> Iterator[tuple[Page, list[str]]]:
    """The document in a browser of its own, and what its console says of errors."""
    errors: list[str] = []
    with sign_in(made.browser, made.site, person) as context:
        if bundle is not None:
            serve_from(context, bundle)
        context.add_init_script(KEYS)
        page = context.new_page()
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"/documents/{made.document}/")
        page.wait_for_selector("body[data-ready]", state="attached", timeout=PATIENCE_MS)
        yield page, errors


def serve_from(context: BrowserContext, bundle: Path) -> None:
    """Give the page the files of another build, as far as it has them."""

    def answer(route: Route) -> None:
        name = re.sub(r"[?#].*", "", route.request.url).partition("/collab_documents/")[2]
        if (bundle / name).is_file():
            route.fulfill(path=bundle / name)
        else:
            route.continue_()

    context.route("**/static/collab_documents/**", answer)


def type_keys(page: Page) -> list[float]:
    """Milliseconds from each key to the picture with its letter."""
    place_caret(page)
    chance = Random(7)  # noqa: S311 (repeatable, not secret)
    for _ in range(SETTLE_KEYS + KEYS_TO_TYPE):
        page.keyboard.press(chance.choice("etaoinshrdlu "))
        page.wait_for_timeout(chance.uniform(60, 180))
    found: list[float] = page.evaluate(READ_KEYS)
    return found[SETTLE_KEYS:]


def place_caret(page: Page) -> None:
    """Into a paragraph in the middle of the document."""
    page.get_by_test_id("editor").locator("> p").nth(PAGES * 5 // 2).click()


# --- many people, for a while -------------------------------------------------------------------


def crowd(made: Stage) -> None:
    """Many write and two browsers are open; prints what the pages weigh before and after."""
    with visiting(made, ADA) as (one, errors), visiting(made, GRACE) as (two, more_errors):
        pages = (one, two)
        sessions = [page.context.new_cdp_session(page) for page in pages]
        with others(made, CROWD):
            write_for(pages, WARM_SECONDS)
            before = [heap(session) for session in sessions]
            write_for(pages, made.minutes * 60)
            after = [heap(session) for session in sessions]
        for which, old, new in zip(("first", "second"), before, after, strict=True):
            show(f"{CROWD} others, {which} browser: memory before", old, "MB")
            show(f"{CROWD} others, {which} browser: grown by", new - old, "MB")
        same = agree(pages)
        for error in (*errors, *more_errors):
            sys.stdout.write(f"console: {error}\n")
        show(f"{CROWD} others: errors in the consoles", len(errors) + len(more_errors), "")
        show(f"{CROWD} others: pages that differ in the end", not same, "")


def write_for(pages: Sequence[Page], seconds: float) -> None:
    """Type a word now and then in each page."""
    chance = Random(11)  # noqa: S311 (repeatable, not secret)
    for page in pages:
        place_caret(page)
    end = monotonic() + seconds
    while monotonic() < end:
        for page in pages:
            page.keyboard.type(chance.choice(("loom ", "cards ", "mill ")), delay=80)
            page.wait_for_timeout(400)


def agree(pages: Sequence[Page]) -> bool:
    """Whether the pages come to show the same text, without each other's carets."""
    one, two = (Text(page) for page in pages)
    end = monotonic() + SETTLE_SECONDS
    while one.shown() != two.shown():
        if monotonic() > end:
            return False
        pages[0].wait_for_timeout(500)
    return True


class Text:
    """What the editor of a page shows."""

    def __init__(self, page: Page) -> None:
        self._box = page.get_by_test_id("editor")

    def shown(self) -> str:
        """The text, a line for each block."""
        return str(self._box.evaluate(SHOWN_TEXT))


def heap(session: CDPSession) -> float:
    """Megabytes that are in use after a collection: of scripts, of the page and of buffers."""
    session.send("HeapProfiler.collectGarbage")
    used: dict[str, float] = session.send("Runtime.getHeapUsage")
    return sum(used.get(name, 0.0) for name in HEAP) / 1e6


SCENARIOS: dict[str, Callable[[Stage], None]] = {"load": load, "typing": typing, "crowd": crowd}


if __name__ == "__main__":
    main()
