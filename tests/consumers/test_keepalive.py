"""A sign of life is waited for as long as what was sent before it may take to arrive."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from uvicorn import Config
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode
from websockets.protocol import State

from documents.protocol.limits import Limits
from documents.transport import DirectProtocol

SLOWEST = 16 * 1024
TIMEOUT = 20.0
DOCUMENT = 100 * SLOWEST


@dataclass
class Line:
    """The loop and the transport of a connection: what is due when, and what was written."""

    seconds: float = 0.0
    due: dict[str, float] = field(default_factory=dict)
    closing: bool = False

    def time(self) -> float:
        return self.seconds

    def call_later(self, seconds: float, call: Any) -> Any:
        self.due[call.__name__] = self.seconds + seconds
        return self

    def cancel(self) -> None:
        """Only the last call of each kind counts."""

    def write(self, data: bytes) -> None:
        del data

    def writelines(self, parts: tuple[bytes, ...]) -> None:
        del parts

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        self.closing = True


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def protocol(line: Line) -> DirectProtocol:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        """Never called."""

    config = Config(app, ws_ping_interval=TIMEOUT, ws_ping_timeout=TIMEOUT)
    config.load()
    protocol = DirectProtocol(config, ServerState(), {}, cast("Any", line))
    protocol.transport = cast("Any", line)
    protocol.conn.state = State.OPEN
    protocol._door = cast("Any", Counting(Limits(slow_bytes_per_second=SLOWEST)))
    return protocol


@dataclass
class Counting:
    """A door that counts."""

    limits: Limits
    written: int = 0


def patience(protocol: DirectProtocol, line: Line) -> float:
    """Ask for a sign of life: for how long is it waited for?"""
    protocol.send_keepalive_ping()
    return line.due["keepalive_timeout"] - line.seconds


def answer(protocol: DirectProtocol) -> None:
    """The client gives it."""
    assert protocol.pending_ping_payload is not None
    protocol.handle_pong(Frame(Opcode.PONG, protocol.pending_ping_payload))


def test_who_was_sent_nothing_has_the_usual_time(protocol: DirectProtocol, line: Line) -> None:
    assert patience(protocol, line) == TIMEOUT


def test_a_large_document_on_a_slow_line_has_the_time_it_needs(
    protocol: DirectProtocol, line: Line
) -> None:
    cast("Any", protocol)._door.written = DOCUMENT
    assert patience(protocol, line) == pytest.approx(TIMEOUT + 100)
    protocol.handle_pong(Frame(Opcode.PONG, b"to another ping"))
    assert patience(protocol, line) == pytest.approx(TIMEOUT + 100)


def test_what_was_sent_before_an_answered_question_has_arrived(
    protocol: DirectProtocol, line: Line
) -> None:
    cast("Any", protocol)._door.written = DOCUMENT
    patience(protocol, line)
    cast("Any", protocol)._door.written = DOCUMENT + SLOWEST
    answer(protocol)
    assert patience(protocol, line) == pytest.approx(TIMEOUT + 1)
    answer(protocol)
    assert patience(protocol, line) == TIMEOUT


def test_who_gives_no_sign_in_that_time_is_let_go(protocol: DirectProtocol, line: Line) -> None:
    patience(protocol, line)
    protocol.keepalive_timeout()
    assert line.closing
