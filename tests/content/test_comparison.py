from typing import Any

from hypothesis import given, settings

from documents.content import comparison
from documents.content.comparison import Change, Comparison, compare_trees
from documents.content.fitting import fit
from documents.content.markdown_reading import read_markdown
from documents.content.text import unit_text

from .trees import DOCUMENTS, Json


def _compare(before: str, after: str) -> Comparison:
    return compare_trees(fit(read_markdown(before)), fit(read_markdown(after)))


def _told(before: str, after: str) -> list[Any]:
    return [
        (block["change"], [(run["change"], run["text"]) for run in block["runs"]])
        for block in _compare(before, after)["blocks"]
    ]


def _side(compared: Comparison, *changes: Change) -> str:
    return "".join(
        run["text"]
        for block in compared["blocks"]
        for run in block["runs"]
        if run["change"] in changes
    )


def _text(tree: Json) -> str:
    if tree["type"] == "image":
        attrs = tree["attrs"]
        return str(attrs["alt"] or attrs["src"])
    if tree["type"] == "blockMath":
        return str(tree["attrs"]["latex"])
    return (
        unit_text(tree) + str(tree.get("text", "")) + "".join(map(_text, tree.get("content", [])))
    )


@given(DOCUMENTS, DOCUMENTS)
@settings(max_examples=80, deadline=None)
def test_each_side_is_told_whole(before: Json, after: Json) -> None:
    old, new = fit(before), fit(after)
    compared = compare_trees(old, new)
    kept = _side(compared, Change.EQUAL, Change.INSERTED)
    assert kept == _text(new)
    assert compared["inserted"] == len(_side(compared, Change.INSERTED))
    assert compared["deleted"] == len(_side(compared, Change.DELETED))
    assert len(_text(old)) == len(_text(new)) - compared["inserted"] + compared["deleted"]


@given(DOCUMENTS)
@settings(max_examples=40, deadline=None)
def test_a_document_equals_itself(tree: Json) -> None:
    compared = compare_trees(fit(tree), fit(tree))
    assert {block["change"] for block in compared["blocks"]} <= {Change.EQUAL}
    assert (compared["inserted"], compared["deleted"]) == (0, 0)


def test_words_are_told_apart_within_a_block() -> None:
    assert _told("The quick brown fox", "The slow brown fox") == [
        (
            Change.CHANGED,
            [
                (Change.EQUAL, "The "),
                (Change.DELETED, "quick"),
                (Change.INSERTED, "slow"),
                (Change.EQUAL, " brown fox"),
            ],
        )
    ]


def test_blocks_come_and_go() -> None:
    told = _told("first\n\nold words here\n\nlast", "first\n\nlast\n\nsomething else")
    assert [change for change, _ in told] == [
        Change.EQUAL,
        Change.DELETED,
        Change.EQUAL,
        Change.INSERTED,
    ]


def test_blocks_that_have_little_in_common_are_no_pair() -> None:
    told = _told("alpha beta gamma", "one two three")
    assert [change for change, _ in told] == [Change.INSERTED, Change.DELETED]


def test_a_change_of_kind_or_of_marks_is_a_change() -> None:
    (block,) = _compare("title", "# title")["blocks"]
    assert (block["type"], block["level"], block["change"]) == ("heading", 1, Change.CHANGED)
    (block,) = _compare("a b c", "a **b** c")["blocks"]
    assert [(run["text"], run["marks"], run["change"]) for run in block["runs"]] == [
        ("a ", [], Change.EQUAL),
        ("b", [], Change.DELETED),
        ("b", ["bold"], Change.INSERTED),
        (" c", [], Change.EQUAL),
    ]


def test_a_changed_address_is_a_change() -> None:
    (block,) = _compare("[a](/x)", "[a](/y)")["blocks"]
    assert block["change"] is Change.CHANGED


def test_a_block_says_what_is_around_it() -> None:
    blocks = _compare("> - a", "> - a")["blocks"]
    assert blocks[0]["within"] == ["blockquote", "bulletList", "listItem"]


def test_images_and_rules_are_blocks_too() -> None:
    blocks = _compare("![x](a.png)", "---")["blocks"]
    assert [(block["type"], block["change"]) for block in blocks] == [
        ("horizontalRule", Change.INSERTED),
        ("image", Change.DELETED),
    ]


def test_what_is_too_long_to_compare_word_by_word_is_told_whole(monkeypatch: Any) -> None:
    monkeypatch.setattr(comparison, "_MAX_WORDS", 10)
    (block,) = _compare("a b c d e", "a b c d f")["blocks"]
    assert [run["change"] for run in block["runs"]] == [Change.DELETED, Change.INSERTED]
    monkeypatch.setattr(comparison, "_MAX_PAIRS", 0)
    assert [block["change"] for block in _compare("a b c", "a b d")["blocks"]] == [
        Change.INSERTED,
        Change.DELETED,
    ]


def test_a_short_block_with_a_letter_more_is_the_same_block() -> None:
    for before, after in (
        ("Cost", "Costs"),
        ("Untitled plan", "Untitled plans"),
        ("Mill", "mills"),
    ):
        assert [change for change, _ in _told(before, after)] == [Change.CHANGED]


def test_a_short_block_of_other_words_is_another_block() -> None:
    told = _told("Mill", "Loom and cards")
    assert [change for change, _ in told] == [Change.INSERTED, Change.DELETED]
