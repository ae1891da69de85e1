"""One connected client as the server sees it: bytes in, messages out, bytes to send. No I/O.

It keeps the one promise that nobody else in the field gives: an `Ask` is echoed only when
everything that this connection sent before it is committed, and never after something was
refused.
"""

from collections.abc import Hashable, Mapping
from enum import Enum
from typing import Protocol

from . import ywebsocket
from .awareness import Identity
from .errors import CloseCode, PeerError, ProtocolError, WriteRefusedError
from .limits import Limits
from .messages import Ask, Message
from .rates import Means, Rates, Share


class Standing(Enum):
    """Whether the connection's word still stands."""

    GOOD = "good"
    GAPPED = "gapped"
    """It sent something that builds on what we lack; a sync step 2 can mend it."""
    REFUSED = "refused"
    """Something of it was not taken: nothing later on this connection is called saved."""
    CLOSED = "closed"


class Transport(Protocol):
    """Where frames go. Both return at once."""

    def send(self, frame: bytes) -> None:
        """Take one frame to be sent."""

    def end(self, code: CloseCode, reason: str) -> None:
        """Close the connection after what was given before."""

    @property
    def stuck(self) -> bool:
        """Whether the client has not read for longer than its bound."""

    def abort(self) -> None:
        """Drop the connection with everything that waits for it."""


