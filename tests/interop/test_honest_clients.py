"""What honest clients do that looks strange: nothing of it is refused, and nothing is lost."""

import pytest

from tests.servers import Site, until
from tests.yjs import Yjs

pytestmark = [pytest.mark.node, pytest.mark.server]

ROWS, COLUMNS = 250, 20


def untroubled(yjs: Yjs, *names: str) -> bool:
    """Whether nobody was refused anything or closed."""
    return all(
        yjs.do("refusals", client=name) == [] and yjs.do("closes", client=name) == []
        for name in names
    )


def fresh_text(yjs: Yjs, site: Site, document: str) -> str:
    yjs.open("fresh", site, document, "ada")
    text = yjs.text("fresh")
    yjs.do("close", client="fresh")
    return text


def test_undo_and_redo_of_anothers_deletion(site: Site, yjs: Yjs) -> None:
    document = site.create("ada", "grace")
    yjs.open("ada", site, document, "ada")
    yjs.open("grace", site, document, "grace")
    yjs.edit("ada", ("insert", "text", 0, "one two three"))
    yjs.converged("ada", "grace")
    yjs.edit("grace", ("track", "text"), ("delete", "text", 4, 4))
    yjs.converged("ada", "grace")
    shown = []
    for step in ("undo", "redo", "undo"):
        yjs.edit("grace", (step,))
        assert yjs.saved("grace")
        yjs.converged("ada", "grace")
        shown.append(yjs.text("ada"))
    assert shown == ["one two three", "one three", "one two three"]
    assert fresh_text(yjs, site, document) == "one two three"
    assert untroubled(yjs, "ada", "grace")


def test_undo_after_the_server_has_compacted_what_was_deleted(eager: Site, yjs: Yjs) -> None:
    document = eager.create("ada")
    yjs.open("ada", eager, document, "ada")
    yjs.edit("ada", ("track", "text"), ("insert", "text", 0, "one two three"))
    assert yjs.saved("ada")
    for _ in range(6):
        yjs.edit("ada", ("insert", "text", 0, "x"), ("delete", "text", 0, 1))
        assert yjs.saved("ada")
    yjs.edit("ada", ("delete", "text", 4, 4))
    assert yjs.saved("ada")
    yjs.edit("ada", ("insert", "text", 0, "more "))
    assert yjs.saved("ada")
    until(lambda: eager.checkpoint(document))
    yjs.edit("ada", ("undo",), ("undo",))
    assert yjs.saved("ada")
    assert yjs.text("ada") == fresh_text(yjs, eager, document) == "one two three"
    assert untroubled(yjs, "ada")


@pytest.mark.parametrize("gc", [True, False], ids=["a browser", "a client that keeps history"])
def test_a_client_comes_back_after_its_room_was_compacted(eager: Site, yjs: Yjs, gc: bool) -> None:
    document = eager.create("ada", "grace")
    yjs.open("away", eager, document, "ada", gc=gc)
    yjs.open("here", eager, document, "grace")
    yjs.edit("away", ("insert", "text", 0, "written before"), ("delete", "text", 0, 3))
    assert yjs.saved("away")
    yjs.converged("away", "here")
    yjs.do("disconnect", client="away")
    yjs.edit("away", ("insert", "text", 3, "[offline]"), ("delete", "text", 0, 2))
    yjs.edit("here", ("delete", "text", 4, 3), *[("insert", "text", 0, "h")] * 3)
    assert yjs.saved("here")
    yjs.do("close", client="here")
    until(lambda: eager.checkpoint(document).get("rows") == 0)
    yjs.do("connect", client="away")
    assert yjs.saved("away")
    assert yjs.text("away") == fresh_text(yjs, eager, document)
    assert yjs.text("away").count("[offline]") == 1
    assert yjs.text("away").count("h") == 3
    assert yjs.do("refusals", client="away") == []


def test_a_connection_that_was_given_up_does_not_refuse_its_successor(site: Site, yjs: Yjs) -> None:
    """The same replica on two connections, as when a laptop wakes up before its old socket dies."""
    document = site.create("ada")
    yjs.open("ada", site, document, "ada")
    yjs.edit("ada", ("insert", "text", 0, "one "))
    yjs.do("secondConnection", client="ada", name="again")
    yjs.edit("ada", ("insert", "text", 4, "two"))
    assert yjs.saved("ada")
    assert yjs.saved("again")
    assert fresh_text(yjs, site, document) == "one two"
    assert untroubled(yjs, "ada", "again")


def test_two_replicas_that_meet_under_one_client_id_part(site: Site, yjs: Yjs) -> None:
    """Yjs takes another id as soon as it sees that its own is taken."""
    document = site.create("ada")
    yjs.open("first", site, document, "ada", clientId=77)
    yjs.open("second", site, document, "ada", clientId=77)
    yjs.edit("first", ("insert", "text", 0, "first"))
    yjs.converged("first", "second")
    yjs.edit("second", ("insert", "text", 5, " second"))
    assert yjs.saved("second")
    yjs.converged("first", "second")
    assert fresh_text(yjs, site, document) == yjs.text("first") == "first second"
    assert untroubled(yjs, "first", "second")


@pytest.mark.parametrize("word", ["other", "longer than the other"])
def test_two_replicas_that_write_blindly_under_one_client_id_never_mix(
    site: Site, yjs: Yjs, word: str
) -> None:
    """One of the two is told with 4409; the other one loses nothing."""
    document = site.create("ada")
    yjs.open("first", site, document, "ada", clientId=77)
    yjs.open("second", site, document, "ada", clientId=77)
    yjs.do("hold", client="second", what="updates")
    yjs.edit("first", ("insert", "text", 0, "first"))
    assert yjs.saved("first")
    yjs.edit("second", ("insert", "text", 0, word))
    assert not yjs.saved("second")
    assert [close["code"] for close in yjs.do("closes", client="second")] == [4409]
    yjs.edit("first", ("insert", "text", 5, " goes on"))
    assert yjs.saved("first")
    assert fresh_text(yjs, site, document) == yjs.text("first") == "first goes on"


def test_nothing_of_a_large_table_is_deleted_by_whoever_joins(site: Site, yjs: Yjs) -> None:
    document = site.create("ada", "grace")
    yjs.open("ada", site, document, "ada")
    yjs.do("mount", client="ada")
    yjs.do("insertTable", client="ada", rows=ROWS, columns=COLUMNS)
    assert yjs.saved("ada")
    yjs.open("grace", site, document, "grace", connect=False)
    yjs.do("mount", client="grace")
    yjs.do("connect", client="grace")
    yjs.open("late", site, document, "grace")
    yjs.do("mount", client="late")
    for name in ("ada", "grace", "late"):
        assert yjs.saved(name)
        assert yjs.do("cells", client=name) == ROWS * COLUMNS
    yjs.converged("ada", "grace", "late")
    assert untroubled(yjs, "ada", "grace", "late")
