"""Rooms and the database: loaded once, looked after, unloaded clean."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db import transaction
from pycrdt import Doc, Text

from documents import conf, presence, relay
from documents.models import Checkpoint, ClientAuthor, Document, Snapshot, Update
from documents.protocol import ywebsocket
from documents.protocol.errors import CloseCode
from documents.protocol.limits import Limits
from documents.protocol.peer import Peer
from documents.rooms import registry, upkeep
from documents.rooms.room import Room
from documents.store import documents, log, rows, state
from documents.store.errors import DocumentNotFound
from documents.store.events import Origin

from .bench import Wire

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan() -> Document:
    return documents.create("Plan", User.objects.create_user("ada", pk=1))


@pytest.fixture
def quick(settings: Any) -> None:
    """Rooms that are quiet at once and unload as soon as they are empty."""
    settings.COLLAB = {"QUIET_SECONDS": 1e-6, "GRACE_SECONDS": 1e-6}


@pytest.fixture
async def rooms() -> AsyncIterator[registry.Rooms]:
    yield await registry.here()
    await registry.stop()


class Typist:
    """An honest client of a real room."""

    def __init__(self, room: Room, client_id: int = 1) -> None:
        self.room = room
        self.wire = Wire()
        who = f"user:{client_id}"
        identity = {"id": who, "name": "Ada", "color": "#123456"}
        self.peer = Peer(who, identity, self.wire, Limits(), may_write=True, private=True)
        self.doc = Doc[Any](client_id=client_id)
        self.text = self.doc.get("t", type=Text)
        self._updates: list[bytes] = []
        self.doc.observe(lambda event: self._updates.append(event.update))
        room.enter(self.peer)

    def type(self, text: str) -> None:
        self.text.insert(0, text)
        for update in self._updates:
            assert self.room.receive(self.peer, ywebsocket.update_message(update)) is None
        self._updates.clear()

    async def saved(self) -> None:
        """Wait until everything typed is committed."""
        self.room.receive(self.peer, b"\x64\x00")
        await until(lambda: b"\x64\x00" in self.wire.down)


async def until(condition: Any) -> None:
    """Wait for something that another thread or task brings about."""
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.005)


async def test_however_many_ask_a_room_is_loaded_once(
    rooms: registry.Rooms, plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[UUID] = []
    load = state.load

    def counted(pk: UUID) -> state.Loaded:
        loads.append(pk)
        return load(pk)

    monkeypatch.setattr(state, "load", counted)
    opened = await asyncio.gather(*(rooms.open(plan.pk) for _ in range(20)))
    assert len(set(map(id, opened))) == 1
    assert loads == [plan.pk]


async def test_a_load_that_failed_is_tried_again(rooms: registry.Rooms, plan: Document) -> None:
    pk = plan.pk
    await Document.objects.filter(pk=pk).adelete()
    with pytest.raises(DocumentNotFound):
        await rooms.open(pk)
    await Document.objects.acreate(pk=pk, title="back")
    assert (await rooms.open(pk)).document_id == pk


async def test_what_is_called_saved_is_in_the_database(
    rooms: registry.Rooms, plan: Document
) -> None:
    typist = Typist(await rooms.open(plan.pk))
    typist.type("hello")
    await typist.saved()
    assert (await sync_to_async(state.read_state)(plan.pk)).seq == 1


@pytest.mark.usefixtures("quick")
async def test_a_room_unloads_after_its_last_peer_and_loads_the_same(
    rooms: registry.Rooms, plan: Document
) -> None:
    room = await rooms.open(plan.pk)
    typist = Typist(room)
    typist.type("hello")
    await typist.saved()
    room.leave(typist.peer)
    await swept_away(rooms, plan)
    again = await rooms.open(plan.pk)
    assert again is not room
    assert again.record.saved == {1: 5}


async def until_swept(
    rooms: registry.Rooms, condition: Callable[[], object], seconds: float = 60
) -> None:
    """Sweep until that has brought something about."""
    async with asyncio.timeout(seconds):
        while not condition():
            await rooms.sweep()
            await asyncio.sleep(0.005)


async def swept_away(rooms: registry.Rooms, plan: Document) -> None:
    """Sweep until the room is unloaded."""
    await until_swept(rooms, lambda: rooms.peek(plan.pk) is None)


async def test_a_room_whose_document_is_gone_unloads_whatever_was_left_to_do(
    rooms: registry.Rooms, plan: Document
) -> None:
    room = await rooms.open(plan.pk)
    ada = Typist(room)
    ada.type("hello")
    await ada.saved()
    await sync_to_async(documents.trash)(plan.pk, Origin("system"))
    await until_swept(rooms, lambda: room.ended)
    room.leave(ada.peer)
    await swept_away(rooms, plan)


@pytest.mark.usefixtures("quick")
async def test_the_last_to_leave_leaves_a_snapshot_and_a_checkpoint(
    rooms: registry.Rooms, plan: Document
) -> None:
    room = await rooms.open(plan.pk)
    typist = Typist(room)
    for text in "abc":
        typist.type(text)
        await typist.saved()
        typist.wire.down.clear()
    room.leave(typist.peer)
    await swept_away(rooms, plan)
    snapshot = await Snapshot.objects.aget()
    assert (snapshot.reason, snapshot.seq, snapshot.contributors) == ("last-leave", 3, ["user:1"])
    checkpoint = await Checkpoint.objects.aget()
    assert (checkpoint.seq, checkpoint.canonical) == (3, True)
    assert await Update.objects.acount() == 0
    await plan.arefresh_from_db()
    assert plan.text == "cba"


@pytest.mark.usefixtures("quick")
async def test_nothing_changed_means_no_snapshot(rooms: registry.Rooms, plan: Document) -> None:
    await rooms.open(plan.pk)
    await swept_away(rooms, plan)
    assert await Snapshot.objects.acount() == 0


async def test_typing_goes_on_while_a_room_compacts(
    rooms: registry.Rooms, plan: Document, settings: Any
) -> None:
    settings.COLLAB = {"COMPACT_ROWS": 5, "COMPACT_SECONDS": 1e-6}
    await registry.stop()
    other = registry.Rooms(conf.current())
    await other.start()
    room = await other.open(plan.pk)
    typist = Typist(room)
    for number in range(40):
        typist.type(str(number % 10))
        await typist.saved()
        typist.wire.down.clear()
        await other.sweep()
    await until(lambda: not room.tasks)
    assert room.record.base.seq >= 5
    assert len(room.record.tail) < 40
    stored = await sync_to_async(state.read_state)(plan.pk)
    for whole in (stored.payload, room.record.merged()):
        fresh = Doc[Any]()
        fresh.apply_update(whole)
        assert str(fresh.get("t", type=Text)) == str(typist.text)
    await other.stop(CloseCode.RESTARTING, "")


async def test_a_room_rests_between_compactions_unless_its_log_grows_far_too_long(
    rooms: registry.Rooms, plan: Document, settings: Any
) -> None:
    settings.COLLAB = {"COMPACT_ROWS": 2, "COMPACT_SECONDS": 3600}
    await registry.stop()
    other = registry.Rooms(conf.current())
    room = await other.open(plan.pk)
    typist = Typist(room)
    for number in range(31):
        typist.type(str(number % 10))
        await typist.saved()
        typist.wire.down.clear()
    await other.sweep()
    assert not room.tasks
    typist.type("!")
    await typist.saved()
    await other.sweep()
    await until(lambda: not room.tasks)
    assert room.record.base.seq == 32
    await other.stop(CloseCode.RESTARTING, "")


@pytest.mark.usefixtures("quick")
async def test_a_log_that_has_grown_too_long_is_compacted_piece_by_piece(
    rooms: registry.Rooms, plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "_MOST_ROWS", 10)
    room = await rooms.open(plan.pk)
    typist = Typist(room)
    for number in range(25):
        typist.type(str(number % 10))
        await typist.saved()
        typist.wire.down.clear()
    for seq in (10, 20, 25):
        await rooms.sweep()
        await until(lambda: not room.tasks)
        assert room.record.base.seq == seq
        assert await Update.objects.acount() == 25 - seq
        fresh = Doc[Any]()
        fresh.apply_update(room.record.merged())
        assert str(fresh.get("t", type=Text)) == str(typist.text)


async def test_an_edit_by_another_process_reaches_the_peers(
    rooms: registry.Rooms, plan: Document
) -> None:
    typist = Typist(await rooms.open(plan.pk))
    typist.wire.down.clear()
    await sync_to_async(append)(plan, "from elsewhere")
    await rooms.sweep()
    await until(lambda: typist.wire.down)
    assert b"from elsewhere" in typist.wire.down[0]


async def test_a_hint_brings_an_edit_of_this_process_s_services_at_once(
    rooms: registry.Rooms, plan: Document
) -> None:
    typist = Typist(await rooms.open(plan.pk))
    typist.wire.down.clear()
    await sync_to_async(append)(plan, "restored")
    await sync_to_async(relay.hint)(plan.pk, {"kind": "restored"})
    await until(lambda: len(typist.wire.down) == 2)
    assert ywebsocket.notice({"kind": "restored"}) in typist.wire.down


async def test_a_room_that_opens_while_the_others_are_polled_stays_open(
    rooms: registry.Rooms, plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rooms.open(plan.pk)
    other = await sync_to_async(documents.create)("Other", None)
    heads = rows.heads
    asked, opened = threading.Event(), threading.Event()

    def slow_heads(document_ids: list[UUID], **how: Any) -> Any:
        found = heads(document_ids, **how)
        if plan.pk in document_ids:
            asked.set()
            assert opened.wait(20)
        return found

    monkeypatch.setattr(rows, "heads", slow_heads)
    sweeping = asyncio.create_task(rooms.sweep())
    await until(asked.is_set)
    room = await rooms.open(other.pk)
    opened.set()
    await sweeping
    assert not room.ended


def append(document: Document, text: str) -> None:
    doc = Doc[Any](client_id=99)
    doc.get("t", type=Text).insert(0, text)
    with transaction.atomic():
        log.append(document.pk, doc.get_update(), "system")


async def test_people_in_a_room_are_present(rooms: registry.Rooms, plan: Document) -> None:
    room = await rooms.open(plan.pk)
    typist = Typist(room)
    await rooms.sweep()
    await until(lambda: presence.present([plan.pk]))
    assert presence.present([plan.pk]) == {
        plan.pk: [{"id": "user:1", "name": "Ada", "color": "#123456"}]
    }
    room.leave(typist.peer)


async def test_who_comes_and_goes_is_present_and_gone_with_the_next_sweep(
    rooms: registry.Rooms, plan: Document
) -> None:
    room = await rooms.open(plan.pk)
    await rooms.sweep()
    typist = Typist(room)
    well_within_a_lease = presence.RENEW_SECONDS / 2
    await until_swept(rooms, lambda: is_present(plan), well_within_a_lease)
    room.leave(typist.peer)
    await until_swept(rooms, lambda: not is_present(plan), well_within_a_lease)


def is_present(document: Document) -> bool:
    return bool(presence.present([document.pk]))


async def test_a_process_that_ends_commits_first_and_tells_everybody(
    rooms: registry.Rooms, plan: Document
) -> None:
    room = await rooms.open(plan.pk)
    typist = Typist(room)
    typist.type("last words")
    room.gathering.leave(typist.peer)
    await registry.stop()
    assert (await sync_to_async(state.read_state)(plan.pk)).seq == 1
    assert await ClientAuthor.objects.acount() == 1
    assert rooms.draining


async def test_nobody_enters_a_process_that_began_to_end_while_a_room_was_loaded(
    rooms: registry.Rooms, plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, go_on = state.load, threading.Event()

    def slow(pk: UUID) -> state.Loaded:
        assert go_on.wait(20)
        return load(pk)

    monkeypatch.setattr(state, "load", slow)
    opening = asyncio.create_task(rooms.open(plan.pk))
    await asyncio.sleep(0)
    stopping = asyncio.create_task(rooms.stop(CloseCode.RESTARTING, ""))
    await until(lambda: rooms.draining)
    go_on.set()
    with pytest.raises(registry.Draining):
        await opening
    with pytest.raises(registry.Draining):
        await rooms.open(plan.pk)
    await stopping