class Peer:
    """The server's view of one connected client."""

    __slots__ = (
        "_asks", "_echoed", "_gaps", "_held", "_limits", "_mark", "_strikes", "announced",
        "audited", "code", "credential", "identity", "may_write", "principal", "private", "rates",
        "role", "standing", "transport", "writing_credential",
    )  # fmt: skip

    def __init__(  # noqa: PLR0913 (three of them are named switches)
        self,
        principal: str,
        identity: Identity,
        transport: Transport,
        limits: Limits,
        *,
        may_write: bool,
        private: bool = False,
        writing_credential: bool = True,
        credential: Hashable = None,
        means: Means | None = None,
    ) -> None:
        self.principal, self.credential = principal, credential
        """What its presence rests on, checked again while it stays; None: it cannot end."""
        self.identity = identity
        self.may_write = may_write
        self.writing_credential = writing_credential
        """Whether what it showed at the door (a session, a token of some scope) lets it write."""
        self.role: str | None = None
        """As its client was last told; None if it was not."""
        self.private = private
        """Whether the client asked for our own message types."""
        self.transport = transport
        self.standing = Standing.GOOD
        self.code: CloseCode | None = None
        """With which it was closed; None while it is not, or if the client went by itself."""
        self.audited = False
        """Whether an offence of this connection was written down: once is enough."""
        self.rates = Rates(limits, means or Means(Share(limits, 0.0)))
        self.announced: set[int] = set()
        """Client ids whose presence it was the first to announce."""
        self._limits = limits
        self._mark = self._gaps = 0
        self._asks: list[tuple[int, bytes]] = []  # an empty deque has 760 bytes
        self._held: list[bytes] = []
        self._echoed: bytes | None = None
        self._strikes: list[float] = []

    def read(self, frame: bytes) -> Message:
        """The message in a frame. Raises `PeerError`, to be given to `fault`."""
        return ywebsocket.parse(frame, self._limits)

    # -- what became of its writes

    def wrote(self, batch: int) -> None:
        """Something it sent waits for the commit of `batch` (or was known in it)."""
        self._mark = max(self._mark, batch)

    def rejudged(self, batch: int) -> None:
        """What it wrote was judged again: what it asked since waits for that to be committed."""
        self.wrote(batch)
        echoes = [echo for _, echo in self._asks]
        self._asks.clear()
        if self.standing is Standing.GAPPED:
            self._held = echoes + self._held
        else:
            self._asks += ((self._mark, echo) for echo in echoes)

    def filled(self, batch: int) -> None:
        """It answered our sync step 1 and nothing is missing now."""
        self._gaps = 0
        self.wrote(batch)
        if self.standing is Standing.GAPPED:
            self.standing = Standing.GOOD
            self._asks += ((batch, echo) for echo in self._held)
            self._held = []

    def gapped(self, *, answer: bool) -> bool:
        """It sent something that builds on what we lack: whether to send it our sync step 1.

        Its answer to that having a gap again counts; after `Limits.gaps` the connection ends.
        """
        ask = answer or self.standing is Standing.GOOD
        self._gaps += answer
        if self.standing is Standing.GOOD:
            self.standing = Standing.GAPPED
        if self._gaps >= self._limits.gaps:
            self.close(CloseCode.COULD_NOT_PROCESS, "parts of the document are missing")
            return False
        return ask

    def repeats(self, *, answer: bool) -> bool:
        """Whether what it sends now is in the answer to our sync step 1 as well, still to come.

        Then nothing is lost with it, and no look into the database is due for each letter.
        """
        return self.standing is Standing.GAPPED and not answer

    def ask(self, ask: Ask, committed: int) -> bool:
        """It asks "saved?": whether the answer has to wait for a commit after `committed`."""
        if self.standing is Standing.GAPPED:
            self._held.append(ask.echo)
        elif self.standing is Standing.GOOD:
            self._asks.append((self._mark, ask.echo))
            return self.committed(committed)
        return False

    def committed(self, batch: int) -> bool:
        """Everything up to `batch` is committed: answers what waited for it.

        Returns whether more is waiting.
        """
        answered = 0
        for mark, echo in self._asks:
            if mark > batch:
                break
            self.transport.send(echo)
            self._echoed = echo
            answered += 1
        del self._asks[:answered]
        return bool(self._asks)

    def caught_up(self) -> None:
        """It reads again after frames were dropped: the last answer to "saved?" may be one of them.

        Without it a client that waits for its answer before it asks again would wait for ever.
        """
        if self._echoed is not None:
            self.transport.send(self._echoed)

    # -- what it did wrong

    def refuse(self, reason: str) -> None:
        """Something it sent is not taken, now or ever: tell it, and call nothing saved again."""
        if self.standing is Standing.CLOSED:
            return
        self.standing = Standing.REFUSED
        self._asks.clear()
        self._held.clear()
        self._say(reason)

    def _say(self, reason: str) -> None:
        say = ywebsocket.refusal if self.private else ywebsocket.permission_denied
        self.transport.send(say(reason))

    def fault(self, error: PeerError, now: float, *, edit: bool = True) -> None:
        """Answer an error: malformed messages are forgiven twice a minute, the rest ends it.

        `edit` tells whether an edit may have been lost with it.
        """
        reason = str(error)
        if isinstance(error, WriteRefusedError):
            self.refuse(reason)
        elif isinstance(error, ProtocolError):
            self._strike(reason, now, edit=edit)
        else:
            self.close(error.code, reason)

    def _strike(self, reason: str, now: float, *, edit: bool) -> None:
        self._strikes.append(now)
        while self._strikes[0] <= now - self._limits.strike_window_seconds:
            del self._strikes[0]
        if len(self._strikes) >= self._limits.strikes:
            self.close(CloseCode.PROTOCOL_ERROR, reason)
        elif edit:
            self.refuse(reason)
        else:
            self._say(reason)

    def notify(self, content: Mapping[str, object]) -> None:
        """News about the document, for those who asked for our message types."""
        if self.private:
            self.transport.send(ywebsocket.notice(content))

    def drop(self) -> None:
        """End a connection whose client does not read: it will not read a close frame either."""
        self.close(CloseCode.TOO_SLOW, "too slow")
        self.transport.abort()

    def close(self, code: CloseCode, reason: str) -> None:
        """End the connection, once."""
        if self.standing is not Standing.CLOSED:
            self.standing = Standing.CLOSED
            self.code = code
            self._asks.clear()
            self._held.clear()
            self.transport.end(code, reason)
