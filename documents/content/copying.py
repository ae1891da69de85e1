"""The content of one document as the first content of another, without its past."""

from dataclasses import dataclass

from .compaction import compact
from .errors import ContentRefused
from .fitting import fit
from .planting import plant
from .replica import Replica, open_replica
from .schema import check
from .text import plain_text
from .tree import is_tree, read_tree


@dataclass(frozen=True, slots=True)
class Copy:
    """First content for a document."""

    payload: bytes
    """One update, v1 encoding."""
    text: str
    """Plain text, for search."""


def copy(state: bytes, client: int) -> Copy:
    """What `state` shows, written by `client` at once.

    Who wrote it when, and what was deleted, is not in it. Content that is no tree of the schema
    keeps the ids it has, and loses what was deleted. Raises `ContentRefused`.
    """
    replica = open_replica(state)
    planted = _planted(replica, client) if is_tree(replica) else None
    return Copy(planted or compact(state, []).state, plain_text(replica))


def _planted(replica: Replica, client: int) -> bytes | None:
    """None for a tree that the schema does not know: it would lose what it has."""
    tree = read_tree(replica)
    try:
        check(tree)
    except ContentRefused:
        return None
    return plant(fit(tree), client)
