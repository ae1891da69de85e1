"""The numbers that Word shows beside the items of lists."""

import pytest

from documents.content.word_counting import mark_items, number_lists

NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LEVELS = (
    '<w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="decimal"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/></w:lvl>'
)
NUMBERING = (
    f'<w:numbering {NAMES}><w:abstractNum w:abstractNumId="0">{LEVELS}</w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="9"/>'
    '<w:numFmt w:val="upperRoman"/><w:pStyle w:val="Article"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)


def item(number: int, depth: int = 0) -> str:
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
        "</w:pPr><w:r><w:t>x</w:t></w:r></w:p>"
    )


PLAIN = "<w:p><w:r><w:t>between</w:t></w:r></w:p>"
STYLED = '<w:p><w:pPr><w:pStyle w:val="Article"/></w:pPr></w:p>'


def marks(*paragraphs: str) -> list[str]:
    body = f"<w:document {NAMES}><w:body>{''.join(paragraphs)}</w:body></w:document>"
    marked = mark_items(body.encode(), NUMBERING.encode()).decode()
    return [part.split('"')[0] for part in marked.split('w:name="collab-item-')[1:]]


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        ((item(1), item(1)), ["4-decimal", "5-decimal"]),
        ((item(1), PLAIN, item(1)), ["4-decimal", "5-decimal"]),
        ((item(1), item(2)), ["4-decimal", "5-decimal"]),
        ((item(1), item(3), item(3)), ["4-decimal", "1-decimal-apart", "2-decimal"]),
        ((item(1), item(4)), ["4-decimal", "9-upperRoman-apart"]),
        ((STYLED, STYLED), ["9-upperRoman", "10-upperRoman"]),
        ((item(1, 2), item(0), item(77), item(1, 8)), []),
        (
            (item(1), item(1, 1), item(1, 1), item(1), item(1, 1)),
            ["4-decimal", "1-lowerLetter", "2-lowerLetter", "5-decimal", "1-lowerLetter"],
        ),
    ],
)
def test_items_count_as_in_word(paragraphs: tuple[str, ...], expected: list[str]) -> None:
    assert marks(*paragraphs) == expected


def test_lists_begin_where_their_first_item_says() -> None:
    html = (
        '<ol><li><a id="collab-item-4-decimal"></a>x</li><li><a id="collab-item-5-decimal"></a>y'
        '<ol><li><a id="collab-item-2-lowerLetter"></a>z</li></ol></li>'
        '<li><a id="collab-item-1-decimal-apart"></a>n</li></ol>'
    )
    assert number_lists(html) == (
        '<ol start="4"><li>x</li><li>y<ol start="2" type="a"><li>z</li></ol></li></ol>'
        '<ol start="1"><li>n</li></ol>'
    )


def test_what_is_no_xml_says_so() -> None:
    with pytest.raises(ValueError, match="Start tag"):
        mark_items(b"no", NUMBERING.encode())
