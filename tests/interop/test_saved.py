""" "Saved?" is answered when everything sent before is committed, and never too early."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.servers import Site
from tests.yjs import Yjs

pytestmark = [pytest.mark.node, pytest.mark.server]


@contextmanager
def commits_held_back(site: Site) -> Iterator[None]:
    """Another process has the database's only write lock: nobody else commits."""
    with closing(sqlite3.connect(site.folder / "collab.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def echoed(yjs: Yjs, client: str) -> int:
    """The last "saved?" that was answered, when the server had its chance to answer."""
    yjs.do("fence", client=client)
    return int(yjs.do("echoed", client=client))


def stored_text(yjs: Yjs, site: Site, document: str) -> str:
    updates = site.stored(document)
    return str(yjs.do("rebuilt", updates=updates, root="text", **{"as": "text"}))


def test_saved_means_that_the_database_has_it(site: Site, yjs: Yjs) -> None:
    document = site.create("ada")
    yjs.open("one", site, document, "ada")
    for word in ("first ", "second "):
        yjs.edit("one", ("insert", "text", 0, word))
        assert yjs.saved("one")
        assert stored_text(yjs, site, document) == yjs.text("one")


def test_nobody_sees_or_is_told_what_is_not_committed(site: Site, yjs: Yjs) -> None:
    document = site.create("ada", "grace")
    yjs.open("writer", site, document, "ada")
    yjs.open("reader", site, document, "grace")
    with commits_held_back(site):
        yjs.edit("writer", ("insert", "text", 0, "held back"))
        asked = yjs.do("ask", client="writer")
        assert echoed(yjs, "writer") < asked
        yjs.do("fence", client="reader")
        assert yjs.text("reader") == ""
        assert stored_text(yjs, site, document) == ""
    assert yjs.saved("writer")
    yjs.do("caughtUp", client="reader", **{"with": "writer"})
    assert yjs.text("reader") == "held back"


def test_a_newcomer_sees_only_what_is_committed(site: Site, yjs: Yjs) -> None:
    document = site.create("ada", "grace")
    yjs.open("writer", site, document, "ada")
    yjs.open("reader", site, document, "grace")  # a token notes its first use in the database
    yjs.do("close", client="reader")
    with commits_held_back(site):
        yjs.edit("writer", ("insert", "text", 0, "held back"))
        yjs.open("reader", site, document, "grace")
        assert yjs.text("reader") == ""
    assert yjs.saved("writer")


def test_after_a_malformed_edit_nothing_is_called_saved(site: Site, yjs: Yjs) -> None:
    document = site.create("ada")
    yjs.open("one", site, document, "ada")
    yjs.do("send", client="one", hex="00020401010100")
    yjs.edit("one", ("insert", "text", 0, "a good edit"))
    yjs.do("ask", client="one")
    assert echoed(yjs, "one") == 0
    assert len(yjs.do("refusals", client="one")) == 1


def test_a_readers_edit_is_not_called_saved(site: Site, yjs: Yjs) -> None:
    document = site.create("ada")
    site.grant("ada", document, "rita", "reader")
    yjs.open("owner", site, document, "ada")
    yjs.open("reader", site, document, "rita")
    assert yjs.saved("reader")
    before = yjs.do("echoed", client="reader")
    yjs.edit("reader", ("insert", "text", 0, "not mine to write"))
    yjs.do("ask", client="reader")
    assert echoed(yjs, "reader") == before
    assert len(yjs.do("refusals", client="reader")) == 1
    assert yjs.do("closes", client="reader") == []
    yjs.do("fence", client="owner")
    assert yjs.text("owner") == stored_text(yjs, site, document) == ""


def test_an_edit_with_a_gap_is_saved_when_the_gap_is_filled(site: Site, yjs: Yjs) -> None:
    document = site.create("ada")
    yjs.open("one", site, document, "ada")
    yjs.do("hold", client="one", what="questions")
    yjs.do("lose", client="one", edits=1)
    yjs.edit("one", ("insert", "text", 0, "lost "), ("insert", "text", 5, "found"))
    asked = yjs.do("ask", client="one")
    yjs.do("held", client="one", count=1)
    assert echoed(yjs, "one") < asked
    assert stored_text(yjs, site, document) == ""
    yjs.do("release", client="one")
    assert yjs.saved("one")
    assert stored_text(yjs, site, document) == "lost found"


def test_offline_edits_are_saved_when_they_came_in(site: Site, yjs: Yjs) -> None:
    document = site.create("ada")
    yjs.open("one", site, document, "ada")
    yjs.edit("one", ("insert", "text", 0, "before "))
    assert yjs.saved("one")
    yjs.do("disconnect", client="one")
    yjs.edit("one", ("insert", "text", 7, "offline"), ("delete", "text", 0, 3))
    yjs.do("hold", client="one", what="questions")
    yjs.do("connect", client="one")
    with commits_held_back(site):
        yjs.do("release", client="one")
        asked = yjs.do("ask", client="one")
        assert echoed(yjs, "one") < asked
        assert stored_text(yjs, site, document) == "before "
    assert yjs.saved("one")
    assert stored_text(yjs, site, document) == "ore offline"
