import builtins
from typing import Any

import pytest

from documents.content.arrivals import receive
from documents.content.departures import Departure, write_file
from documents.content.errors import ContentRefused
from documents.content.fitting import fit
from documents.content.markdown import to_markdown
from documents.content.markdown_reading import read_markdown
from documents.content.pictures import Picture

from .golden import load
from .pictures import picture

ROUND = """\
# One

Some **bold**, *italic*, ~~gone~~, `code`, <u>under</u>, <mark>marked</mark>, H<sub>2</sub>O and
[a link](https://example.org/?a=b&c=d). A\\
break.

- one
  - two
    1. three
    2. four
- five

> quoted

```
def f():
    return 1
```

<table><tbody><tr><td colspan="2"><p>wide</p></td></tr><tr><td rowspan="2"><p>tall</p></td><td><ul>\
<li><p>in it</p></li></ul></td></tr><tr><td><p>x</p></td></tr></tbody></table>
"""
SHOWN = {"/images/a.png": Picture("image/png", 4, 3, picture())}


def tree(markdown: str) -> Any:
    return fit(read_markdown(markdown))


def test_a_word_document_reads_back_as_it_was() -> None:
    word = write_file(Departure("Plan", tree(ROUND)), ".docx")
    again = to_markdown(receive("Plan.docx", word).tree)
    assert again.removeprefix("# Plan\n\n") == to_markdown(tree(ROUND))


@pytest.mark.parametrize(
    "lists",
    [
        "5. five\n6. six\n",
        "0. nought\n1. one\n",
        "1. one\n2. two\n\nBetween.\n\n3. three\n4. four\n",
        "7. seven\n   3. three\n   4. four\n8. eight\n   1. one\n",
        "- point\n  9. nine\n     - deeper\n       2. two\n- point\n",
    ],
)
def test_word_keeps_the_numbers_of_lists(lists: str) -> None:
    word = write_file(Departure("Plan", tree(lists)), ".docx")
    again = to_markdown(receive("Plan.docx", word).tree)
    assert again.removeprefix("# Plan\n\n") == to_markdown(tree(lists))


@pytest.mark.parametrize("kind", ["a", "A", "i", "I", None])
def test_word_keeps_how_lists_are_numbered(kind: str | None) -> None:
    made = tree("3. three\n4. four\n")
    made["content"][0]["attrs"]["type"] = kind
    word = write_file(Departure("Plan", made), ".docx")
    found = receive("Plan.docx", word).tree["content"][-1]
    assert (found["attrs"]["start"], found["attrs"]["type"]) == (3, kind)


def test_a_list_after_another_stays_one_of_its_own() -> None:
    lists = tree("1. one\n2. two\n")["content"] + tree("1. one\n")["content"]
    word = write_file(Departure("Plan", {"type": "doc", "content": lists}), ".docx")
    found = receive("Plan.docx", word).tree["content"][-2:]
    assert [len(held["content"]) for held in found] == [2, 1]


@pytest.mark.parametrize("language", ["python", "c++", "objective-c", "F#", "Text"])
def test_word_keeps_the_language_of_code(language: str) -> None:
    code = f"```{language}\nx = 1\n\ny = 2\n```\n"
    word = write_file(Departure("Plan", tree(f"{code}\nBetween.\n\n{code}")), ".docx")
    assert to_markdown(receive("Plan.docx", word).tree).count(code) == 2


def test_everything_an_editor_makes_can_be_written() -> None:
    for ending in (".md", ".html", ".docx"):
        assert write_file(Departure("All", fit(load("tiptap")["tree"])), ending)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_word_shows_every_kind_of_picture(form: str) -> None:
    media = f"image/{form.lower()}"
    shown = {"/images/a": Picture(media, 4, 3, picture(form))}
    word = write_file(Departure("Plan", tree("![alt](/images/a)"), shown), ".docx")
    arrival = receive("Plan.docx", word)
    assert to_markdown(arrival.tree) == "![alt](picture-1)\n"
    assert len(arrival.held) == 1


def test_signs_that_xml_does_not_have_are_left_out() -> None:
    made = fit({"content": [{"type": "text", "text": "a\ufffebc"}]})
    word = write_file(Departure("t\x0b\uffffi", made), ".docx")
    assert to_markdown(receive("x.docx", word).tree) == "# ti\n\nabc\n"


def test_without_its_library_word_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any, **others: Any) -> Any:
        if name == "word_writing":
            raise ImportError(name)
        return real(name, *more, **others)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ContentRefused, match="cannot write Word documents"):
        write_file(Departure("Plan", tree("a")), ".docx")


def test_a_page_holds_its_pictures_and_runs_nothing() -> None:
    text = "![<alt>](/images/a.png)\n\n![b](/images/b.png)\n\n" + 'src="/images/a.png"'
    page = write_file(Departure("</title><script>", tree(text), SHOWN), ".html").decode()
    assert page.count("data:image/png;base64,") == 1
    assert 'src="/images/b.png"' in page
    assert "<title>&lt;/title&gt;&lt;script&gt;</title>" in page
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_a_page_is_read_back_without_its_title() -> None:
    page = write_file(Departure("Plan & more", tree("# One\n\n![](/images/a.png)"), SHOWN), ".html")
    arrival = receive("anything.html", page)
    assert arrival.title == "Plan & more"
    assert to_markdown(arrival.tree) == "# One\n\n![](picture-1)\n"
    assert arrival.held["picture-1"] == picture()


def test_addresses_are_replaced() -> None:
    departure = Departure("", tree("[a](/b)\n\n![](/c)"), addresses={"/b": "b.md", "/c": "c.png"})
    assert write_file(departure, ".md") == b"[a](b.md)\n\n![](c.png)\n"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ContentRefused, match=r"\.pdf"):
        write_file(Departure("", tree("a")), ".pdf")
