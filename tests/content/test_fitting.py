from typing import Any

import pytest
from hypothesis import given, settings

from documents.content.fitting import fit
from documents.content.schema import check

from .trees import DOCUMENTS, HOSTILE, Json


def _text(text: str, *marks: Any) -> Json:
    return {"type": "text", "text": text, "marks": [{"type": mark} for mark in marks]}


def _node(kind: str, *content: Json, **attrs: Any) -> Json:
    return {"type": kind, "content": list(content), "attrs": attrs}


def _outline(node: Json) -> Any:
    """A tree as nested lists of names and texts."""
    if node["type"] == "text":
        return "".join([node["text"], *(f"+{mark['type']}" for mark in node.get("marks", []))])
    return [node["type"], *map(_outline, node.get("content", []))]


def _fitted(*content: Json) -> Any:
    return _outline(fit(_node("doc", *content)))[1:]


@given(HOSTILE)
@settings(max_examples=200, deadline=None)
def test_any_tree_becomes_a_document_of_the_schema(tree: Json) -> None:
    fitted = fit(tree)
    check(fitted)
    assert fit(fitted) == fitted


@given(DOCUMENTS)
@settings(max_examples=100, deadline=None)
def test_fitting_twice_changes_nothing(tree: Json) -> None:
    fitted = fit(tree)
    check(fitted)
    assert fit(fitted) == fitted


@pytest.mark.parametrize("content", [None, [], {}, "text", [None], [5], ["text"], [["script"]]])
def test_nothing_is_a_document_with_an_empty_paragraph(content: Any) -> None:
    assert fit({"type": "doc", "content": content}) == {
        "type": "doc",
        "content": [{"type": "paragraph", "attrs": {"textAlign": None}}],
    }


def test_unknown_nodes_leave_their_content() -> None:
    assert _fitted(_node("script", _node("paragraph", _text("a")))) == [["paragraph", "a"]]
    assert _fitted({"type": ["script", {}], "content": [_text("b")]}) == [["paragraph", "b"]]


def test_unknown_marks_leave_their_text() -> None:
    assert _fitted(_node("paragraph", _text("a", "evil", "bold", ["x"]))) == [
        ["paragraph", "a+bold"]
    ]


def test_code_has_no_other_marks_and_a_code_block_has_none() -> None:
    assert _fitted(_node("paragraph", _text("a", "bold", "code"))) == [["paragraph", "a+code"]]
    assert _fitted(_node("codeBlock", _text("a", "bold"))) == [["codeBlock", "a"]]


def test_text_in_the_open_is_wrapped_in_one_paragraph() -> None:
    assert _fitted(_text("a"), _text("b", "bold"), _node("hardBreak"), _text("c")) == [
        ["paragraph", "a", "b+bold", ["hardBreak"], "c"]
    ]


def test_items_in_the_open_are_wrapped_in_one_list() -> None:
    item = _node("listItem", _node("paragraph", _text("a")))
    assert _fitted(item, item, _node("paragraph")) == [
        ["bulletList", *[["listItem", ["paragraph", "a"]]] * 2],
        ["paragraph"],
    ]


def test_cells_in_the_open_are_wrapped_in_a_table() -> None:
    assert _fitted(_node("tableCell", _text("a"))) == [
        ["table", ["tableRow", ["tableCell", ["paragraph", "a"]]]]
    ]


def test_a_block_in_a_paragraph_moves_out_between_two_halves() -> None:
    image = _node("image", src="a.png")
    assert _fitted(_node("paragraph", _text("a"), image, _text("b"))) == [
        ["paragraph", "a"],
        ["image"],
        ["paragraph", "b"],
    ]


def test_an_item_begins_with_a_paragraph() -> None:
    assert _fitted(_node("bulletList", _node("listItem", _node("heading", _text("h"))))) == [
        ["bulletList", ["listItem", ["paragraph"], ["heading", "h"]]]
    ]


def test_containers_without_content_get_what_they_must_hold() -> None:
    assert _fitted(_node("blockquote"), _node("bulletList"), _node("table")) == [
        ["blockquote", ["paragraph"]],
        ["bulletList", ["listItem", ["paragraph"]]],
        ["table", ["tableRow"]],
    ]


def test_a_document_in_a_document_leaves_its_content() -> None:
    assert _fitted(_node("doc", _node("paragraph", _text("a")))) == [["paragraph", "a"]]


@pytest.mark.parametrize(
    ("kind", "name", "given_value", "kept"),
    [
        ("heading", "level", 3, 3),
        ("heading", "level", 7, 1),
        ("heading", "level", ["script", {"src": "x"}], 1),
        ("heading", "level", "1 onclick=alert(1)", 1),
        ("heading", "level", True, 1),
        ("orderedList", "start", 5, 5),
        ("orderedList", "start", "5", 5),
        ("orderedList", "start", '1"><script>alert(1)</script>', 1),
        ("orderedList", "start", -1, 1),
        ("orderedList", "type", "a", "a"),
        ("orderedList", "type", '"><script>', None),
        ("codeBlock", "language", "c++", "c++"),
        ("codeBlock", "language", '"><script>', None),
        ("taskItem", "checked", True, True),
        ("taskItem", "checked", "true", False),
        ("tableCell", "colspan", 2, 2),
        ("tableCell", "colspan", 10**9, 1),
        ("tableCell", "colwidth", [90, 0], [90, 0]),
        ("tableCell", "colwidth", ["x"], None),
        ("tableCell", "align", "right", "right"),
        ("tableCell", "align", "expression(1)", None),
    ],
)
def test_attributes_have_allowed_values_or_their_default(
    kind: str, name: str, given_value: Any, kept: Any
) -> None:
    node = fit(_node("doc", _node(kind, **{name: given_value})))
    while node["type"] != kind:
        node = node["content"][0]
    assert node["attrs"][name] == kept


def test_attributes_that_the_schema_does_not_have_go() -> None:
    fitted = fit(_node("doc", _node("heading", level=2, onclick="alert(1)", style="x")))
    assert fitted["content"][0]["attrs"] == {"level": 2, "textAlign": None}


def test_a_link_without_a_safe_address_leaves_its_text() -> None:
    for href in ("javascript:alert(1)", ["https://a.b"], None):
        link = {"type": "link", "attrs": {"href": href}}
        tree = _node("doc", {"type": "text", "text": "a", "marks": [link]})
        assert _outline(fit(tree)) == ["doc", ["paragraph", "a"]]


def test_a_link_says_what_every_link_says() -> None:
    attrs = {"href": "/a", "target": "_top", "rel": "opener", "class": "evil", "title": "t"}
    tree = _node("doc", {"type": "text", "text": "a", "marks": [{"type": "link", "attrs": attrs}]})
    assert fit(tree)["content"][0]["content"][0]["marks"][0]["attrs"] == {
        "href": "/a",
        "target": "_blank",
        "rel": "noopener noreferrer nofollow",
        "class": None,
        "title": "t",
    }


def test_an_image_without_a_safe_address_goes() -> None:
    assert _fitted(_node("image", src="data:image/svg+xml,x")) == [["paragraph"]]


def test_characters_that_show_nothing_go() -> None:
    assert _fitted(_text("a\x00\x0b\x1f\x7f\x85b\tc\nd")) == [["paragraph", "ab\tc\nd"]]
