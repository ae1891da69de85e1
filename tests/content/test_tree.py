from base64 import b64decode
from typing import Any

import pytest
from hypothesis import given, settings

from documents.content.errors import ContentRefused
from documents.content.fitting import fit
from documents.content.items import Branch, Kind
from documents.content.planting import plant
from documents.content.reading import visible
from documents.content.replica import open_replica
from documents.content.schema import check
from documents.content.text import plain_text
from documents.content.tree import is_tree, read_tree
from documents.content.values import write_any
from documents.protocol.updates import EMPTY, Content, read_update

from .golden import load
from .trees import DOCUMENTS, Json
from .updates import element, item, string, text_update, update

_GOLDEN: dict[str, Any] = load("tiptap")


def _tree(*structs: bytes) -> Json:
    return read_tree(open_replica(update({1: structs})))


def _text_node(text: str) -> list[bytes]:
    return [item(Content.TYPE, Branch(Kind.XML_TEXT, ""), "default"), string(text, (1, 0))]


def test_what_y_tiptap_wrote_is_read_as_y_tiptap_reads_it() -> None:
    tree = read_tree(open_replica(b64decode(_GOLDEN["update"])))
    assert fit(tree) == fit(_GOLDEN["tree"])
    check(tree)


def test_a_mark_that_may_lie_over_itself_has_a_hash_in_its_key() -> None:
    tree = read_tree(open_replica(b64decode(_GOLDEN["hashed"]["update"])))
    (paragraph,), (theirs,) = tree["content"], _GOLDEN["hashed"]["tree"]["content"]
    assert paragraph["content"] == theirs["content"]


def test_whole_numbers_are_integers() -> None:
    level = item(Content.ANY, [bytes.fromhex("7b4000000000000000")], (1, 0), sub="level")
    (heading,) = _tree(element("heading"), level)["content"]
    assert repr(heading["attrs"]) == "{'level': 2}"


def test_values_that_are_no_json_are_left_out() -> None:
    held = [item(Content.ANY, [write_any(b"x")], (1, 0), sub="bytes")]
    held.append(item(Content.ANY, [write_any([b"x"])], (1, 0), sub="list"))
    held.append(item(Content.TYPE, Branch(Kind.MAP, ""), (1, 0), sub="type"))
    assert _tree(element("p"), *held)["content"] == [{"type": "p"}]


def test_texts_side_by_side_are_one() -> None:
    second = item(Content.TYPE, Branch(Kind.XML_TEXT, ""), "default", origin=(1, 0))
    tree = _tree(*_text_node("a"), second, string("b", (1, 2)))
    assert tree["content"] == [{"type": "text", "text": "ab"}]


def test_hooks_maps_and_values_are_no_nodes() -> None:
    hook = item(Content.TYPE, Branch(Kind.XML_HOOK, "h"), "default")
    map_ = item(Content.TYPE, Branch(Kind.MAP, ""), "default", origin=(1, 0))
    value = item(Content.ANY, [write_any(1)], "default", origin=(1, 1))
    assert _tree(hook, map_, value)["content"] == []


def test_a_document_is_a_tree_if_its_root_has_children() -> None:
    assert is_tree(open_replica(update({1: _text_node("")[:1]})))
    assert not is_tree(open_replica(EMPTY))
    assert not is_tree(open_replica(update({1: _text_node("")[:1]}, [(1, 0, 1)])))
    assert not is_tree(open_replica(text_update("a", root="default")))


@given(DOCUMENTS)
@settings(max_examples=100, deadline=None)
def test_a_planted_tree_reads_back(tree: Json) -> None:
    fitted = fit(tree)
    planted = open_replica(plant(fitted, 3))
    assert fit(read_tree(planted)) == fitted
    check(read_tree(planted))


def test_planting_is_deterministic_and_by_one_client() -> None:
    tree = fit(_GOLDEN["tree"])
    assert plant(tree, 3) == plant(tree, 3)
    assert {struct.client for struct in read_update(plant(tree, 3)).sections[0]} == {3}


@pytest.mark.parametrize("kind", ["paragraph", "heading", "codeBlock"])
def test_a_planted_empty_line_has_a_text_that_all_write_into(kind: str) -> None:
    planted = open_replica(plant(fit({"type": "doc", "content": [{"type": kind}]}), 3))
    (line,) = visible(planted.roots["default"])
    assert isinstance(line.payload, Branch)
    (text,) = visible(line.payload)
    assert isinstance(text.payload, Branch)
    assert text.payload.kind is Kind.XML_TEXT


def test_a_planted_tree_is_what_y_tiptap_writes() -> None:
    ours = open_replica(plant(fit(_GOLDEN["tree"]), 5))
    theirs = open_replica(b64decode(_GOLDEN["update"]))
    assert read_tree(ours) == read_tree(theirs)


@pytest.mark.parametrize(
    "tree",
    [
        {},
        {"type": "paragraph"},
        {"type": "doc", "content": []},
        {"type": "doc", "content": [{"type": "evil"}]},
        {"type": "doc", "content": [{"type": "text", "text": "a"}]},
        {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text"}]}]},
        {"type": ["doc"]},
        {"type": "doc", "content": "text"},
        {"type": "doc", "content": [{"type": "paragraph", "marks": [{"type": "evil"}]}]},
    ],
)
def test_the_schema_refuses_what_it_does_not_know(tree: Json) -> None:
    with pytest.raises(ContentRefused):
        check(tree)


def test_the_text_of_a_tree_has_a_line_for_each_block() -> None:
    replica = open_replica(b64decode(_GOLDEN["update"]))
    assert plain_text(replica).split("\n") == [
        "Title with code",
        "plain boldboth 😀",
        "linked",
        "struck",
        "",
        "one",
        "",
        "third",
        "done",
        "",
        "quoted",
        "let x = 1;",
        "",
        "x",
        "watch x^2",
        "more",
        "@Ada knows",
        "\\frac{a}{b}",
        "H2O2",
        "h",
        "",
        "c",
    ]


def test_text_beside_blocks_is_a_line_of_its_own() -> None:
    paragraph = element("paragraph", origin=(1, 0))
    assert plain_text(open_replica(update({1: [*_text_node("a"), paragraph]}))) == "a\n"


def test_without_a_tree_the_text_is_that_of_the_first_root_that_is_text() -> None:
    roots = {1: [string("later", "t"), string("first", "b"), element("p", "a")]}
    assert plain_text(open_replica(update(roots))) == "first"
    assert plain_text(open_replica(EMPTY)) == ""
