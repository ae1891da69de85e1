"""Random histories of documents edited by pycrdt, as hypothesis strategies.

pycrdt is another reading of the same format: what it shows is compared with what our replica does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text, XmlElement, XmlFragment, XmlText

_TEXTS = st.sampled_from(["a", "bc", "hello ", "é", "日本", "😀"])
_VALUES = st.sampled_from([1, "s", None, True, -7, 2.5, 10**12, {"a": [1]}, [1, "x"]])
_KEYS = st.sampled_from(["k", "q", "w"])
_FORMATS: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{"b": True}, {"b": None}, {"i": {"x": 1}}, {"i": None}]
)


@dataclass
class Told:
    """A history: the updates in order, and the state in the middle and in the end."""

    updates: list[bytes] = field(default_factory=list)
    middle_updates: int = 0
    middle: bytes = b""
    state: bytes = b""


@st.composite
def histories(draw: st.DrawFn, max_steps: int = 24) -> Told:
    """Two clients edit, and meet now and then."""
    docs: list[Doc[Any]] = [Doc(client_id=1, skip_gc=draw(st.booleans())), Doc(client_id=2)]
    told = Told()
    for doc in docs:
        doc.observe(lambda event: told.updates.append(event.update))
    steps = draw(st.integers(1, max_steps))
    for step in range(steps):
        if step == steps // 2:
            _meet(docs)
            told.middle, told.middle_updates = docs[0].get_update(), len(told.updates)
        _edit(draw, docs[draw(st.integers(0, 1))])
        if draw(st.integers(0, 4)) == 0:
            _meet(docs)
    _meet(docs)
    told.state = docs[0].get_update()
    return told


def _meet(docs: list[Doc[Any]]) -> None:
    for source in docs:
        for target in docs:
            if source is not target:
                target.apply_update(source.get_update(target.get_state()))


def _edit(draw: st.DrawFn, doc: Doc[Any]) -> None:
    kind = draw(st.sampled_from([Text, Array, Map, XmlFragment]))
    root = doc.get({Text: "t", Array: "a", Map: "m", XmlFragment: "x"}[kind], type=kind)
    with doc.transaction():
        _EDITS[kind](draw, root)


def _edit_text(draw: st.DrawFn, text: Text) -> None:
    cuts = _cuts(text)
    start = draw(st.sampled_from(cuts))
    end = draw(st.sampled_from([cut for cut in cuts if cut >= start]))
    action = draw(st.integers(0, 5))
    if action < 3 or start == end:
        text.insert(start, draw(_TEXTS))
    elif action == 3:
        del text[start:end]
    elif action == 4:
        text.format(start, end, draw(_FORMATS))
    else:
        text.insert_embed(start, {"image": "x"})


def _cuts(text: Text) -> list[int]:
    """Where text may be cut, in pycrdt's offsets: bytes of UTF-8, one for an embed."""
    cuts = [0]
    for piece, _ in text.diff():
        sizes = [len(char.encode()) for char in piece] if isinstance(piece, str) else [1]
        cuts += accumulate(sizes, initial=cuts.pop())
    return cuts


def _nested(draw: st.DrawFn) -> Any:
    makers: list[Callable[[], Any]] = [
        lambda: Text("inner"),
        lambda: Map({"k": "v", "t": Text("deep")}),
        lambda: Array([1, Map({"k": 2})]),
    ]
    return draw(st.sampled_from(makers))()


def _edit_array(draw: st.DrawFn, array: Array[Any]) -> None:
    action = draw(st.integers(0, 4))
    at = draw(st.integers(0, len(array)))
    if action < 2 or at == len(array):
        array.insert(at, draw(_VALUES))
    elif action == 2:
        array.insert(at, _nested(draw))
    elif action == 3:
        del array[at]
    elif isinstance(array[at], Map):
        _edit_map(draw, array[at])
    elif isinstance(array[at], Text):
        _edit_text(draw, array[at])


def _edit_map(draw: st.DrawFn, map_: Map[Any]) -> None:
    key = draw(_KEYS)
    action = draw(st.integers(0, 4))
    if action < 2:
        map_[key] = draw(_VALUES)
    elif action == 2:
        map_[key] = _nested(draw)
    elif action == 3 and isinstance(map_.get(key), Map):
        _edit_map(draw, map_[key])
    elif key in map_:
        del map_[key]


def _edit_xml(draw: st.DrawFn, node: Any) -> None:
    children = node.children
    at = draw(st.integers(0, len(children)))
    action = draw(st.integers(0, 6))
    if action < 2:
        children.insert(at, XmlElement(draw(st.sampled_from(["p", "h"])), {"l": "1"}))
    elif action < 4 or at == len(children):
        children.insert(at, XmlText(draw(_TEXTS)))
    elif action == 4:
        del children[at]
    elif isinstance(children[at], XmlElement):
        if draw(st.booleans()):
            _edit_xml(draw, children[at])
        else:
            children[at].attributes[draw(_KEYS)] = draw(_TEXTS)
    else:
        children[at].insert(0, draw(_TEXTS), draw(_FORMATS))


_EDITS: dict[Any, Any] = {
    Text: _edit_text,
    Array: _edit_array,
    Map: _edit_map,
    XmlFragment: _edit_xml,
}
