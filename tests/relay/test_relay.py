"""The relay never waits for its layer, and never fails with it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import pytest

from documents import relay
from documents.envelope import Envelope
from documents.relay import INLINE_BYTES, Relay
from documents.store.rows import Row

PLAN = UUID(int=1)


class Layer:
    """A channel layer between relays, which may be away."""

    def __init__(self) -> None:
        self.away = False
        self.deaf = False
        self.queues: dict[str, asyncio.Queue[Any]] = {}
        self.groups: dict[str, set[str]] = {}
        self.sent: list[tuple[str, Any]] = []

    def _answer(self) -> None:
        if self.away:
            raise ConnectionError("away")

    async def new_channel(self, prefix: str) -> str:
        self._answer()
        name = f"{prefix}{len(self.queues)}"
        self.queues[name] = asyncio.Queue()
        return name

    async def receive(self, channel: str) -> Any:
        message = await self.queues[channel].get()
        if isinstance(message, Exception):
            raise message
        return message

    async def group_add(self, group: str, channel: str) -> None:
        self._answer()
        self.groups.setdefault(group, set()).add(channel)

    async def group_discard(self, group: str, channel: str) -> None:
        self._answer()
        self.groups[group].discard(channel)

    async def group_send(self, group: str, message: Any) -> None:
        self._answer()
        self.sent.append((group, message))
        for channel in () if self.deaf else self.groups.get(group, ()):
            self.queues[channel].put_nowait(message)


class Node:
    """A relay and what it heard."""

    def __init__(self) -> None:
        self.heard: list[Envelope] = []
        self.relay = Relay(self.heard.append)


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch) -> Layer:
    layer = Layer()
    monkeypatch.setattr(relay, "get_channel_layer", lambda: layer)
    monkeypatch.setattr(relay, "_PAUSE_SECONDS", 0.001)
    return layer


@pytest.fixture
async def nodes(layer: Layer) -> AsyncIterator[tuple[Node, Node]]:
    nodes = Node(), Node()
    for node in nodes:
        await node.relay.start()
    yield nodes
    for node in nodes:
        await node.relay.stop()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.001)


async def entered(*nodes: Node) -> None:
    """All listen, and know of each other."""
    for node in nodes:
        await node.relay.enter(PLAN)
    await until(lambda: all(node.heard for node in nodes))
    for node in nodes:
        node.heard.clear()


async def test_several_commits_that_wait_become_one_envelope(nodes: tuple[Node, Node]) -> None:
    here, there = nodes
    await entered(here, there)
    here.relay.announce(PLAN, [Row(1, b"a", "user:1")])
    here.relay.announce(PLAN, [Row(2, b"b", "user:1")])
    await until(lambda: there.heard)
    (envelope,) = there.heard
    assert (envelope.seq, [row.payload for row in envelope.rows]) == (2, [b"a", b"b"])
    assert here.heard == []


async def test_the_news_of_many_documents_are_one_message(
    layer: Layer, nodes: tuple[Node, Node]
) -> None:
    here, there = nodes
    plans = [UUID(int=number) for number in range(1, 11)]
    for node in nodes:
        for plan in plans:
            await node.relay.enter(plan)
    await until(lambda: {e.document_id for e in here.heard} == {e.document_id for e in there.heard})
    await until(lambda: {e.document_id for e in here.heard} == set(plans))
    there.heard.clear()
    layer.sent.clear()
    for plan in plans:
        here.relay.announce(plan, [Row(1, b"a", "user:1")])
    await until(lambda: {e.document_id for e in there.heard if e.rows} == set(plans))
    assert len([message for _, message in layer.sent if message["envelopes"][0]["rows"]]) == 1


async def test_what_nobody_else_has_open_is_told_to_nobody(
    layer: Layer, nodes: tuple[Node, Node]
) -> None:
    here, there = nodes
    await here.relay.enter(PLAN)
    await until(lambda: any(group.endswith(PLAN.hex) for group, _ in layer.sent))
    here.relay.announce(PLAN, [Row(1, b"a", "user:1")])
    here.relay.hint(PLAN, {"kind": "renamed"})  # whoever opens it just now hears that
    await until(lambda: layer.sent[-1][1]["envelopes"][0]["notice"])
    assert not any(e["rows"] for _, message in layer.sent for e in message["envelopes"])
    assert there.heard == []


async def test_those_who_missed_each_other_s_question_find_each_other(
    layer: Layer, nodes: tuple[Node, Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "_BEAT_SECONDS", 0.01)
    here, there = Node(), Node()
    for node in (here, there):
        await node.relay.start()
        layer.deaf = True
        await node.relay.enter(PLAN)
        await until(lambda: any(group.endswith(PLAN.hex) for group, _ in layer.sent))
        layer.sent.clear()
    layer.deaf = False
    await until(lambda: here.heard and there.heard)
    here.relay.announce(PLAN, [Row(1, b"a", "user:1")])
    await until(lambda: any(envelope.rows for envelope in there.heard))
    for node in (here, there):
        await node.relay.stop()


async def test_large_rows_are_left_to_the_log(nodes: tuple[Node, Node]) -> None:
    here, there = nodes
    await entered(here, there)
    here.relay.announce(PLAN, [Row(1, bytes(INLINE_BYTES + 1), "user:1")])
    await until(lambda: there.heard)
    assert (there.heard[0].seq, there.heard[0].rows) == (1, ())


async def test_a_damaged_hint_does_not_stop_the_ear(layer: Layer, nodes: tuple[Node, Node]) -> None:
    here, there = nodes
    await entered(here, there)
    for queue in layer.queues.values():
        queue.put_nowait({"type": "collab.envelope"})
        queue.put_nowait(ValueError("cannot be decrypted"))
    here.relay.hint(PLAN, {"kind": "renamed"})
    await until(lambda: there.heard)
    assert there.heard[0].notice == {"kind": "renamed"}
    assert here.heard[0].behind  # its own rooms hear it at once


async def test_a_group_that_could_not_be_entered_is_entered_later(
    layer: Layer, nodes: tuple[Node, Node]
) -> None:
    here, there = nodes
    layer.away = True
    await here.relay.enter(PLAN)
    await there.relay.enter(PLAN)
    here.relay.announce(PLAN, [Row(1, b"lost", "user:1")])
    layer.away = False
    await until(lambda: len(layer.groups.get(f"collab.{PLAN.hex}", ())) == 2)
    await until(lambda: there.heard)
    here.relay.announce(PLAN, [Row(2, b"heard", "user:1")])
    await until(lambda: any(envelope.seq == 2 for envelope in there.heard))


async def test_a_process_starts_while_the_layer_is_away(layer: Layer) -> None:
    layer.away = True
    node = Node()
    await node.relay.start()
    await node.relay.enter(PLAN)
    layer.away = False
    await until(lambda: layer.groups)
    await node.relay.stop()
