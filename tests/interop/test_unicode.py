"""Content that other implementations read differently: here Yjs' reading is the truth."""

from collections.abc import Sequence

import pytest

from tests.servers import Site, until
from tests.yjs import Yjs

pytestmark = [pytest.mark.node, pytest.mark.server]

Edits = Sequence[tuple[object, ...]]

CASES: dict[str, Edits] = {
    "an emoji cut in half by a deletion": [
        ("insert", "text", 0, "a😀b"),
        ("delete", "text", 1, 1),
    ],
    "an emoji cut in half by an insertion": [
        ("insert", "text", 0, "a😀b"),
        ("insert", "text", 2, "x"),
    ],
    "an emoji cut in half by a format": [
        ("insert", "text", 0, "a😀b"),
        ("format", "text", 1, 1, {"bold": True}),
    ],
    "an emoji whose halves are deleted one by one": [
        ("insert", "text", 0, "a😀😀b"),
        ("delete", "text", 2, 2),
        ("delete", "text", 1, 1),
    ],
    "emoji of several parts, marks that combine, both directions, NUL and a byte order mark": [
        ("insert", "text", 0, "👩‍👩‍👧‍👦 e\u0301 \u202eabc\u202c \u0000 \ufeff שלום 🏳️‍🌈 \U0001d518"),
        ("delete", "text", 3, 4),
    ],
    "half an emoji in a format's value": [
        ("insert", "text", 0, "word"),
        ("format", "text", 0, 4, {"note": "\ud83d"}),
        ("embed", "text", 2, {"half": "\ude00", "whole": "😀"}),
    ],
    "numbers that other implementations round or refuse": [
        ("insert", "text", 0, "word"),
        ("format", "text", 0, 4, {"size": 33.333333333333336, "large": 12345678901234567000}),
        ("embed", "text", 2, {"width": 1e300, "height": -0.1}),
        ("set", "map", "fraction", 33.333333333333336),
    ],
    "a hook, which has a name that other implementations do not read": [
        ("paragraph", "xml", "before"),
        ("hook", "xml", "widget", "key", "value"),
        ("paragraph", "xml", "after"),
        ("insert", "text", 0, "beside"),
    ],
    "names of roots, keys and marks beyond ASCII": [
        ("set", "κλειδί 😀", "ключ", "值"),
        ("nest", "κλειδί 😀", "内", "text", "😀"),
        ("insert", "text", 0, "x", {"ζ😀": "ω"}),
    ],
}


def fresh_shape(yjs: Yjs, site: Site, document: str, root: str) -> object:
    yjs.open("fresh", site, document, "ada")
    shape = yjs.do("read", client="fresh", root=root, **{"as": "shape"})
    yjs.do("close", client="fresh")
    return shape


def stored_shape(yjs: Yjs, site: Site, document: str, root: str) -> object:
    updates = site.stored(document)
    return yjs.do("rebuilt", updates=updates, root=root, **{"as": "shape"})


@pytest.mark.parametrize("edits", CASES.values(), ids=CASES)
def test_everybody_reads_what_yjs_reads(site: Site, yjs: Yjs, edits: Edits) -> None:
    document = site.create("ada", "grace")
    yjs.open("writer", site, document, "ada")
    yjs.open("reader", site, document, "grace")
    for change in edits:
        yjs.edit("writer", change)
        assert yjs.saved("writer")
    roots = dict.fromkeys(str(change[1]) for change in edits)
    live = {root: yjs.do("read", client="writer", root=root, **{"as": "shape"}) for root in roots}
    yjs.do("caughtUp", client="reader", **{"with": "writer"})
    for root, shape in live.items():
        assert yjs.do("read", client="reader", root=root, **{"as": "shape"}) == shape
        assert fresh_shape(yjs, site, document, root) == shape
        assert stored_shape(yjs, site, document, root) == shape
    text = yjs.text("reader")
    if "text" in roots:
        assert site.content("ada", document, "text/plain").decode() == text
    yjs.do("closeAll")
    until(lambda: site.checkpoint(document).get("rows") == 0)
    assert site.checkpoint(document)["canonical"]
    for root, shape in live.items():
        assert fresh_shape(yjs, site, document, root) == shape
        assert stored_shape(yjs, site, document, root) == shape
    if "text" in roots:
        assert site.content("ada", document, "text/plain").decode() == text
