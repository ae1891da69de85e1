"""The guard: what an update adds to what is known, or why it cannot be taken.

Pure and exact: it decides as Yjs would integrate. It never refuses for being behind; a verdict
with a gap or a foreign id is the room's reason to read the log to its head and to ask again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import heappop, heappush
from typing import NamedTuple

from .codec import var_uint
from .crdt import DeleteSet, diff, encode_state_vector
from .errors import ProtocolError
from .units import parts_pair
from .updates import MAX_CLOCK, Content, Id, Range, Struct, UpdateRead, utf16_length


@dataclass(slots=True)
class Known:
    """What a room knows: clocks, and what is deleted."""

    clocks: dict[int, int] = field(default_factory=dict)
    deletes: DeleteSet = field(default_factory=DeleteSet)

    def learn(self, verdict: "Verdict") -> None:
        """Take in what an accepted update adds."""
        for client, clock, length in verdict.inserted:
            self.clocks[client] = clock + length
        self.deletes.update(verdict.deleted)


class Verdict(NamedTuple):
    """What an update adds beyond what is known. A tuple: one is made for every keystroke."""

    inserted: Sequence[Range] = ()
    """New ids; contiguous with the known clocks unless `gap`."""
    deleted: Sequence[Range] = ()
    """Ids newly deleted."""
    repeated: Sequence[Range] = ()
    """Ids already known that come again and are not deleted: equal content, or a twin replica."""
    overlaps: bool = False
    """Whether it holds ids that are known: those are cut off before it is kept (`new_part`)."""
    gap: bool = False
    """Whether something it builds on is not known: nothing of it may be taken."""

    @property
    def adds(self) -> bool:
        """Whether there is anything to store."""
        return bool(self.inserted or self.deleted)


NOTHING = Verdict()


# --- the fast path: what typing produces -------------------------------------------------------

_UINT = rb"((?:[\x80-\xff]{0,7}[\x01-\x7f])|\x00)"
_TYPED = re.compile(
    rb"\x01\x01" + _UINT + _UINT  # one section of one struct: client, clock
    + rb"(?:[\x84\x44]" + _UINT + _UINT  # a string with one origin
    + rb"|\xc4" + _UINT + _UINT + _UINT + _UINT + rb")"  # or with both
    + rb"([\x01-\x7f])"  # bytes of text
)  # fmt: skip
_ERASED = re.compile(rb"\x00\x01" + _UINT + rb"\x01" + _UINT + _UINT + rb"\Z")


def glance(data: bytes, known: Known) -> Verdict | None:
    """The verdict on a keystroke or a deletion that continues exactly at what is known.

    None means: not such an update, `read_update` and `judge` it. Costs about 3 microseconds; the
    strict pattern of minimal numbers replaces a loop over bytes.
    """
    found = _TYPED.match(data)
    if found is not None:
        return _typed(data, found, known.clocks)
    found = _ERASED.match(data)
    return None if found is None else _erased(found, known)


def _typed(data: bytes, found: re.Match[bytes], clocks: dict[int, int]) -> Verdict | None:
    client, clock, a, b, c, d, e, f, size = found.groups()
    at = found.end()
    end = at + size[0]
    if end + 1 != len(data) or data[end]:
        return None
    who, when = _client(client), _uint(clock)
    if clocks.get(who) != when:  # a client's first edit is read in full
        return None
    if a is None:
        if clocks.get(_client(e), 0) <= _uint(f):
            return None
        a, b = c, d
    if clocks.get(_client(a), 0) <= _uint(b):
        return None
    return _text(data[at:end], who, when)


def _text(raw: bytes, client: int, clock: int) -> Verdict | None:
    try:
        length = len(raw) if raw.isascii() else utf16_length(raw.decode())
    except UnicodeDecodeError:
        return None
    if clock + length > MAX_CLOCK:
        return None
    return Verdict(((client, clock, length),))


def _erased(found: re.Match[bytes], known: Known) -> Verdict | None:
    client, clock, length = map(_uint, found.groups())
    if length == 0 or known.clocks.get(client, 0) < clock + length:
        return None
    if known.deletes.covers(client, clock, length):
        return NOTHING
    if length == 1:
        return Verdict(deleted=((client, clock, 1),))
    return None


def _uint(raw: bytes) -> int:
    value = raw[-1]
    for byte in raw[-2::-1]:
        value = value << 7 | byte & 0x7F
    return value


_client = lru_cache(4096)(_uint)
"""The same few client ids write all the time, and theirs are the long numbers."""


# --- any update --------------------------------------------------------------------------------


def judge(update: UpdateRead, known: Known) -> Verdict:
    """The verdict on an update that was read.

    Raises `ProtocolError` when it could never be integrated, whatever else became known: an
    item that builds on itself or on a later one.
    """
    integration = _Integration(update, known)
    gap = not integration.run()
    repeated, clocks = integration.repeated, integration.clocks
    if gap or any(clocks.get(c, 0) < clock + n for c, clock, n in update.deletes):
        return Verdict(gap=True)
    return Verdict(
        tuple(integration.inserted),
        tuple(known.deletes.unknown(update.deletes)) if update.deletes else (),
        tuple(known.deletes.unknown(repeated)) if repeated else (),
        overlaps=integration.overlaps,
    )


def new_part(update: bytes, known: Known) -> bytes:
    """What a judged update holds beyond the known ids, and its whole delete set.

    So each id is kept once: merging two runs that are cut differently, pycrdt loses operations
    where one boundary parts a surrogate pair of the other.
    """
    return diff(update, encode_state_vector(known.clocks))


def closed_part(update: UpdateRead, known: Known) -> bytes:
    """The sections of an update, without its delete set, as far as they build on what is known.

    Every section has to begin where its client's clock is (`new_part`).
    """
    integration = _Integration(update, known)
    integration.run()
    kept = [_closed(structs, integration.clocks) for structs in update.sections]
    sections = [structs for structs in kept if structs]
    return var_uint(len(sections)) + b"".join(_section(update.data, one) for one in sections)


def _closed(structs: list[Struct], clocks: dict[int, int]) -> list[Struct]:
    end = clocks.get(structs[0].client, 0)
    return [struct for struct in structs if struct.clock + struct.length <= end]


def _section(data: bytes, structs: list[Struct]) -> bytes:
    head = (len(structs), structs[0].client, structs[0].clock)
    return b"".join([*map(var_uint, head), data[structs[0].start : structs[-1].end]])


class _Integration:
    """Walks all sections in an order in which each struct finds what it builds on.

    A section that has to wait for another is woken when that one gets far enough, so that the
    cost grows with structs and not with clients times structs.
    """

    __slots__ = (
        "_data", "_known", "_sections", "_waiting", "clocks", "inserted", "overlaps", "repeated",
    )  # fmt: skip

    def __init__(self, update: UpdateRead, known: Known) -> None:
        self._data = update.data
        self._known = known.clocks
        self._sections = {structs[0].client: structs for structs in update.sections}
        self._waiting: dict[int, list[tuple[int, int, int]]] = {}
        self.clocks = dict(known.clocks)
        self.inserted: list[Range] = []
        self.repeated: list[Range] = []
        self.overlaps = False

    def run(self) -> bool:
        """Whether everything could be integrated."""
        ready = [(client, 0) for client in self._sections]
        while ready:
            client, index = ready.pop()
            self._advance(client, index)
            ready += self._woken(client)
        if not any(self._waiting.values()):
            return True
        self._refuse_circles()
        return False

    def _advance(self, client: int, index: int) -> None:
        structs = self._sections[client]
        first = clock = self.clocks.get(client, 0)
        while index < len(structs):
            struct = structs[index]
            if struct.content is Content.SKIP or not self._continues(struct, clock):
                self._wait((client, MAX_CLOCK), client, index)  # nothing here can bring it
                break
            end = struct.clock + struct.length
            if end > clock:
                missing = self._missing(struct)
                if missing is not None:
                    self._wait(missing, client, index)
                    break
                self.clocks[client] = clock = end
            self._repeat(struct)
            index += 1
        if clock > first:
            self.inserted.append((client, first, clock - first))

    def _continues(self, struct: Struct, clock: int) -> bool:
        """Whether a struct goes on where its client's clock is, or repeats what is before it.

        What would go on with half a surrogate pair does not: Yjs cuts it well when asked again.
        """
        if struct.clock >= clock:
            return struct.clock == clock
        return not parts_pair(self._data, struct, clock)

    def _repeat(self, struct: Struct) -> None:
        known = self._known.get(struct.client, 0) - struct.clock
        if known > 0:
            self.overlaps = True
            if struct.content > Content.DELETED:
                self._note_repeated(struct.client, struct.clock, min(known, struct.length))

    def _note_repeated(self, client: int, clock: int, length: int) -> None:
        """Keep one range for what follows on each other: a million letters are one range."""
        if self.repeated:
            last, start, known = self.repeated[-1]
            if last == client and start + known == clock:
                self.repeated[-1] = (client, start, known + length)
                return
        self.repeated.append((client, clock, length))

    def _missing(self, struct: Struct) -> Id | None:
        for needed in (struct.origin, struct.right_origin, struct.parent):
            if isinstance(needed, tuple) and self.clocks.get(needed[0], 0) <= needed[1]:
                if needed[0] == struct.client and needed[1] >= struct.clock:
                    raise ProtocolError("an item that builds on itself")
                return needed
        return None

    def _wait(self, needed: Id, client: int, index: int) -> None:
        heappush(self._waiting.setdefault(needed[0], []), (needed[1], client, index))

    def _woken(self, client: int) -> list[tuple[int, int]]:
        waiting = self._waiting.get(client, [])
        clock = self.clocks.get(client, 0)
        woken = []
        while waiting and waiting[0][0] < clock:
            woken.append(heappop(waiting)[1:])
        return woken

    def _refuse_circles(self) -> None:
        """Sections that wait for clocks which only the sections themselves could bring."""
        blocked = {
            who: (needed, on) for on, entries in self._waiting.items() for needed, who, _ in entries
        }
        cleared: set[int] = set()
        for client in blocked:
            who, path = client, {client}
            while who not in cleared and self._brings(blocked.get(who)):
                who = blocked[who][1]
                if who in path:
                    raise ProtocolError("items that build on each other in a circle")
                path.add(who)
            cleared |= path

    def _brings(self, block: tuple[int, int] | None) -> bool:
        if block is None or block[0] >= MAX_CLOCK:
            return False
        needed, on = block
        structs = self._sections.get(on)
        return structs is not None and structs[0].clock <= needed < _end(structs)


def additions(update: UpdateRead, known: Known) -> Verdict:
    """What an update of the log adds; it was judged before its commit, so nothing is missing."""
    inserted = []
    for structs in update.sections:
        client = structs[0].client
        clock = max(structs[0].clock, known.clocks.get(client, 0))
        if _end(structs) > clock:
            inserted.append((client, clock, _end(structs) - clock))
    deleted = known.deletes.unknown(update.deletes) if update.deletes else ()
    return Verdict(tuple(inserted), tuple(deleted))


def _end(structs: list[Struct]) -> int:
    return structs[-1].clock + structs[-1].length
