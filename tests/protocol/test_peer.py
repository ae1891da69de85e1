"""What a connection is told: "saved" only when everything before is, and never after a refusal."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.protocol.errors import (
    CloseCode,
    ForeignClientError,
    PeerError,
    ProtocolError,
    TooLargeError,
    WriteRefusedError,
)
from documents.protocol.limits import Limits
from documents.protocol.messages import Ask, Nothing
from documents.protocol.peer import Peer, Standing
from documents.protocol.ywebsocket import NOTICE, permission_denied, refusal


class Line:
    """A transport that remembers."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.ended: list[tuple[CloseCode, str]] = []
        self.stuck = False
        self.aborted = False

    def send(self, frame: bytes) -> None:
        self.sent.append(frame)

    def end(self, code: CloseCode, reason: str) -> None:
        self.ended.append((code, reason))

    def abort(self) -> None:
        self.aborted = True


@pytest.fixture
def line() -> Line:
    return Line()


def connected(line: Line, *, private: bool = True) -> Peer:
    return Peer("user:1", {"name": "Ann"}, line, Limits(), may_write=True, private=private)


@pytest.fixture
def peer(line: Line) -> Peer:
    return connected(line)


ONE, TWO, THREE = b"\x64\x01", b"\x64\x02", b"\x64\x03"


# --- saved -------------------------------------------------------------------------------------


def test_who_wrote_nothing_is_answered_at_once(peer: Peer, line: Line) -> None:
    assert not peer.ask(Ask(ONE), committed=0)
    assert line.sent == [ONE]


def test_an_answer_waits_for_the_commit_of_everything_before_it(peer: Peer, line: Line) -> None:
    peer.wrote(2)
    assert peer.ask(Ask(ONE), committed=1)
    assert peer.committed(1)
    assert line.sent == []
    assert not peer.committed(2)
    assert line.sent == [ONE]


def test_what_is_written_after_the_question_does_not_delay_the_answer(
    peer: Peer, line: Line
) -> None:
    peer.wrote(1)
    peer.ask(Ask(ONE), committed=0)
    peer.wrote(2)
    peer.ask(Ask(TWO), committed=0)
    assert peer.committed(1)
    assert line.sent == [ONE]
    assert not peer.committed(5)
    assert line.sent == [ONE, TWO]


def test_a_repetition_of_what_waits_does_not_take_a_mark_back(peer: Peer, line: Line) -> None:
    peer.wrote(3)
    peer.wrote(1)
    peer.ask(Ask(ONE), committed=2)
    assert line.sent == []


def test_a_gap_holds_questions_until_a_step_2_fills_it(peer: Peer, line: Line) -> None:
    assert peer.gapped(answer=False)
    assert not peer.ask(Ask(ONE), committed=9)
    peer.wrote(3)  # an update that does not fill it
    assert not peer.committed(9)
    assert line.sent == []
    peer.filled(10)
    assert peer.committed(9)
    assert line.sent == []
    assert not peer.ask(Ask(TWO), committed=10)
    assert line.sent == [ONE, TWO]


def test_held_questions_are_answered_in_order_and_before_later_ones(peer: Peer, line: Line) -> None:
    peer.wrote(1)
    peer.ask(Ask(ONE), committed=0)
    peer.gapped(answer=False)
    peer.ask(Ask(TWO), committed=0)
    peer.filled(2)
    peer.ask(Ask(THREE), committed=0)
    peer.committed(1)
    assert line.sent == [ONE]
    peer.committed(2)
    assert line.sent == [ONE, TWO, THREE]


def test_what_was_asked_before_a_gap_is_answered_in_spite_of_it(peer: Peer, line: Line) -> None:
    peer.wrote(1)
    peer.ask(Ask(ONE), committed=0)
    peer.gapped(answer=False)
    assert not peer.committed(1)
    assert line.sent == [ONE]


def test_a_step_2_without_a_gap_before_it_counts_as_a_write(peer: Peer, line: Line) -> None:
    peer.filled(4)
    assert peer.standing is Standing.GOOD
    assert peer.ask(Ask(ONE), committed=3)


def test_the_last_answer_is_repeated_to_who_reads_again(peer: Peer, line: Line) -> None:
    peer.caught_up()
    assert line.sent == []
    peer.ask(Ask(ONE), 0)
    peer.ask(Ask(TWO), 0)
    line.sent.clear()
    peer.caught_up()
    assert line.sent == [TWO]


