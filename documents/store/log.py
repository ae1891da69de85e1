"""Appending to the log: one transaction for everything that waits in the process.

The log has no holes: the head is locked first, in order of id; a sequence number is taken under
that lock and a rollback gives it back. Whoever finds that the head is not what they have read
gets the rows they miss, and only what does not collide with those is appended.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from ..access import principal_of_author
from ..protocol import crdt
from ..protocol.updates import Range, read_update
from . import claims, judging, lapses, rights, rows, statements, strays, unjudged
from .claims import Claim
from .credentials import Credential
from .errors import Conflict, Corrupt, DocumentNotFound
from .rows import Head, Row, Stored


class Addition(NamedTuple):
    """One accepted update that waits for its commit."""

    author: str
    payload: bytes
    inserted: Sequence[Range]
    shown: Credential | None = None
    """With what it was written; None for what nobody showed anything for."""

    @property
    def credential(self) -> Credential:
        """What has to hold when it is committed: at the least, its author's account."""
        return self.shown or Credential(principal=principal_of_author(self.author))


@dataclass(frozen=True, slots=True)
class Draft:
    """What a room wants to append to its document's log."""

    document_id: UUID
    head: Head
    """What the room has read of the log and of the rights."""
    additions: Sequence[Addition]
    claims: Mapping[int, str]
    """Client ids that are used for the first time, and their principals."""
    touches: bool = True
    """Whether the time of change is to be written, too: an index has to be written for it."""

    @property
    def plain(self) -> bool:
        """Whether it needs nothing but to be appended, as far as the room knows."""
        return self.head.plain and not self.claims


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a draft."""

    document_id: UUID
    head: Head | None
    """The head after the commit; None when the document is gone."""
    missing: Sequence[Row] = ()
    """Rows that others appended and the room has not read."""
    appended: Sequence[Row] = ()
    """Rows of the draft: one for each author."""
    refused: frozenset[str] = frozenset()
    """Principals who may not write any more: nothing of theirs was appended."""
    lapsed: frozenset[Credential] = frozenset()
    """Credentials that hold no more: nothing of their principals was appended."""
    owners: Mapping[int, str] = field(default_factory=dict)
    """Claimed client ids that somebody else owns."""
    contended: bool = False
    """Whether nothing was appended, because the draft has to be judged again on this news."""

    @property
    def left_out(self) -> frozenset[str]:
        """Principals of whom nothing was appended.

        What somebody wrote with what holds may build on what they wrote with what does not: it is
        judged again, and belongs into the next draft.
        """
        return self.refused | {credential.principal for credential in self.lapsed}


def commit(drafts: Sequence[Draft]) -> list[Outcome]:
    """Append all drafts in one transaction.

    Raises `django.db.Error` when the database could not commit; then it is unknown whether it
    did, and giving the same drafts again is right: what was appended comes back as `missing`.
    """
    merged = {draft.document_id: _merged(draft) for draft in drafts}
    done = _commit_typing(drafts, merged)
    if len(done) < len(drafts) and not statements.alone():
        moved = _moved([draft for draft in _left(drafts, done) if draft.plain])
        done |= _commit_typing([d for d in drafts if d.document_id in moved], merged, moved)
    if rest := _left(drafts, done):
        done |= {outcome.document_id: outcome for outcome in _commit_judged(rest, merged)}
    return [done[draft.document_id] for draft in drafts]


def _left(drafts: Sequence[Draft], done: Mapping[UUID, Outcome]) -> list[Draft]:
    return [draft for draft in drafts if draft.document_id not in done]


def _commit_typing(
    drafts: Sequence[Draft],
    merged: Mapping[UUID, Mapping[str, bytes]],
    moved: Mapping[UUID, Sequence[Row]] = MappingProxyType({}),
) -> dict[UUID, Outcome]:
    """Append what nothing has to be judged for, behind rows by which a log has `moved` on.

    On SQLite all of it or nothing.
    """
    plain = [draft for draft in drafts if draft.plain]
    if len(plain) < len(drafts) and statements.alone():  # two transactions would be synced twice
        return {}
    outcomes, steps = [], []
    for draft in plain:
        missing = moved.get(draft.document_id, ())
        head = replace(draft.head, seq=draft.head.seq + len(missing))
        outcome = _appended(draft, head, merged[draft.document_id], missing)
        outcomes.append(outcome)
        steps.append((draft.document_id, head, draft.touches, outcome.appended))
    done = unjudged.append(steps, _shown(plain))
    return {o.document_id: o for o in outcomes if o.document_id in done}


def _moved(drafts: Sequence[Draft]) -> dict[UUID, Sequence[Row]]:
    """What other processes have appended that drafts do not collide with, read without a lock.

    Where people of two processes type into one document, every third commit finds such rows on a
    busy machine; judging it under a lock takes eight statements.
    """
    if not drafts:
        return {}
    stored = rows.stored_after({draft.document_id: draft.head.seq for draft in drafts})
    moved: dict[UUID, Sequence[Row]] = {}
    for draft in drafts:
        with suppress(Corrupt):  # which is found again where it is judged
            missing = judging.judged(rows.checked(stored.get(draft.document_id, ())))
            if missing and missing[0].seq == draft.head.seq + 1 and not _collide(draft, missing):
                moved[draft.document_id] = missing
    return moved


def _appended(
    draft: Draft, head: Head, payloads: Mapping[str, bytes], missing: Sequence[Row] = ()
) -> Outcome:
    appended = [Row(head.seq + i, data, who) for i, (who, data) in enumerate(payloads.items(), 1)]
    after = replace(head, seq=head.seq + len(appended))
    return Outcome(draft.document_id, after, missing, appended)


def _commit_judged(
    drafts: Sequence[Draft], merged: Mapping[UUID, Mapping[str, bytes]]
) -> list[Outcome]:
    acting = {draft.document_id: merged[draft.document_id] for draft in drafts}
    # One statement after the other: PostgreSQL ends a transaction whose process was stopped between
    # two of them, but waits for ever, with its locks, for the rest of a pipeline.
    with transaction.atomic():
        found = _Found(  # each sees what was committed before the locks were taken
            rows.heads(acting, lock=True),
            rows.stored_after({draft.document_id: draft.head.seq for draft in drafts}),
            claims.owners(chain.from_iterable(map(_claims, drafts))),
            lapses.lapsed(_shown(drafts)),
        )
        outcomes = [_outcome(draft, found, merged[draft.document_id]) for draft in drafts]
        _write(drafts, outcomes)
    return outcomes


def _write(drafts: Sequence[Draft], outcomes: Sequence[Outcome]) -> None:
    appended = [(d, o) for d, o in zip(drafts, outcomes, strict=True) if o.appended]
    claims.insert(chain.from_iterable(_claims(d, o.left_out) for d, o in appended))
    rows.insert([(o.document_id, row) for _, o in appended for row in o.appended])
    rows.advance((o.document_id, o.head.seq) for _, o in appended if o.head)
    for _, outcome in appended:
        if outcome.head and outcome.head.removals:
            strays.keep(outcome.document_id, outcome.head.removals, outcome.appended)


def append(document_id: UUID, payload: bytes, author: str) -> int:
    """Append one update in the caller's transaction; returns its sequence number.

    For edits by the server, whose client ids are new to the document. Raises `ProtocolError` for
    bytes the guard refuses, `DocumentNotFound`, or `Conflict` for a client id that is taken.
    """
    read = read_update(payload)
    clients = {structs[0].client for structs in read.sections}
    head = rows.heads([document_id], lock=True).get(document_id)
    if head is None:
        raise DocumentNotFound
    if claims.owned(document_id, head.epoch, clients):
        raise Conflict("A client id of the edit is taken.")
    rows.insert([(document_id, Row(head.seq + 1, read.data, author))])
    rows.advance([(document_id, head.seq + 1)])
    claims.insert((document_id, head.epoch, client, author) for client in clients)
    return head.seq + 1


def _merged(draft: Draft) -> dict[str, bytes]:
    """One payload for each author, in the order in which they first wrote."""
    payloads: dict[str, list[bytes]] = {}
    for addition in draft.additions:
        payloads.setdefault(addition.author, []).append(addition.payload)
    merged = {author: crdt.merge(updates) for author, updates in payloads.items()}
    if not all(map(crdt.mergeable, merged.values())):
        raise ValueError("an update cannot be merged")
    return merged


class _Found(NamedTuple):
    """What a commit has to know before it may append."""

    heads: Mapping[UUID, Head]
    stored: Mapping[UUID, Sequence[Stored]]
    """Rows beyond those that the rooms have read."""
    owned: Mapping[UUID, Mapping[int, str]]
    """Claimed client ids that are somebody's, and whose."""
    lapsed: frozenset[Credential]


