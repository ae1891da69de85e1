from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.content.fitting import fit
from documents.content.markdown import to_markdown
from documents.content.markdown_reading import read_markdown
from documents.content.schema import check

from .golden import load
from .trees import DOCUMENTS, Json


def _read(markdown: str) -> Json:
    fitted = fit(read_markdown(markdown))
    check(fitted)
    return fitted


def _again(markdown: str) -> str:
    return to_markdown(_read(markdown))


@given(DOCUMENTS)
@settings(max_examples=100, deadline=None)
def test_a_document_reads_back_as_it_was(tree: Json) -> None:
    fitted = fit(tree)
    assert _read(to_markdown(fitted)) == fitted


@given(st.text(st.sampled_from("ab #*_`[]()<>!|~-+.1>\\&;\n \t:/x\"'=")))
@settings(max_examples=200, deadline=None)
def test_any_markdown_is_read_and_settles_after_one_writing(markdown: str) -> None:
    once = _again(markdown)
    assert _again(once) == once


@pytest.mark.parametrize(
    "markdown",
    [
        "# Title\n\nA paragraph with **bold**, *italic*, ~~gone~~ and `code`.\n",
        "snake_case, 2 \\* 3, C#, R&D, a < b\n",
        "a\\\nb\n",
        '[l](https://example.org/?a=b "t")\n',
        "- a\n- b\n  - c\n- d\n",
        "1. a\n2. b\n",
        "7. a\n8. b\n",
        "- [ ] a\n- [x] b\n",
        "- a\n\n* b\n",
        "> a\n>\n> - b\n>\n>   c\n",
        "```py\na\n\n  b\n```\n",
        "````\n```\n````\n",
        "---\n",
        "![alt](a.png)\n",
        "| a | b |\n| --- | --: |\n| c \\| d | **e** |\n",
        "a\n\n&nbsp;\n\nb\n",
        "<u>a</u> <mark>b</mark>\n",
        "\\# no heading\n\n1\\. no list\n\n\\- no list\n\n\\> no quote\n",
        "a\n\n![alt](a.png)\n\nb\n",
    ],
)
def test_plain_markdown_is_written_as_people_write_it(markdown: str) -> None:
    assert _again(markdown) == markdown


@pytest.mark.parametrize(
    ("markdown", "written"),
    [
        ("Title\n=====", "# Title\n"),
        ("* a\n* b", "- a\n- b\n"),
        ("__a__ _b_", "**a** *b*\n"),
        ("a  \nb", "a\\\nb\n"),
        ("soft\nbreak", "soft break\n"),
        ("    code", "```\ncode\n```\n"),
        ("[a][r]\n\n[r]: /u", "[a](/u)\n"),
        ("<b>a</b><br>b", "**a**\\\nb\n"),
        ("<https://example.org>", "[https://example.org](https://example.org)\n"),
    ],
)
def test_other_spellings_become_ours(markdown: str, written: str) -> None:
    assert _read(_again(markdown)) == _read(markdown)
    assert _again(markdown) == written


def test_everything_an_editor_makes_reads_back() -> None:
    tree = fit(load("tiptap")["tree"])
    assert _read(to_markdown(tree)) == tree


def test_what_markdown_cannot_say_is_one_line_of_html() -> None:
    table = '<table><tr><td colspan="2">a<p>b</p></td></tr></table>'
    image = '<img src="a.png" width="300">'
    assert _again(table).startswith("<table><tbody><tr>")
    assert _again(image) == f"{image}\n"
    assert _read(_again(table)) == _read(table)


def test_a_list_below_an_item_that_begins_with_a_break_is_a_list() -> None:
    (outer,) = _read("- <br>\n\n  - a")["content"]
    assert [node["type"] for node in outer["content"][0]["content"]] == ["paragraph", "bulletList"]
    assert _read(to_markdown({"type": "doc", "content": [outer]}))["content"] == [outer]


def test_blocks_of_html_stay_apart() -> None:
    assert len(_read("<br>\n\n<br>")["content"]) == 2
    assert _read("<!-- nothing -->\n\na") == _read("a")


def test_a_list_with_some_boxes_is_no_task_list() -> None:
    (found,) = _read("- [ ] a\n- b")["content"]
    assert found["type"] == "bulletList"
    assert found["content"][0]["content"][0]["content"][0]["text"] == "[ ] a"


def test_marks_that_markdown_cannot_open_there_become_tags() -> None:
    tree = fit(
        {
            "type": "doc",
            "content": [
                {"type": "text", "text": "a"},
                {"type": "text", "text": " b ", "marks": [{"type": "bold"}]},
                {"type": "text", "text": "c"},
            ],
        }
    )
    assert to_markdown(tree) == "a<strong> b </strong>c\n"
    assert _read(to_markdown(tree)) == tree


@pytest.mark.parametrize(
    "markdown",
    [
        "[a](javascript:alert(1))",
        "[a](java&#9;script:alert(1))",
        "![a](data:text/html,x)",
        "<a href='javascript:alert(1)'>a</a>",
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "<iframe src='https://example.org'></iframe>",
    ],
)
def test_hostile_markdown_is_inert(markdown: str) -> None:
    told = repr(_read(markdown))
    for word in ("javascript", "data:", "onerror", "script", "iframe"):
        assert word not in told


def test_the_empty_document_is_the_empty_text() -> None:
    assert to_markdown(_read("")) == ""
    empty = {"type": "paragraph", "attrs": {"textAlign": None}}
    assert _read("") == {"type": "doc", "content": [empty]}


def _levels(node: Any) -> int:
    return 1 + max(map(_levels, node.get("content", [])), default=0)


def test_lists_nest_as_deep_as_they_are_written() -> None:
    markdown = "".join(f"{'  ' * depth}- a\n" for depth in range(40))
    assert _levels(_read(markdown)) > 80
    assert _again(markdown) == markdown