def test_nothing_is_called_saved_after_a_refusal(peer: Peer, line: Line) -> None:
    peer.wrote(1)
    peer.ask(Ask(ONE), committed=0)
    peer.refuse("no")
    line.sent.clear()
    assert not peer.ask(Ask(TWO), committed=9)
    assert not peer.committed(9)
    peer.filled(9)
    peer.gapped(answer=False)
    peer.rejudged(9)
    peer.committed(9)
    assert line.sent == []
    assert peer.standing is Standing.REFUSED


def test_a_refusal_in_a_gap_forgets_what_was_held(peer: Peer, line: Line) -> None:
    peer.gapped(answer=False)
    peer.ask(Ask(ONE), committed=0)
    peer.refuse("no")
    peer.filled(1)
    peer.committed(1)
    assert line.sent == [refusal("no")]


def test_what_is_judged_again_is_waited_for_again(peer: Peer, line: Line) -> None:
    peer.wrote(1)
    peer.ask(Ask(ONE), committed=0)
    peer.wrote(2)
    peer.ask(Ask(TWO), committed=0)
    peer.rejudged(5)
    peer.committed(4)
    assert line.sent == []
    assert not peer.committed(5)
    assert line.sent == [ONE, TWO]


def test_what_turns_out_to_be_a_gap_when_judged_again_is_held(peer: Peer, line: Line) -> None:
    peer.wrote(1)
    peer.ask(Ask(ONE), committed=0)
    peer.gapped(answer=False)
    peer.ask(Ask(TWO), committed=0)
    peer.rejudged(5)
    assert not peer.committed(9)
    assert line.sent == []
    peer.filled(10)
    peer.committed(10)
    assert line.sent == [ONE, TWO]


# --- gaps --------------------------------------------------------------------------------------


def test_only_the_first_gap_asks_until_it_was_answered(peer: Peer) -> None:
    assert peer.gapped(answer=False)
    assert not peer.gapped(answer=False)
    assert peer.gapped(answer=True)


def test_answers_that_fill_nothing_end_the_connection(peer: Peer, line: Line) -> None:
    peer.gapped(answer=False)
    assert peer.gapped(answer=True)
    assert peer.gapped(answer=True)
    assert not peer.gapped(answer=True)
    assert [code for code, _ in line.ended] == [CloseCode.COULD_NOT_PROCESS]


def test_progress_starts_the_count_again(peer: Peer, line: Line) -> None:
    for _ in range(3):
        peer.gapped(answer=True)
        peer.gapped(answer=True)
        peer.filled(1)
    assert line.ended == []


# --- offences ----------------------------------------------------------------------------------


def test_a_refusal_is_told_in_the_words_a_client_understands(line: Line) -> None:
    connected(line, private=True).refuse("read only")
    connected(line, private=False).refuse("read only")
    assert line.sent == [refusal("read only"), permission_denied("read only")]


def test_two_malformed_messages_are_forgiven_and_the_third_is_not(peer: Peer, line: Line) -> None:
    for second in (0.0, 30.0):
        peer.fault(ProtocolError("what?"), second)
    assert line.sent == [refusal("what?")] * 2
    assert line.ended == []
    peer.fault(ProtocolError("what?"), 59.9)
    assert line.ended == [(CloseCode.PROTOCOL_ERROR, "what?")]


def test_malformed_messages_are_forgotten_after_the_window(peer: Peer, line: Line) -> None:
    for second in (0.0, 30.0, 60.0, 90.0, 120.0):
        peer.fault(ProtocolError("what?"), second)
    assert line.ended == []
    peer.fault(ProtocolError("what?"), 149.0)
    assert [code for code, _ in line.ended] == [CloseCode.PROTOCOL_ERROR]


def test_a_lost_edit_ends_saved_and_a_lost_cursor_does_not(line: Line) -> None:
    careless, unlucky = connected(line), connected(line)
    careless.fault(ProtocolError("cursor"), 0.0, edit=False)
    unlucky.fault(ProtocolError("edit"), 0.0)
    assert careless.standing is Standing.GOOD
    assert unlucky.standing is Standing.REFUSED
    assert line.sent == [refusal("cursor"), refusal("edit")]


def test_a_refused_write_is_no_malformed_message(peer: Peer, line: Line) -> None:
    for second in range(10):
        peer.fault(WriteRefusedError("read only"), float(second))
    assert line.ended == []
    assert peer.standing is Standing.REFUSED


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ForeignClientError("somebody else's"), 4409),
        (TooLargeError("too large"), 4413),
        (PeerError("something else"), 4500),
    ],
)
def test_other_faults_end_the_connection_with_their_code(
    peer: Peer, line: Line, error: PeerError, code: int
) -> None:
    peer.fault(error, 0.0)
    assert line.ended == [(CloseCode(code), str(error))]
    assert peer.standing is Standing.CLOSED