def _outcome(draft: Draft, found: _Found, merged: Mapping[str, bytes]) -> Outcome:
    head = found.heads.get(draft.document_id)
    if head is None:
        return Outcome(draft.document_id, None)
    try:
        missing = judging.judged(rows.checked(found.stored.get(draft.document_id, ())))
    except Corrupt:  # the room reads the log again, finds out the same and ends
        return Outcome(draft.document_id, head, contended=True)
    owned = found.owned.get(draft.document_id, {})
    owners = {client: who for client, who in owned.items() if who != draft.claims[client]}
    stale = (
        head.epoch != draft.head.epoch
        or head.quarantine != draft.head.quarantine
        or not _continue(missing, draft.head.seq, head.seq)
    )
    if owners or stale or _collide(draft, missing):
        return Outcome(draft.document_id, head, missing, owners=owners, contended=True)
    acting = {author: principal_of_author(author) for author in merged}
    refused = _refused(draft, head, acting.values())
    here = found.lapsed & _shown([draft]) if found.lapsed else found.lapsed
    outcome = Outcome(draft.document_id, head, missing, refused=refused, lapsed=here)
    out = outcome.left_out
    taken = {author: merged[author] for author, who in acting.items() if who not in out}
    appended = _appended(draft, head, taken)
    return replace(outcome, head=appended.head, appended=appended.appended)


def _shown(drafts: Iterable[Draft]) -> set[Credential]:
    return {addition.credential for draft in drafts for addition in draft.additions}


def _continue(missing: Sequence[Row], seq: int, head: int) -> bool:
    """Whether the rows lead from `seq` to `head`: a checkpoint may have replaced the first."""
    return len(missing) == head - seq


def _refused(draft: Draft, head: Head, principals: Iterable[str]) -> frozenset[str]:
    asked = frozenset(principals)
    if head.trashed:
        return asked
    if head.access_version == draft.head.access_version and not head.expired:
        return frozenset()
    return asked - rights.writers(draft.document_id, asked)


def _collide(draft: Draft, missing: Sequence[Row]) -> bool:
    """Whether others appended under a client id that the draft writes with."""
    if not missing:
        return False
    ours = {client for addition in draft.additions for client, _, _ in addition.inserted}
    return any(
        structs[0].client in ours
        for row in missing
        for structs in read_update(row.payload).sections
    )


def _claims(draft: Draft, left_out: AbstractSet[str] = frozenset()) -> Iterator[Claim]:
    """What the draft claims, but for those of whom nothing is appended."""
    for client, who in draft.claims.items():
        if who not in left_out:
            yield draft.document_id, draft.head.epoch, client, who
