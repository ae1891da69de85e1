"""One exception tree and the only table of close codes.

4400 to 4499 are final: the stock client stops on them. 4500 to 4599 mean: come back later.
"""

from enum import IntEnum


class CloseCode(IntEnum):
    """Why a connection was ended. Sent after accept, so that browsers see it."""

    PROTOCOL_ERROR = 4400
    NOT_SIGNED_IN = 4401
    NO_RIGHT = 4403
    NOT_FOUND = 4404
    FOREIGN_CLIENT = 4409
    EPOCH_CHANGED = 4410
    TOO_LARGE = 4413
    EDITOR_TOO_OLD = 4426
    COULD_NOT_PROCESS = 4500
    RESTARTING = 4503
    TOO_SLOW = 4508
    TOO_FAST = 4529


OFFENCES = frozenset(
    {
        CloseCode.PROTOCOL_ERROR,
        CloseCode.FOREIGN_CLIENT,
        CloseCode.TOO_LARGE,
        CloseCode.COULD_NOT_PROCESS,
        CloseCode.TOO_FAST,
    }
)
"""Codes of connections that are ended for what was sent on them. It may happen to the honest."""


class PeerError(Exception):
    """Something a peer did that its connection may not survive.

    The message is a short sentence for that peer: it holds no internals and no content.
    """

    code = CloseCode.COULD_NOT_PROCESS


class ProtocolError(PeerError):
    """Bytes that no honest client sends. Three in a minute end the connection."""

    code = CloseCode.PROTOCOL_ERROR


class ForeignClientError(PeerError):
    """Content under a client id that belongs to somebody else, or to another replica."""

    code = CloseCode.FOREIGN_CLIENT


class WriteRefusedError(PeerError):
    """A write without the right to write. It is not taken; the connection stays open to read."""

    code = CloseCode.NO_RIGHT


class TooLargeError(PeerError):
    """A message or a document over its limit."""

    code = CloseCode.TOO_LARGE


class TooFastError(PeerError):
    """More in a time than any honest client sends; it may come back and go on."""

    code = CloseCode.TOO_FAST
