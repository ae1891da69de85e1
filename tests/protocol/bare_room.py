"""What a room does with what it is sent, without anything around it."""

from documents.protocol import crdt
from documents.protocol.errors import ProtocolError
from documents.protocol.guard import Known, additions, glance, judge, new_part
from documents.protocol.outgoing import unsealed
from documents.protocol.twins import repeats
from documents.protocol.updates import read_state_vector, read_update


class BareRoom:
    """Takes updates from anybody, and keeps what the guard lets through."""

    def __init__(self) -> None:
        self.known = Known()
        self.stored: list[bytes] = []
        self.refused = 0

    def take(self, update: bytes) -> None:
        try:
            self._take(update)
        except ProtocolError:
            self.refused += 1

    def _take(self, update: bytes) -> None:
        seen = glance(update, self.known)
        read = read_update(update)
        verdict = judge(read, self.known)
        assert seen in (None, verdict)
        if verdict.gap or (verdict.repeated and not self._repeats(update)):
            self.refused += 1
        elif verdict.adds:
            kept = new_part(read.data, self.known) if verdict.overlaps else read.data
            assert crdt.mergeable(kept)
            self.known.learn(verdict)
            self.stored.append(kept)

    def _repeats(self, update: bytes) -> bool:
        read = read_update(update)
        repeated = judge(read, self.known).repeated
        return repeats(self.stored, self.known.clocks, read, repeated)

    def check(self) -> None:
        """Everything that was taken can be merged, diffed, sent and loaded, and nothing is lost."""
        merged = crdt.merge(self.stored)
        vector = crdt.encode_state_vector(self.known.clocks)
        assert crdt.mergeable(merged)
        assert not read_update(crdt.diff(merged, vector)).sections
        for whole in (merged, unsealed(merged), crdt.diff(merged, b"\x00")):
            again = Known()
            verdict = judge(read_update(whole), again)
            assert not verdict.gap
            again.learn(verdict)
            assert again.clocks == self.known.clocks
            assert again.deletes.encode() == self._loaded().deletes.encode()

    def _loaded(self) -> Known:
        loaded = Known()
        for update in self.stored:
            loaded.learn(additions(read_update(update), loaded))
        assert loaded.clocks == self.known.clocks
        assert read_state_vector(crdt.encode_state_vector(loaded.clocks)) == loaded.clocks
        return loaded
