"""The same promises as in the other modules, with the real Yjs as the judge."""

from typing import Any

import pytest

from documents.content.attribution import Written
from documents.content.compaction import compact
from documents.content.fitting import fit
from documents.content.items import Kind
from documents.content.jobs import build
from documents.content.planting import plant
from documents.content.reading import portrait
from documents.content.replica import open_replica
from documents.content.restore import restore
from documents.content.tree import read_tree
from documents.protocol.outgoing import unsealed
from documents.protocol.updates import EMPTY

from .conftest import Ask
from .golden import History, history, load, show

pytestmark = pytest.mark.node

_SEEDS = [1_000, 2_000, 3_000, 4_000]


@pytest.fixture(scope="module", params=_SEEDS)
def told(request: pytest.FixtureRequest, ask: Ask) -> list[History]:
    return [history(given, bytes.fromhex) for given in ask("histories", request.param, 25, 80)]


def _shown(ask: Ask, *updates: bytes) -> list[Any]:
    return list(ask("shown", [unsealed(update).hex() for update in updates]))


def _compacted(*updates: bytes) -> bytes:
    made = compact(EMPTY, [Written(update, "ada", 0) for update in updates])
    assert made.canonical
    return made.state


def test_replicas_show_what_yjs_shows(told: list[History]) -> None:
    for one in told:
        assert show(open_replica(one.state)) == one.shown
        assert show(open_replica(*one.updates)) == one.shown
        assert show(open_replica(one.middle)) == one.middle_shown


def test_yjs_reads_what_was_compacted(told: list[History], ask: Ask) -> None:
    for one in told:
        early = _compacted(*one.middle_updates)
        for updates in ([early, *one.updates], [_compacted(*one.updates)], [_compacted(one.state)]):
            assert _shown(ask, *updates) == [one.shown] * 3


def test_every_client_shows_what_was_restored(told: list[History], ask: Ask) -> None:
    for one in told:
        for current in (one.state, _compacted(one.middle, one.state)):
            change = restore(one.middle, current, 4_242).update
            assert _shown(ask, current, change) == [one.middle_shown] * 3


def test_every_client_shows_what_was_restored_and_restored_again(
    told: list[History], ask: Ask
) -> None:
    for one in told:
        there = _compacted(one.state, restore(one.middle, one.state, 4_242).update)
        back = restore(one.state, there, 4_242).update
        assert _shown(ask, there, back) == [one.shown] * 3


def test_tiptap_reads_a_document_that_was_built_here(ask: Ask) -> None:
    tree = fit(load("tiptap")["tree"])
    assert fit(ask("read", [plant(tree, 3).hex()])) == tree
    welcome = build("# Hi\n\n- [ ] **a** [b](/c)\n\n| a | b |\n|---|---|\n| c | d |", 3)
    assert fit(ask("read", [welcome.hex()])) == fit(read_tree(open_replica(welcome)))


def test_a_document_that_tiptap_wrote_is_read_here(ask: Ask) -> None:
    tree = fit(load("tiptap")["tree"])
    written = open_replica(bytes.fromhex(ask("write", tree)))
    assert fit(read_tree(written)) == tree
    # Only where a line is empty do we write more: a text that is there already cannot be doubled.
    assert _without_empty_texts(portrait(written)) == _without_empty_texts(
        portrait(open_replica(plant(tree, 5)))
    )


_EMPTY_TEXT: Any = ((Kind.XML_TEXT, "", [], {}), "{}")


def _without_empty_texts(shown: Any) -> Any:
    if isinstance(shown, dict):
        return {key: _without_empty_texts(value) for key, value in shown.items()}
    if isinstance(shown, list | tuple):
        kept = (one for one in shown if one != _EMPTY_TEXT)
        return type(shown)(_without_empty_texts(one) for one in kept)
    return shown
