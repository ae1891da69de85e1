"""Who wrote what came, and who took out what went, in a comparison of two states."""

from typing import Any

import pytest
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from documents.content import jobs
from documents.content.attribution import Written
from documents.content.authorship import Record
from documents.content.comparison import Change, Comparison
from documents.protocol.updates import EMPTY

MINUTE = 60


class History:
    """A document that several people write, an update each time."""

    def __init__(self) -> None:
        self.written: list[Written] = []
        self.state = EMPTY
        self.owners: dict[int, str] = {}

    def edit(self, author: str, at: int, *edits: tuple[Any, ...]) -> None:
        """Each edit is named as in `EDITS`, with what the function there takes."""
        doc: Doc[Any] = Doc(client_id=1000 + len(self.written))
        doc.apply_update(self.state)
        body = doc.get("default", type=XmlFragment)
        before = doc.get_state()
        for name, *details in edits:
            EDITS[name](body, *details)
        self.written.append(Written(doc.get_update(before), author, at))
        self.owners[1000 + len(self.written) - 1] = author
        self.state = doc.get_update()

    def record(self, compacted: int = 0) -> Record:
        """What a server knows that has compacted so many of the updates."""
        made = jobs.compact(EMPTY, self.written[:compacted])
        return Record(made.state, made.attribution, self.written[compacted:], self.owners)


def _add(body: XmlFragment, text: str, index: int | None = None) -> None:
    paragraph = XmlElement("paragraph", contents=[XmlText(text)])
    body.children.insert(len(body.children) if index is None else index, paragraph)


def _insert(body: XmlFragment, paragraph: int, index: int, text: str) -> None:
    line: Any = body.children[paragraph]
    line.children[0].insert(index, text)


def _delete(body: XmlFragment, paragraph: int, index: int, length: int) -> None:
    line: Any = body.children[paragraph]
    del line.children[0][index : index + length]


def _remove(body: XmlFragment, paragraph: int) -> None:
    del body.children[paragraph]


EDITS: dict[str, Any] = {"add": _add, "insert": _insert, "delete": _delete, "remove": _remove}


def told(compared: Comparison) -> list[tuple[Change, str, str | None]]:
    return [
        (run["change"], run["text"], run["author"])
        for block in compared["blocks"]
        for run in block["runs"]
    ]


@pytest.fixture
def history() -> History:
    history = History()
    history.edit("user:1", MINUTE, ("add", "The quick brown fox"), ("add", "jumps"))
    return history


@pytest.mark.parametrize("compacted", [0, 2, 3])
def test_each_span_has_its_author(history: History, compacted: int) -> None:
    before = history.state
    history.edit("user:2", 2 * MINUTE, ("insert", 0, 19, " and the dog"))
    history.edit("guest:3", 3 * MINUTE, ("delete", 0, 4, 6))
    compared = jobs.compare(before, history.state, history.record(compacted))
    assert told(compared) == [
        (Change.EQUAL, "The ", None),
        (Change.DELETED, "quick ", "guest:3"),
        (Change.EQUAL, "brown fox", None),
        (Change.INSERTED, " and the dog", "user:2"),
        (Change.EQUAL, "jumps", None),
    ]
    at = {run["author"]: run["at"] for run in compared["blocks"][0]["runs"] if run["author"]}
    assert at == {"guest:3": 3 * MINUTE, "user:2": 2 * MINUTE}


def test_a_word_that_two_people_wrote_is_cut_between_them(history: History) -> None:
    before = history.state
    history.edit("user:2", MINUTE, ("add", "teamwork"))
    history.edit("user:1", MINUTE, ("insert", 2, 4, "ing "))
    added = told(jobs.compare(before, history.state, history.record()))[-3:]
    assert added == [
        (Change.INSERTED, "team", "user:2"),
        (Change.INSERTED, "ing ", "user:1"),
        (Change.INSERTED, "work", "user:2"),
    ]


def test_blocks_that_came_and_went_have_authors(history: History) -> None:
    before = history.state
    history.edit("user:2", MINUTE, ("remove", 1))
    history.edit("guest:3", MINUTE, ("add", "A whole new line", 0))
    assert told(jobs.compare(before, history.state, history.record(2))) == [
        (Change.INSERTED, "A whole new line", "guest:3"),
        (Change.EQUAL, "The quick brown fox", None),
        (Change.DELETED, "jumps", "user:2"),
    ]


def test_letters_beyond_the_first_plane_count_once(history: History) -> None:
    before = history.state
    history.edit("user:2", MINUTE, ("insert", 0, 0, "😀 "))
    history.edit("guest:3", MINUTE, ("insert", 1, 5, " high 😀😀"))
    runs = told(jobs.compare(before, history.state, history.record()))
    assert [run for run in runs if run[0] is Change.INSERTED] == [
        (Change.INSERTED, "😀 ", "user:2"),
        (Change.INSERTED, " high 😀😀", "guest:3"),
    ]


def test_what_no_log_has_is_told_by_who_owns_the_client(history: History) -> None:
    history.edit("user:2", MINUTE, ("add", "late"))
    record = Record(history.state, b"", [], history.owners)
    compared = jobs.compare(EMPTY, history.state, record)
    late = next(run for b in compared["blocks"] for run in b["runs"] if run["text"] == "late")
    assert (late["author"], late["at"]) == ("user:2", None)


def test_without_a_record_nobody_is_named(history: History) -> None:
    compared = jobs.compare(EMPTY, history.state)
    assert {author for _, _, author in told(compared)} == {None}


def test_a_line_that_was_written_anew_is_still_that_line(history: History) -> None:
    before = history.state
    history.edit("user:2", MINUTE, ("delete", 1, 0, 5), ("insert", 1, 0, "sleeps all day"))
    compared = jobs.compare(before, history.state, history.record())
    assert [block["change"] for block in compared["blocks"]] == [Change.EQUAL, Change.CHANGED]
