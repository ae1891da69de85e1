"""Random documents, as hypothesis strategies."""

from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]

WORDS = st.sampled_from(
    (
        *("a", "word", "two words", " ", "  ", "é😀", "1.", "1)", "-", "- ", "+ x", "# ", "#"),
        *("> q", "*", "**", "_", "snake_case", "~~", "~", "`", "``", "[x]", "[ ] ", "](u)", "!"),
        *("<b>", "</p>", "&", "&amp;", "&nbsp;", "|", "---", "===", "\\", "\n", "\t", "\u00a0"),
        *("http://a.b/c_d", ":--", '"', "'", "(", "=", "```", "~~~", "<!--", "<a href='x'>"),
        *("\u2003", "C#", "0", "123456789.", "$x$", "$", "$$", "[!NOTE]", "</details>", "<span x>"),
    )
)
TEXT = st.lists(WORDS, min_size=1, max_size=5).map("".join) | st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\r"), min_size=1, max_size=12
)
ADDRESSES = st.sampled_from(
    ["https://example.org/é?a=b&c=d", "/relative path", "mailto:a@b.c", "a(b)c", "x<y>z", "t\\u`*_"]
)
TITLES = st.none() | st.sampled_from(["t", 'quo"te', "back\\slash", "& &amp; é", " padded "])


def _mark(name: str) -> st.SearchStrategy[Json]:
    if name == "link":
        return st.builds(
            lambda href, title: {"type": "link", "attrs": {"href": href, "title": title}},
            ADDRESSES,
            TITLES,
        )
    return st.just({"type": name})


MARKS = st.lists(
    st.sampled_from(
        [
            *("bold", "italic", "strike", "underline", "code", "link", "highlight"),
            *("subscript", "superscript"),
        ]
    ).flatmap(_mark),
    max_size=3,
)
LATEX = st.sampled_from(
    [
        "x^2",
        "a_1 + b_2",
        "\\frac{a}{b}",
        "a < b & c",
        "5",
        "\\$",
        "a$b",
        " x ",
        "a\nb",
        "`",
        "|",
        "x\\",
    ]
) | st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), min_size=1, max_size=8)
INLINE = st.one_of(
    st.builds(lambda text, marks: {"type": "text", "text": text, "marks": marks}, TEXT, MARKS),
    st.builds(lambda text, marks: {"type": "text", "text": text, "marks": marks}, TEXT, MARKS),
    st.just({"type": "hardBreak"}),
    LATEX.map(lambda latex: {"type": "inlineMath", "attrs": {"latex": latex}}),
    st.builds(
        lambda person, label: {"type": "mention", "attrs": {"id": person, "label": label}},
        st.sampled_from(["7", "guest:a1"]),
        st.sampled_from(["Ada Lovelace", "a]b*", "@ada", "é_😀"]),
    ),
)
RUN = st.lists(INLINE, max_size=4)


def node(kind: str, content: Any = None, /, **attrs: Any) -> st.SearchStrategy[Json]:
    """A node of a kind, its content and attributes drawn from strategies."""
    return st.builds(
        lambda content, attrs: {"type": kind, "content": content, "attrs": attrs},
        st.just([]) if content is None else content,
        st.fixed_dictionaries(attrs),
    )


PARAGRAPH = node(
    "paragraph",
    RUN,
    textAlign=st.sampled_from([None, None, None, None, "center", "justify"]),
)
LEAF_BLOCKS = st.one_of(
    PARAGRAPH,
    PARAGRAPH,
    node(
        "heading",
        RUN,
        level=st.integers(1, 6),
        textAlign=st.sampled_from([None, None, None, "right"]),
    ),
    node("blockMath", latex=LATEX),
    node(
        "codeBlock",
        st.lists(TEXT.map(lambda text: {"type": "text", "text": text}), max_size=2),
        language=st.sampled_from([None, "py", "c++"]),
    ),
    node("horizontalRule"),
    node(
        "image",
        src=ADDRESSES.filter(lambda address: not address.startswith("mailto")),
        alt=st.none() | TEXT,
        title=TITLES,
        width=st.sampled_from([None, None, 300]),
        align=st.sampled_from([None, None, "center"]),
    ),
)


