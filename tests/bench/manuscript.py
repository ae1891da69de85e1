"""A document of a hundred pages with the blocks that books have, as ProseMirror's JSON."""

import gzip
import json
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from .paper import FOLDER

Node = dict[str, Any]

WORDS_PER_PAGE = 500
PAGES = 100
PLAIN_WORDS = (
    "the engine weaves algebraical patterns just as the loom weaves flowers and leaves while "
    "nobody who reads its cards needs to know how the mill and the store are joined together"
)


def manuscript(pages: int = PAGES) -> list[Node]:
    """That many pages, of `WORDS_PER_PAGE` words each."""
    words = cycle(_vocabulary())
    return [block for number in range(pages) for block in _page(number, words)]


def _vocabulary() -> list[str]:
    """The words of the recorded paper; without it a few that read like some."""
    trace = FOLDER / "automerge-paper.json.gz"
    if not trace.is_file():
        return PLAIN_WORDS.split()
    with gzip.open(trace) as file:
        text: str = json.load(file)["endContent"]
    return text.split()


def _page(number: int, words: Iterator[str]) -> Iterator[Node]:
    yield _node("heading", _text(words, 6), level=1 + number % 3)
    for _ in range(4):
        yield _paragraph(words, 70)
    yield _node("bulletList", *(_node("listItem", _paragraph(words, 14)) for _ in range(4)))
    yield _node("blockquote", _paragraph(words, 40))
    if number % 5 == 0:
        yield _node("codeBlock", _text(words, 30), language="python")
    elif number % 5 == 1:
        yield _table(words)
    else:
        yield _node("taskList", *(_task(words, done=at > 1) for at in range(3)))
    yield _paragraph(words, 68)


def _table(words: Iterator[str]) -> Node:
    rows = (
        _node("tableRow", *(_node("tableCell", _paragraph(words, 3)) for _ in range(3)))
        for _ in range(4)
    )
    return _node("table", *rows)


def _task(words: Iterator[str], *, done: bool) -> Node:
    return _node("taskItem", _paragraph(words, 10), checked=done)


def _paragraph(words: Iterator[str], length: int) -> Node:
    """Text in which a few words are bold."""
    if length < 20:
        return _node("paragraph", _text(words, length))
    half = length // 2
    runs = (_text(words, half), _text(words, 3, "bold"), _text(words, length - half - 3))
    return _node("paragraph", *runs)


def _text(words: Iterator[str], length: int, *marks: str) -> Node:
    return {"type": "text", "text": " ".join(islice(words, length)) + " ", "marks": list(marks)}


def _node(kind: str, *content: Node, **attrs: object) -> Node:
    return {"type": kind, "attrs": attrs, "content": list(content)}
