"""Direct transport: uvicorn's websocket protocol with a synchronous door for binary frames.

Stock uvicorn pauses reading, queues and wakes a task for each message, and awaits for each
frame sent: 3,450 updates a second where a door carries some ten times as many. Everything that
happens seldom stays with uvicorn and `websockets`: the handshake, fragments, text, control frames,
errors and closing. Name it to uvicorn as `ws="documents.transport:DirectProtocol"`.
"""

import asyncio
import fcntl
import struct
import termios
from collections.abc import Awaitable, Callable
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from .protocol.errors import CloseCode
from .protocol.framing import BINARY, REFUSED, frame_end, header, payload
from .protocol.lag import Lag
from .protocol.limits import Limits

EXTENSION = "collab.direct"
"""Where a consumer finds the door, in the scope's `extensions`."""

Take = Callable[[bytes], Awaitable[None] | None]
"""Takes a message. What it returns must be awaited before the next message is given."""

_TURN = 64
"""Messages of one client that are taken before everybody else gets a turn: half a millisecond."""
_SMALL_BITS = 6
"""A message counts once more for each 64 bytes."""
_LARGE_BYTES = 64 * 1024
"""Messages from this size on are not copied behind their headers."""
_BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


def _nothing() -> None:
    """Nobody counts the connections."""


class DirectProtocol(WebSocketsSansIOProtocol):
    """One connection. Until the door is opened, and for what is not simple, it is uvicorn's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._door: Door | None = None
        self._pieces: list[bytes] = []
        """What has come in and was not given yet."""
        self._missing = 0
        """How many bytes the first frame among those still lacks, at least."""
        self._fragmented = False
        self._pinged = self._proven = 0
        """Bytes written before the last ping, and before the last one that was answered."""
        self.gone = _nothing
        """Called when the connection has ended."""

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection has ended."""
        super().connection_lost(exc)
        self.gone()

    def handle_connect(self, event: Any) -> None:
        """Offer the door to the application."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = self.open

    def open(self, limits: Limits) -> "Door":
        """Open the door: what has come in already is given through it first.

        What only the handshake needed is let go: some KB of each connection, and the credential.
        """
        del self.request, self.response
        cast("list[Any]", self.scope["headers"]).clear()
        self._door = door = Door(self, limits)
        early, self.queue = self.queue, asyncio.Queue()
        while not early.empty():
            message = early.get_nowait()
            binary = message.get("bytes")
            if isinstance(binary, bytes):
                door.early.append(binary)
            else:
                self.queue.put_nowait(message)
        return door

    def data_received(self, data: bytes) -> None:
        """Bytes from the client."""
        if self._door is None:
            super().data_received(data)
            self._refuse_unreadable()
            return
        self._pieces.append(data)
        self._missing -= len(data)
        if self._missing <= 0:
            self.parse()

    def _refuse_unreadable(self) -> None:
        """End a handshake that `websockets` gave up on: uvicorn would keep the connection."""
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            self.handshake_initiated = self.close_sent = True
            self.transport.write(_BAD_REQUEST)
            self.transport.close()

    def parse(self) -> None:
        """Give whole simple frames through the door, every other whole frame to uvicorn.

        The pieces of a frame are joined once, when the last one is here: to join a frame of
        16 MiB anew with each piece would copy it a hundred times.
        """
        door, at, turn = self._door, 0, _TURN
        data = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._missing, length = 0, len(data)
        while door is not None and door.ready and at < length:
            end = frame_end(data, at, door.limits.message_bytes)
            if end > length:
                self._missing = end - length
                break
            if end == REFUSED:
                self._hand_over(data[at:])  # uvicorn sees the header, and closes
                at = length
            elif turn <= 0:
                door.rest()
                break
            elif data[at] == BINARY and not self._fragmented:
                turn -= 1 + (end - at >> _SMALL_BITS)
                door.deliver(payload(data, at, end))
                at = end
            else:
                self._hand_over(data[at:end])
                at = end
        self._pieces = [data[at:]] if at < length else []

    def _hand_over(self, frame: bytes) -> None:
        if frame[0] & 0x0F < 8:  # control frames may come between fragments
            self._fragmented = not frame[0] & 0x80
        super().data_received(frame)

    def send_receive_event_to_app(self) -> None:
        """Pass on a message that uvicorn has put together: binary ones through the door."""
        if self.curr_msg_data_type == "text" and not _is_text(b"".join(self.frames)):
            self.frames = []
            self.close(CloseCode.PROTOCOL_ERROR, "text that is not UTF-8")
            return
        if self._door is None or self.curr_msg_data_type != "bytes":
            super().send_receive_event_to_app()
            return
        message, self.frames = b"".join(self.frames), []
        self._door.give(message)

    def send_keepalive_ping(self) -> None:
        """Ask for a sign of life, and wait for it as long as what was written before may take.

        The answer comes behind all of that: a document of megabytes on a slow line would never
        arrive. What a proxy has taken in counts as well: it is not known to have arrived.
        """
        super().send_keepalive_ping()
        if self._door is None or self.pong_timer is None or self.ping_timeout is None:
            return
        self.pong_timer.cancel()
        self._pinged = self._door.written
        needed = (self._pinged - self._proven) / self._door.limits.slow_bytes_per_second
        patience = self.ping_timeout + needed
        self.pong_timer = self.loop.call_later(patience, self.keepalive_timeout)

    def handle_pong(self, event: Any) -> None:
        """A sign of life: whatever was written before it was asked for has arrived."""
        super().handle_pong(event)
        if self.pending_ping_payload is None:
            self._proven = self._pinged

    def pause_writing(self) -> None:
        """Note that the client does not keep up."""
        super().pause_writing()
        if self._door is not None:
            self._door.full = True

    def resume_writing(self) -> None:
        """Note that the client has read most of what waited."""
        super().resume_writing()
        if self._door is not None:
            self._door.unstick()

    def close(self, code: CloseCode, reason: str) -> None:
        """Close the connection after what was written before, as uvicorn's own `send` does."""
        if self.close_sent or self.transport.is_closing():
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.close)
        if self._door is not None:
            self._door.shut()


