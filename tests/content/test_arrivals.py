import builtins
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from documents.content.arrivals import MAX_TEXT_BYTES, Arrival, receive, settle
from documents.content.errors import ContentRefused
from documents.content.fitting import fit
from documents.content.html import to_html
from documents.content.markdown import to_markdown
from documents.content.replica import open_replica
from documents.content.schema import check
from documents.content.tree import read_tree

from .files import archive, word
from .pictures import picture


def markdown(arrival: Arrival) -> str:
    check(arrival.tree)
    return to_markdown(arrival.tree)


def test_markdown_stays_what_it_is_and_its_name_is_the_title() -> None:
    text = "# One\n\nSome **words**.\n\n- a\n- b\n"
    arrival = receive("notes/My plan.md", text.encode())
    assert (arrival.title, markdown(arrival)) == ("My plan", text)


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("---\ntitle: The plan\ntags:\n  - a\n- b\n---\n\n# One\n", "The plan", "# One\n"),
        ('---\ntitle: "Quoted: yes"\n---\nx', "Quoted: yes", "x\n"),
        ("---\ndate: 2024\n---\nx", "Plan", "x\n"),
        ("---\n\nA text between lines.\n\n---\n", "Plan", "---\n\nA text between lines.\n\n---\n"),
        ("\ufeff# One\r\n\r\nx\r\n", "Plan", "# One\n\nx\n"),
    ],
)
def test_what_stands_above_markdown_is_no_text(text: str, title: str, rest: str) -> None:
    arrival = receive("Plan.md", text.encode())
    assert (arrival.title, markdown(arrival)) == (title, rest)


def test_front_matter_that_never_ends_is_read_in_no_time() -> None:
    assert receive("a.md", b"---\n" + b"a: b\n  c\n" * 50_000).title == "a"


def test_html_brings_its_title_and_nothing_that_runs() -> None:
    page = (
        "<title>The &amp; plan</title><h1>The &amp; plan</h1><script>alert(1)</script>"
        "<p onclick=x>Some <b>words</b> <a href='javascript:x'>here</a></p><style>p{}</style>"
    )
    arrival = receive("a.html", page.encode())
    assert (arrival.title, markdown(arrival)) == ("The & plan", "Some **words** here\n")


def test_html_says_how_it_is_encoded() -> None:
    page = "<meta http-equiv=Content-Type content='text/html; charset=windows-1252'><p>é</p>"
    assert markdown(receive("a.htm", page.encode("cp1252"))) == "é\n"


def test_plain_text_stays_plain() -> None:
    arrival = receive("a.txt", b"# no heading\n\n*two*\n")
    assert [node["type"] for node in arrival.tree["content"]] == ["paragraph"] * 3


def test_a_word_document_keeps_its_structure() -> None:
    arrival = receive("Plan.docx", word())
    assert markdown(arrival) == (
        "# What we ship\n\nRead it **slowly** and *twice*\n\n- one\n- two\n\n1. first\n\n"
        "> Wise words\n\n"
        "<table><tbody><tr><td><p>a</p></td><td><p>b</p></td></tr></tbody></table>\n\n"
        "![](picture-1)\n"
    )
    assert arrival.held["picture-1"] == picture()


@pytest.mark.parametrize(
    "data", [b"", b"PK", archive({"a": "a"}), archive({"word/document.xml": "<w"})]
)
def test_what_is_no_word_document_is_refused(data: bytes) -> None:
    with pytest.raises(ContentRefused):
        receive("a.docx", data)


def test_entities_of_a_word_document_do_not_grow() -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE d [<!ENTITY a0 "aaaaaaaaaa">{levels}]><d>&a11;</d>'
    with pytest.raises(ContentRefused):
        receive("a.docx", archive({"word/document.xml": bomb, "[Content_Types].xml": bomb}))


def test_a_word_document_reads_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("orbit-lantern")
    with ZipFile(BytesIO(word())) as zipped:
        parts = {name: zipped.read(name) for name in zipped.namelist()}
    body = parts["word/document.xml"].decode()
    assert "What we ship" in markdown(receive("a.docx", archive(parts)))
    entity = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]><w:document'
    body = body.replace("<w:document", entity, 1).replace("What we ship", "What we ship &x;", 1)
    with pytest.raises(ContentRefused):
        receive("a.docx", archive(parts | {"word/document.xml": body}))


def test_without_its_library_word_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any, **others: Any) -> Any:
        if name == "mammoth":
            raise ImportError(name)
        return real(name, *more, **others)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ContentRefused, match="cannot read Word documents"):
        receive("a.docx", word())


def test_pictures_in_the_text_get_addresses_of_their_own() -> None:
    data = b64encode(picture()).decode()
    spelled = f"data:image/png;base64,{data}"
    for name, text in (
        ("a.md", f"![alt]({spelled})"),
        ("a.html", f"<img alt=alt src='{spelled}'>"),
    ):
        arrival = receive(name, text.encode())
        assert markdown(arrival) == "![alt](picture-1)\n"
        assert arrival.held == {"picture-1": picture()}


def test_addresses_within_an_archive_are_found() -> None:
    text = (
        "![a](<../img/one two.png>) [b](b.md#part) [c](https://example.org/b.md) "
        "[d](/b.md) ![e](missing.png) [f](../../b.md)"
    )
    beside = frozenset({"img/one two.png", "docs/b.md", "b.md"})
    arrival = receive("docs/a.md", text.encode(), beside)
    assert arrival.linked == {"../img/one two.png": "img/one two.png", "b.md#part": "docs/b.md"}


def test_old_addresses_become_new_ones_and_pictures_without_one_go() -> None:
    arrival = receive("a.md", b"![a](one.png)\n\n![b](two.png)\n\n[c](b.md) d")
    made = settle(arrival.tree, {"one.png": "/images/1", "two.png": "", "b.md": "/b/"}, 7)
    shown = to_html(planted_tree(made.payload))
    assert 'src="/images/1"' in shown
    assert 'href="/b/"' in shown
    assert "two.png" not in shown
    assert made.text.endswith("c d")


def planted_tree(payload: bytes) -> Any:
    return fit(read_tree(open_replica(payload)))


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.pdf", b"%PDF", "Only Markdown"),
        ("a", b"x", "Only Markdown"),
        ("a.md", b"\xff\xfe\xff", "not encoded in UTF-8"),
        ("a.md", b"caf\xe9", "not encoded in UTF-8"),
        ("a.txt", b"x" * (MAX_TEXT_BYTES + 1), "larger than 5 MB"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(ContentRefused, match=sentence):
        receive(name, data)
