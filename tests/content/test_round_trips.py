"""Markdown goes in and comes out again, for texts that people wrote and for long ones."""

from pathlib import Path

import pytest

from documents.content.arrivals import receive, settle
from documents.content.fitting import fit
from documents.content.jobs import MARKDOWN, render
from documents.content.markdown import to_markdown
from documents.content.markdown_reading import read_markdown
from tests.project.commands import ROOT

from .long_markdown import long_markdown

REAL = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def through(markdown: str) -> str:
    """What a document exports that was made of this file."""
    made = settle(receive("Report.md", markdown.encode()).tree, {}, 7)
    return render(made.payload, MARKDOWN).decode()


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_real_documents_lose_nothing_and_settle_at_once(path: Path) -> None:
    text = path.read_text()
    once = through(text)
    assert fit(read_markdown(once)) == fit(read_markdown(text))
    assert through(once) == once


def test_a_long_document_comes_out_as_it_went_in() -> None:
    text = long_markdown(300_000)
    assert through(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "a _b_ c",
        "a __b__ c",
        "_a",
        "a*b*c",
        "~~a~~ b",
        "~a",
        "~~~a",
        "a: b! c? (d)",
        "www.a.b",
        "=",
        "a =",
    ],
)
def test_signs_in_plain_text_stay_signs(text: str) -> None:
    tree = fit({"content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]})
    assert fit(read_markdown(to_markdown(tree))) == tree
