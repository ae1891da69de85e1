import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings

from documents.content.fitting import fit
from documents.content.html import markup, to_html
from documents.content.html_reading import read_html, title_of
from documents.content.schema import check

from .golden import load
from .trees import DOCUMENTS, HOSTILE, Json

_TAGS = {
    *("p", "blockquote", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "code"),
    *("hr", "br", "img", "table", "tbody", "tr", "td", "th", "label", "input", "div"),
    *("strong", "em", "s", "u", "mark", "a", "sub", "sup", "span", "details", "summary"),
}
_ATTRIBUTES = {
    *("href", "title", "target", "rel", "src", "alt", "width", "height", "start", "type", "class"),
    *("data-type", "data-checked", "checked", "disabled", "colspan", "rowspan", "colwidth"),
    *("align", "role", "data-kind", "data-latex", "data-id", "data-label"),
}


class _Audit(HTMLParser):
    """Collects every tag and attribute that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(key, value or "") for key, value in attrs]


def _doc(*content: Json) -> Json:
    return {"type": "doc", "content": list(content)}


def _text(text: str, *marks: Json) -> Json:
    return {"type": "text", "text": text, "marks": list(marks)}


def _html(*content: Json) -> str:
    return to_html(fit(_doc(*content)))


def _read(html: str) -> Any:
    fitted = fit(read_html(html))
    check(fitted)
    return fitted["content"]


@given(HOSTILE)
@settings(max_examples=200, deadline=None)
def test_whatever_the_tree_only_known_tags_and_attributes_come_out(tree: Json) -> None:
    audit = _Audit(to_html(fit(tree)))
    assert audit.tags <= _TAGS
    assert {key for key, _ in audit.attributes} <= _ATTRIBUTES
    for key, value in audit.attributes:
        if key in {"href", "src"}:
            assert not re.match(r"\s*(javascript|data|vbscript|file):", value, re.IGNORECASE)


@given(HOSTILE)
@settings(max_examples=100, deadline=None)
def test_the_first_line_of_defence_holds_alone(tree: Json) -> None:
    audit = _Audit("".join(map(markup, fit(tree)["content"])))
    assert audit.tags <= _TAGS
    assert {key for key, _ in audit.attributes} <= _ATTRIBUTES


@given(DOCUMENTS)
@settings(max_examples=60, deadline=None)
def test_a_document_reads_back_from_its_markup(tree: Json) -> None:
    fitted = fit(tree)
    assert fit(read_html("".join(map(markup, fitted["content"])))) == fitted


def test_everything_an_editor_makes_has_its_tags() -> None:
    html = to_html(fit(load("tiptap")["tree"]))
    for part in (
        "<h2>Title <code>with code</code></h2>",
        "<p>plain <strong>bold<em>both</em></strong> 😀</p>",
        "<s><u>struck</u></s>",
        "<p></p>",
        '<ol start="3"><li><p>third</p></li></ol>',
        '<li data-type="taskItem" data-checked="true">',
        "<blockquote><p><mark>quoted</mark></p></blockquote>",
        '<pre><code class="language-js">let x = 1;\n\nx</code></pre>',
        "<hr>",
        '<div data-type="callout" data-kind="warning" role="note"><p>watch ',
        '<span data-type="inline-math" data-latex="x^2">x^2</span>',
        "<details><summary>more</summary>",
        '<span data-type="mention" data-id="7" data-label="Ada">@Ada</span>',
        '<div data-type="block-math" data-latex="\\frac{a}{b}">',
        '<p align="center">H<sub>2</sub>O<sup>2</sup></p>',
        '<img src="https://example.org/a.png" alt="An image" width="320">',
        '<th colwidth="90">',
        '<td colspan="2" align="center"><p>c</p></td>',
    ):
        assert part in html


def test_text_is_escaped() -> None:
    assert _html(_text("<script>alert(1)</script> & \"'")) == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; \"'</p>"
    )


def test_a_link_has_rel_and_its_address_is_escaped() -> None:
    link = {"type": "link", "attrs": {"href": '/a"b<c', "title": 't"'}}
    html = _html(_text("l", link))
    assert 'rel="noopener noreferrer nofollow"' in html
    assert 'title="t&quot;"' in html
    assert '"b<' not in html


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "java\tscript:alert(1)", "&#106;avascript:alert(1)", ["x"], 5]
)
def test_a_hostile_link_is_plain_text(href: Any) -> None:
    assert _html(_text("l", {"type": "link", "attrs": {"href": href}})) == "<p>l</p>"


def test_an_attribute_cannot_break_out() -> None:
    injected = {"type": "orderedList", "attrs": {"start": '1"><script>alert(1)</script>'}}
    assert "script" not in _html(injected)


def test_marks_reach_as_far_as_they_can() -> None:
    bold, italic = {"type": "bold"}, {"type": "italic"}
    assert _html(_text("a", bold), _text("b", bold, italic), _text("c", italic)) == (
        "<p><strong>a<em>b</em></strong><em>c</em></p>"
    )


def test_white_space_collapses_as_browsers_show_it() -> None:
    assert _read("<p>  a \n b<b> c</b>  <br>  d </p>\n<p>e</p>\n") == _read(
        "<p>a b<b> c</b><br>d</p><p>e</p>"
    )
    (paragraph,) = _read("<p>a <b> b</b> </p>")
    assert [run["text"] for run in paragraph["content"]] == ["a ", "b"]


def test_white_space_written_as_references_is_kept() -> None:
    (paragraph,) = _read("<p>&#32;a&#32;&#32;b&#9;</p>")
    assert paragraph["content"][0]["text"] == " a  b\t"


def test_tags_left_open_end_where_browsers_end_them() -> None:
    assert _read("<ul><li>a<li>b<ul><li>c</ul></ul><p>d<p>e") == _read(
        "<ul><li><p>a</p></li><li><p>b</p><ul><li><p>c</p></li></ul></li></ul><p>d</p><p>e</p>"
    )
    assert _read("<table><tr><td>a<td>b<tr><td>c</table>") == _read(
        "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
    )


def test_boxes_make_tasks() -> None:
    (tasks,) = _read("<ul><li><input type=checkbox checked> a<li><input type=checkbox> b</ul>")
    assert tasks["type"] == "taskList"
    assert [item["attrs"]["checked"] for item in tasks["content"]] == [True, False]


def test_scripts_and_styles_leave_nothing() -> None:
    assert _read("<style>p{}</style><p>a<script>alert(1)</script></p>") == _read("<p>a</p>")


def test_unknown_tags_leave_their_text() -> None:
    assert _read("<custom-tag onclick=x>a</custom-tag>") == _read("<p>a</p>")


def test_code_keeps_its_white_space_and_its_language() -> None:
    (block,) = _read('<pre><code class="hljs language-py">a\n  b<br>c</code></pre>')
    assert block["attrs"]["language"] == "py"
    assert block["content"][0]["text"] == "a\n  b\nc"


def test_nesting_without_end_is_read_flat() -> None:
    assert _read("<blockquote>" * 5_000 + "deep")


def test_any_html_is_read() -> None:
    for html in (
        "</p></b>",
        "<",
        "&",
        "&#xZZ;",
        "<p",
        "<!--",
        "<![CDATA[",
        "<li>a</ul>",
        "&bogus;",
    ):
        _read(html)


@pytest.mark.timeout(30)
@pytest.mark.parametrize("opening", ["<title", "<meta ", "<!--", "</a ", '<a b="', "<?"])
@pytest.mark.parametrize("end", ["", ">", "-->"])
def test_tags_that_never_end_are_read_in_a_moment(opening: str, end: str) -> None:
    """Where reading takes as long as the square of the length, this takes minutes."""
    check(fit(read_html(opening * 50_000 + end)))
    assert title_of(opening * 200_000 + end) == ""


@pytest.mark.parametrize(
    ("page", "text"),
    [("<p>1 < 2", "1 < 2"), ("<p>a</p>b <c", "ab <c"), ("<b>a</b> <", "a <"), ("a<b", "a<b")],
)
def test_what_opens_behind_the_last_tag_is_text(page: str, text: str) -> None:
    assert "".join(re.findall(r"'text': '([^']*)'", str(fit(read_html(page))))) == text


def test_a_title_has_its_language_and_its_signs() -> None:
    assert title_of('<head><TITLE lang="en">a &amp;\n b</title >') == "a & b"