def _cell(blocks: st.SearchStrategy[list[Json]]) -> st.SearchStrategy[Json]:
    return node(
        "tableCell",
        PARAGRAPH.map(lambda paragraph: [paragraph]) | blocks,
        align=st.sampled_from([None, "center"]),
        colspan=st.sampled_from([1, 1, 1, 2]),
    )


def _pipes(columns: int) -> st.SearchStrategy[Json]:
    """A table that GitHub's Markdown can say."""
    only = PARAGRAPH.map(lambda paragraph: [paragraph])
    head = node("tableRow", st.lists(node("tableHeader", only), min_size=columns, max_size=columns))
    row = node("tableRow", st.lists(node("tableCell", only), min_size=columns, max_size=columns))
    return node(
        "table", st.builds(lambda first, rows: [first, *rows], head, st.lists(row, max_size=2))
    )


def _details(blocks: st.SearchStrategy[list[Json]]) -> st.SearchStrategy[list[Json]]:
    summary = st.lists(st.builds(lambda text: {"type": "text", "text": text}, TEXT), max_size=2)
    parts = st.tuples(node("detailsSummary", summary), node("detailsContent", blocks))
    return parts.map(list)


def _containers(children: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    blocks = st.lists(children, max_size=3)
    item = st.builds(lambda first, rest: [first, *rest], PARAGRAPH, blocks) | blocks
    items = st.lists(node("listItem", item), min_size=1, max_size=3)
    tasks = st.lists(node("taskItem", item, checked=st.booleans()), min_size=1, max_size=3)
    rows = st.lists(node("tableRow", st.lists(_cell(blocks), max_size=3)), min_size=1, max_size=2)
    return st.one_of(
        node("blockquote", blocks),
        node("callout", blocks, kind=st.sampled_from(["note", "tip", "warning", "danger"])),
        node("details", _details(blocks)),
        node("bulletList", items),
        node("orderedList", items, start=st.sampled_from([1, 1, 0, 7])),
        node("taskList", tasks),
        node("table", rows),
        st.integers(1, 3).flatmap(_pipes),
    )


BLOCKS = st.recursive(LEAF_BLOCKS, _containers, max_leaves=12)
DOCUMENTS = st.lists(BLOCKS, max_size=4).map(lambda blocks: {"type": "doc", "content": blocks})
"""Documents of known nodes; some are no valid ones until they are fitted."""

_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
_NAMES = st.sampled_from(
    [
        "doc",
        "paragraph",
        "heading",
        "text",
        "image",
        "script",
        "iframe",
        "table",
        "tableRow",
        "tableCell",
        "listItem",
        "taskItem",
        "orderedList",
        "codeBlock",
        "hardBreak",
        "callout",
        "details",
        "detailsSummary",
        "inlineMath",
        "blockMath",
        "mention",
        "__proto__",
        "",
    ]
)
HOSTILE_VALUES = _JUNK | st.sampled_from(
    [
        ["script", {"src": "//evil"}],
        '"><script>alert(1)</script>',
        "1 onload=alert(1)",
        "javascript:alert(1)",
        "' style='x",
    ]
)
HOSTILE = st.recursive(
    st.fixed_dictionaries({"type": _NAMES | _JUNK}, optional={"text": HOSTILE_VALUES}),
    lambda inner: st.fixed_dictionaries(
        {"type": _NAMES},
        optional={
            "content": st.lists(inner | _JUNK, max_size=4) | _JUNK,
            "attrs": st.dictionaries(
                st.sampled_from(
                    [
                        *("level", "start", "src", "href", "language", "colspan", "onclick"),
                        *("kind", "latex", "id", "label", "align", "textAlign"),
                    ]
                ),
                HOSTILE_VALUES,
                max_size=3,
            )
            | _JUNK,
            "marks": st.lists(
                st.fixed_dictionaries(
                    {"type": st.sampled_from(["bold", "link", "code", "evil"])},
                    optional={"attrs": st.fixed_dictionaries({"href": HOSTILE_VALUES}) | _JUNK},
                )
                | _JUNK,
                max_size=2,
            ),
            "text": HOSTILE_VALUES,
        },
    ),
    max_leaves=10,
)
"""Trees that no editor makes."""