# --- the end -----------------------------------------------------------------------------------


def test_a_connection_ends_once_and_says_nothing_after_it(peer: Peer, line: Line) -> None:
    peer.wrote(1)
    peer.ask(Ask(ONE), committed=0)
    peer.close(CloseCode.RESTARTING, "restart")
    peer.close(CloseCode.NO_RIGHT, "revoked")
    peer.refuse("no")
    peer.ask(Ask(TWO), committed=9)
    assert not peer.committed(9)
    assert line.ended == [(CloseCode.RESTARTING, "restart")]
    assert line.sent == []


def test_who_does_not_read_is_dropped(peer: Peer, line: Line) -> None:
    peer.drop()
    assert line.aborted
    assert [code for code, _ in line.ended] == [CloseCode.TOO_SLOW]


def test_news_go_only_to_clients_that_asked_for_them(line: Line) -> None:
    connected(line, private=False).notify({"kind": "renamed"})
    assert line.sent == []
    connected(line, private=True).notify({"kind": "renamed"})
    [frame] = line.sent
    assert frame[0] == NOTICE
    assert json.loads(frame[2:]) == {"kind": "renamed"}


def test_a_peer_reads_frames_within_its_limits(peer: Peer, line: Line) -> None:
    assert peer.read(b"\x00\x00") == Nothing()
    small = Peer("user:1", {}, line, Limits(message_bytes=1), may_write=False)
    with pytest.raises(TooLargeError):
        small.read(b"\x00\x00")


def test_close_codes_say_whether_to_come_back() -> None:
    assert {code for code in CloseCode if code < 4500} == {
        CloseCode.PROTOCOL_ERROR,
        CloseCode.NOT_SIGNED_IN,
        CloseCode.NO_RIGHT,
        CloseCode.NOT_FOUND,
        CloseCode.FOREIGN_CLIENT,
        CloseCode.EPOCH_CHANGED,
        CloseCode.TOO_LARGE,
        CloseCode.EDITOR_TOO_OLD,
    }
    assert all(4400 <= code < 4600 for code in CloseCode)


# --- any order ---------------------------------------------------------------------------------


class Connection:
    """A peer and what may be called saved on it, told in the simplest way."""

    def __init__(self) -> None:
        self.line = Line()
        self.peer = connected(self.line)
        self.batch = 1
        self.committed = 0
        self.asked = 0
        self.unwritten = False
        """Whether something it sent is in no batch: a gap."""
        self.last = 0
        """The batch of what it wrote last."""
        self.due: dict[bytes, int | None] = {}
        """The batch that each question waits for; None while that is not known."""

    def write(self) -> None:
        self.last = self.batch
        self.peer.wrote(self.batch)

    def ask(self) -> None:
        self.asked += 1
        echo = bytes((0x64, self.asked))
        self.due[echo] = None if self.unwritten else self.last
        self.peer.ask(Ask(echo), self.committed)

    def gap(self) -> None:
        self.unwritten = True
        self.peer.gapped(answer=False)

    def fill(self) -> None:
        self.due |= {echo: self.batch for echo, batch in self.due.items() if batch is None}
        self.unwritten, self.last = False, self.batch
        self.peer.filled(self.batch)

    def commit(self) -> None:
        self.committed, self.batch = self.batch, self.batch + 1
        self.peer.committed(self.committed)

    def refuse(self) -> None:
        self.peer.refuse("no")
        self.line.sent.pop()

    def answers(self) -> list[bytes]:
        """What must have been answered by now: what is due, up to the first that waits."""
        due = [batch is not None and batch <= self.committed for batch in self.due.values()]
        return list(self.due)[: due.index(False) if False in due else None]


@given(st.lists(st.sampled_from(["write", "ask", "ask", "gap", "fill", "commit", "commit"])))
def test_every_question_is_answered_in_order_and_exactly_when_it_may_be(events: list[str]) -> None:
    connection = Connection()
    for event in events:
        getattr(connection, event)()
        assert connection.line.sent == connection.answers()


@given(
    st.lists(st.sampled_from(["write", "ask", "gap", "fill", "commit"])),
    st.lists(st.sampled_from(["write", "ask", "gap", "fill", "commit", "refuse"])),
)
def test_no_question_is_answered_after_a_refusal(before: list[str], after: list[str]) -> None:
    connection = Connection()
    for event in before:
        getattr(connection, event)()
    answered = list(connection.line.sent)
    for event in ("refuse", *after):
        getattr(connection, event)()
        assert connection.line.sent == answered
