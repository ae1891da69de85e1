"""Texts that people really typed, keystroke by keystroke, before the guard."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Text, TransactionEvent

from documents.protocol import crdt
from documents.protocol.guard import Known, glance, judge
from documents.protocol.updates import read_state_vector, read_update

TRACES = Path(
    os.environ.get("COLLAB_TRACES", Path(__file__).parents[2].parent / "shared" / "traces")
)

pytestmark = pytest.mark.skipif(not TRACES.is_dir(), reason=f"there are no traces in {TRACES}")


def trace(name: str) -> dict[str, Any]:
    with gzip.open(TRACES / f"{name}.json.gz") as file:
        content: dict[str, Any] = json.load(file)
        return content


class Writer:
    """One replica that somebody types into."""

    def __init__(self, client: int) -> None:
        self.doc: Doc[Any] = Doc(client_id=client)
        self.text = self.doc.get("text", type=Text)
        self._events: list[bytes] = []
        self._subscription = self.doc.observe(self._note)

    def _note(self, event: TransactionEvent) -> None:
        self._events.append(event.update)

    def edit(self, patches: list[tuple[int, int, str]]) -> list[bytes]:
        """Make the edits of one transaction; positions are characters, and all are ASCII."""
        self._events.clear()
        for at, deleted, inserted in patches:
            with self.doc.transaction():
                if deleted:
                    del self.text[at : at + deleted]
                if inserted:
                    self.text.insert(at, inserted)
        return list(self._events)

    def hear(self, updates: list[bytes]) -> None:
        for update in updates:
            self.doc.apply_update(update)


class Server:
    """Judges what comes, and counts what a glance was enough for."""

    def __init__(self) -> None:
        self.known = Known()
        self.stored: list[bytes] = []
        self.glances = 0

    def take(self, updates: list[bytes]) -> None:
        for update in updates:
            verdict = glance(update, self.known)
            if verdict is None:
                verdict = judge(read_update(update), self.known)
            else:
                self.glances += 1
                if len(self.stored) % 50 == 0:
                    assert verdict == judge(read_update(update), self.known)
            assert verdict.adds
            assert not verdict.gap
            assert not verdict.overlaps
            self.known.learn(verdict)
            self.stored.append(update)

    @property
    def share(self) -> float:
        """How many updates were judged at a glance, of one."""
        return self.glances / len(self.stored)

    def check(self, truth: "Doc[Any]") -> None:
        """What was learned, and what is stored, is what the replicas hold."""
        assert self.known.clocks == read_state_vector(truth.get_state())
        fresh: Doc[Any] = Doc()
        fresh.apply_update(crdt.merge(self.stored))
        assert str(fresh.get("text", type=Text)) == str(truth.get("text", type=Text))
        deletes = read_update(truth.get_update()).deletes
        assert self.known.deletes.unknown(deletes) == []
        assert crdt.DeleteSet(deletes).encode() == self.known.deletes.encode()


def test_a_paper_typed_by_one_person_is_judged_at_a_glance() -> None:
    typist, server = Writer(3_735_928_559), Server()
    for txn in trace("automerge-paper")["txns"]:
        server.take(typist.edit(txn["patches"]))
    assert server.share > 0.999
    server.check(typist.doc)


def replay(txns: list[dict[str, Any]], server: Server) -> list[Writer]:
    """Two agents type at once: each edit is made where its parents are known, and nothing more."""
    writers = [Writer(1), Writer(2)]
    said: list[list[tuple[int, list[bytes]]]] = [[], []]
    for number, txn in enumerate(txns):
        agent = txn["agent"]
        known = max((p for p in txn["parents"] if txns[p]["agent"] != agent), default=-1)
        unheard = said[1 - agent]
        while unheard and unheard[0][0] <= known:
            writers[agent].hear(unheard.pop(0)[1])
        updates = writers[agent].edit(txn["patches"])
        said[agent].append((number, updates))
        server.take(updates)
    return writers


def test_two_people_typing_at_once_are_judged_and_end_with_their_text() -> None:
    content, server = trace("friendsforever"), Server()
    writers = replay(content["txns"], server)
    for writer in writers:
        writer.hear(server.stored)
    assert [str(writer.text) for writer in writers] == [content["endContent"]] * 2
    assert server.share > 0.95
    server.check(writers[0].doc)
