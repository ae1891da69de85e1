"""What the real editor sends is never refused."""

from collections.abc import Iterable

from documents.protocol import crdt
from documents.protocol.guard import Known, judge, new_part
from documents.protocol.twins import repeats
from documents.protocol.updates import Content, read_update

from .session import Sent, session


def kept(sent: Iterable[Sent]) -> list[bytes]:
    """What a room keeps of a session; fails where it would refuse anything."""
    known, stored = Known(), list[bytes]()
    for one in sent:
        read = read_update(one.update)
        verdict = judge(read, known)
        assert not verdict.gap
        assert {client for client, _, _ in verdict.inserted} <= {one.by}
        if verdict.repeated:
            assert repeats(stored, known.clocks, read, verdict.repeated)
        if verdict.adds:
            stored.append(new_part(read.data, known) if verdict.overlaps else read.data)
            known.learn(verdict)
    return stored


def test_tables_undo_paste_and_offline_merges_pass_the_guard() -> None:
    merged = crdt.merge(kept(session()))
    everything = crdt.merge([read_update(one.update).data for one in session()])
    assert crdt.state_vector(merged) == crdt.state_vector(everything)
    deletes = [crdt.DeleteSet(read_update(one).deletes).encode() for one in (merged, everything)]
    assert deletes[0] == deletes[1]


def test_the_session_holds_what_it_is_to_prove() -> None:
    reads = [read_update(one.update) for one in session()]
    contents = {struct.content for read in reads for part in read.sections for struct in part}
    assert contents >= {Content.STRING, Content.TYPE, Content.FORMAT, Content.ANY}
    assert any(read.deletes for read in reads)
    assert sum(one.answer and len(one.update) > 200 for one in session()) >= 2
    whole = b"".join(one.update for one in session())
    for name in (b"table", b"tableHeader", b"taskItem", b"codeBlock", b"bold", b"link"):
        assert name in whole