class Door:
    """A peer's transport that needs no task and no queue of ours."""

    __slots__ = (
        "_behind", "_caught_up", "_lag", "_protocol", "_rest", "_take", "_waiting", "_whole",
        "early", "full", "limits", "written",
    )  # fmt: skip

    _latest: tuple[bytes, bytes] = (b"", b"\x82\x00")
    """The last message that any connection sent, and its frame: a broadcast is encoded once."""

    def __init__(self, protocol: DirectProtocol, limits: Limits) -> None:
        self._protocol = protocol
        self._take: Take | None = None
        self._caught_up: Callable[[], None] | None = None
        self._waiting: asyncio.Task[None] | None = None
        self._behind = False
        self.written = 0
        """Bytes, from the beginning."""
        self._whole = 0
        """Bytes of the large message that waits, beside which as much may wait as else."""
        self._lag = Lag(limits)
        self._rest: tuple[int, float] | None = None
        """How much of it had arrived, and since when no more has, while more was on its way."""
        self.early: list[bytes] = []
        """Messages that came before somebody took them."""
        self.limits = limits
        self.full = False
        """Whether more was written than the client reads."""

    # -- in

    def enter(self, take: Take, caught_up: Callable[[], None]) -> None:
        """From now on messages go to `take`.

        `caught_up` is called when a client that was behind has read everything.
        """
        self._take, self._caught_up = take, caught_up
        self._go_on()

    @property
    def ready(self) -> bool:
        """Whether the next message may be given."""
        return self._take is not None and (self._waiting is None or self._protocol.close_sent)

    def give(self, message: bytes) -> None:
        """Give one message to the peer, or keep it until the peer is ready for it."""
        if self._protocol.close_sent:
            return
        if not self.ready or self.early:
            self.early.append(message)
        else:
            self.deliver(message)

    def deliver(self, message: bytes) -> None:
        """Give one message to a peer that is ready for it, and for which none waits."""
        if self._take is None or self._protocol.close_sent:
            return
        work = self._take(message)
        if work is not None:
            self._hold(work)

    def rest(self) -> None:
        """Let everybody else have a turn before the next message."""
        self._hold(asyncio.sleep(0))

    def _hold(self, work: Awaitable[None]) -> None:
        self._protocol.transport.pause_reading()
        self._waiting = self._protocol.loop.create_task(self._wait(work))

    async def _wait(self, work: Awaitable[None]) -> None:
        """Hold this client's next messages back until the room has judged the last one."""
        try:
            await work
        finally:
            self._waiting = None
        if not self._protocol.transport.is_closing():
            self._go_on()

    def _go_on(self) -> None:
        given = 0
        while given < len(self.early) and self._waiting is None:
            given += 1
            self.deliver(self.early[given - 1])
        del self.early[:given]
        self._protocol.parse()
        if self._waiting is None:
            self._protocol.read_paused = False
            self._protocol.transport.resume_reading()

    # -- out

    def send(self, message: bytes) -> None:
        """Take one message to be sent."""
        protocol = self._protocol
        if self._behind or protocol.close_sent or protocol.transport.is_closing():
            return
        if self.full and self._waits_for_too_much():
            self._behind = True
            return
        if len(message) >= _LARGE_BYTES:
            head = header(len(message))
            if self._whole == 0 and len(message) > self.limits.queue_bytes:
                self._whole = len(message)
            protocol.transport.writelines((head, message))
            self.written += len(head) + len(message)
        else:
            if message is not Door._latest[0]:
                Door._latest = (message, header(len(message)) + message)
            protocol.transport.write(Door._latest[1])
            self.written += len(Door._latest[1])

    def _waits_for_too_much(self) -> bool:
        """Whether there is too much for another message.

        A document that is larger than the bound makes nobody fall behind, who would only get it
        anew for each letter that somebody types meanwhile.
        """
        waiting: int = self._protocol.transport.get_write_buffer_size()
        return waiting > self.limits.queue_bytes + self._whole

    def end(self, code: CloseCode, reason: str) -> None:
        """Close the connection after what was given before."""
        self._protocol.close(code, reason)

    def shut(self) -> None:
        """Read on without giving anything: the client's answer to the close frame comes last."""
        self.early.clear()
        if self._waiting is not None:
            self._protocol.transport.resume_reading()
            self._protocol.parse()

    def abort(self) -> None:
        """Drop the connection with everything that waits for it."""
        self._protocol.transport.abort()

    @property
    def stuck(self) -> bool:
        """Whether the client reads nothing, or is late; asked now and then.

        Megabytes fit into the kernel's queue, so a client that reads nothing, or a kilobyte a
        second, or is not there any more, is known by what its side has not confirmed.
        """
        now, arrived = self._protocol.loop.time(), self.written - self._under_way()
        if arrived == self.written:
            self._rest = None
        elif self._rest is None or self._rest[0] != arrived:
            self._rest = arrived, now
        rests = self._rest is not None and now - self._rest[1] > self.limits.queue_seconds
        return rests or self._lag.late(now, self.written, arrived)

    def _under_way(self) -> int:
        """How many bytes the client's side has not confirmed, here and in the kernel's queue."""
        transport = self._protocol.transport
        if transport.is_closing():
            return 0
        fileno = transport.get_extra_info("socket").fileno()
        (unsent,) = struct.unpack("i", fcntl.ioctl(fileno, termios.TIOCOUTQ, bytes(4)))
        return int(unsent) + transport.get_write_buffer_size()

    def unstick(self) -> None:
        """The client reads again: one that was behind gets the whole."""
        self.full, self._whole = False, 0
        if self._behind:
            self._behind = False
            if self._caught_up is not None:
                self._caught_up()


def _is_text(data: bytes) -> bool:
    """Whether the bytes are UTF-8: uvicorn would log a traceback for each that are not."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
