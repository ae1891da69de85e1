"""Every bound of the protocol in one frozen value, each with its unit and its reason."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one peer, one message and one document may cost.

    Settable as `COLLAB["LIMITS"]`; code receives the value and never reads settings.
    """

    message_bytes: int = 16 * MIB
    """One websocket message in. An offline week of typing is some 2 MiB."""

    document_bytes: int = 32 * MIB
    """A document's merged state: what one sync step 2 may weigh going out."""

    vector_bytes: int = 512 * KIB
    """A state vector: some 60,000 replicas have ever written. Read on the event loop."""

    inline_bytes: int = 16 * KIB
    """Updates up to this size are judged on the event loop; larger ones in a thread."""

    awareness_bytes: int = 16 * KIB
    """One client's awareness state as JSON; a caret and a selection are some 300 bytes."""

    awareness_entries: int = 1000
    """Entries of one awareness message: a full room of stock clients reflects each other."""

    strikes: int = 3
    """Malformed messages on one socket within `strike_window_seconds` that end it (4400)."""

    strike_window_seconds: float = 60.0
    """How long a malformed message is held against its socket."""

    gaps: int = 3
    """Gapped sync answers without progress that end a connection (4500)."""

    queue_bytes: int = 4 * MIB
    """What may wait for one peer that does not read, before it is marked behind."""

    queue_seconds: float = 10.0
    """How long a frame may wait for a peer that does not read, before it is marked behind."""

    keepalive_seconds: float = 20.0
    """Silence after which a peer gets data: stock clients reconnect after 30 s without."""

    awareness_timeout_seconds: float = 30.0
    """Yjs forgets a client whose awareness was not renewed for this long (y-protocols)."""
