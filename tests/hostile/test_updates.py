"""Malformed updates from an editor, three times each on a live document, on every server."""

import pytest

from documents.protocol import ywebsocket
from tests.servers import Site
from tests.yjs import Yjs

from ..protocol import wire
from ..protocol.hostile import ROWS, Answer, Row
from . import attacker
from .stage import OWNER, Stage

pytestmark = [pytest.mark.node, pytest.mark.server, pytest.mark.timeout(300)]

BAD, GAPPED, LEGAL = (
    [row for row in ROWS if row.answer is answer]
    for answer in (Answer.BAD, Answer.GAP, Answer.PASS)
)
FOREIGN = wire.update(wire.section(7001, 5, wire.text("EVIL", left=(7001, 4))))


def test_what_no_honest_client_sends_ends_its_sender(stage: Stage) -> None:
    codes = {
        row.id: attacker.codes_after(stage.site, stage.document, [attacker.update(row.update)] * 3)
        for row in BAD
    }
    assert codes == {row.id: {4400} for row in BAD}


@pytest.mark.parametrize("row", GAPPED, ids=lambda row: row.id)
def test_what_builds_on_what_nobody_has_is_asked_for_and_not_taken(stage: Stage, row: Row) -> None:
    for name in attacker.NAMES:
        with attacker.opened(stage.site, stage.document, name) as socket:
            attacker.send(socket, [attacker.update(row.update)] * 3)
            socket.send(attacker.SAVED)
            said = attacker.answers(socket)
            assert sum(frame.startswith(b"\x00\x00") for frame in said) == 1
            assert attacker.SAVED not in said


def test_answers_with_gaps_end_the_connection(stage: Stage) -> None:
    for row in GAPPED:
        frames = [b"\x00\x01" + attacker.update(row.update)[2:]] * 3
        assert attacker.codes_after(stage.site, stage.document, frames) == {4500}, row.id


def test_nobody_writes_under_somebody_else_s_id(stage: Stage) -> None:
    frames = [attacker.update(FOREIGN)]
    assert attacker.codes_after(stage.site, stage.document, frames) == {4409}


def test_an_id_with_other_content_is_a_twin(stage: Stage) -> None:
    twin = [attacker.update(wire.update(wire.section(1, 0, wire.text(word)))) for word in "ab"]
    for _ in range(attacker.TIMES):
        document = stage.site.create(OWNER, attacker.NAME)
        assert attacker.code_after(stage.site, document, twin) == 4409


def taken(site: Site, document: str, update: bytes) -> None:
    """Send it as an editor does, who is then told that it is saved."""
    with attacker.opened(site, document) as socket:
        attacker.send(socket, [attacker.update(update), attacker.SAVED])
        said = attacker.until(socket, attacker.SAVED)
        assert not [frame for frame in said if frame[0] == ywebsocket.REFUSAL]


@pytest.mark.parametrize("row", LEGAL, ids=lambda row: row.id)
def test_what_is_legal_is_taken_once_and_opens_everywhere(stage: Stage, yjs: Yjs, row: Row) -> None:
    site, document = stage.site, stage.site.create(OWNER, attacker.NAME)
    once = int(row.update != b"\0\0")
    with attacker.opened(site, document, OWNER) as honest:
        for _ in range(attacker.TIMES):
            taken(site, document, row.update)
        letter = attacker.update(wire.update(wire.section(7, 0, wire.text("x", parent="text"))))
        attacker.send(honest, [letter, attacker.SAVED])
        heard = attacker.until(honest, attacker.SAVED)
        assert len([frame for frame in heard if frame[:2] == b"\0\2" and frame != letter]) == once
    yjs.open("fresh", site, document, OWNER)
    assert yjs.text("fresh") == "x"
    ((head,),) = site.query(  # a large row is soon part of a checkpoint
        "SELECT head FROM collab_documents_document WHERE id = :id", id=document.replace("-", "")
    )
    assert head == once + 1
