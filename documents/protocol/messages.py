"""What a peer can say, as frozen values. Dialects turn frames into these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SyncStep1:
    """The question "what do I lack?": to be answered by one sync step 2."""

    vector: bytes


@dataclass(frozen=True, slots=True)
class Write:
    """A binary set of inserts and deletes, not read yet."""

    update: bytes
    answer: bool
    """Whether it is the sync step 2 that answers our step 1, or an edit made just now."""


@dataclass(frozen=True, slots=True)
class AwarenessEntry:
    """One row of the awareness table."""

    client: int
    clock: int
    state: str | None
    """JSON, or None when the client is gone."""


@dataclass(frozen=True, slots=True)
class AwarenessUpdate:
    """Rows of the awareness table that a peer announces."""

    entries: tuple[AwarenessEntry, ...]


@dataclass(frozen=True, slots=True)
class QueryAwareness:
    """The question "who is here?"."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The question "saved?": `echo` goes back once everything sent before is committed."""

    echo: bytes


@dataclass(frozen=True, slots=True)
class Nothing:
    """A frame that says nothing and is to be ignored."""


Message = SyncStep1 | Write | AwarenessUpdate | QueryAwareness | Ask | Nothing
