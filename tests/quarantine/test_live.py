"""Live editors and a document that turns out not to read: told, closed, and back when it reads."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.test import Client

from documents.models import Document, Quarantine, Update
from documents.rooms.registry import Rooms
from documents.services import quarantines
from documents.store import rows

from ..consumers.conftest import Socket
from ..protocol.hostile import Row as Hostile
from .poison import DEEP, HARMFUL, MALFORMED, into_log

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("rooms")]

ORIGIN = (b"origin", django_settings.CSRF_TRUSTED_ORIGINS[0].encode())


async def knock(user: User, document: Document) -> Socket:
    browser = Client()
    await sync_to_async(browser.force_login)(user)
    cookie = browser.cookies.output(header="").strip().encode()
    return await Socket(f"/ws/documents/{document.pk}?v=1", [ORIGIN, (b"cookie", cookie)]).opened()


async def comes_in(user: User, document: Document) -> None:
    socket = await knock(user, document)
    assert (await socket.frame()).startswith(b"\x00\x00")  # what do you have?
    await socket.disconnect()


async def code_of(socket: Socket) -> int:
    """The code with which the server ends it, however long it takes to find out."""
    while (message := await socket.receive_output(30))["type"] != "websocket.close":
        pass
    return int(message["code"])


def answer(user: User, path: str) -> Any:
    browser = Client()
    browser.force_login(user)
    return browser.get(path)


@pytest.mark.parametrize("row", HARMFUL[::6], ids=lambda row: row.id)
async def test_nobody_enters_and_all_else_goes_on(
    ada: User, plan: Document, other: Document, row: Hostile
) -> None:
    await sync_to_async(into_log)(plan, row.update)
    async with asyncio.timeout(30):
        assert await code_of(await knock(ada, plan)) == 4500
        await comes_in(ada, other)
    content = f"/api/v1/documents/{plan.pk}/content/"
    told = await sync_to_async(answer)(ada, content)
    assert (told.status_code, told["Content-Type"]) == (503, "application/problem+json")
    assert told.json()["code"] == "quarantined"
    assert "quarantined" in told.json()["detail"]
    fine = await sync_to_async(answer)(ada, content.replace(str(plan.pk), str(other.pk)))
    assert fine.status_code == 200


@pytest.mark.parametrize("row", MALFORMED[::12], ids=lambda row: row.id)
async def test_an_open_room_ends_when_it_reads_on(ada: User, plan: Document, row: Hostile) -> None:
    socket = await knock(ada, plan)
    await socket.frame()
    await sync_to_async(into_log)(plan, row.update)
    async with asyncio.timeout(30):
        assert await code_of(socket) == 4500


async def test_an_open_room_ends_when_another_process_finds_out(ada: User, plan: Document) -> None:
    socket = await knock(ada, plan)
    await socket.frame()
    await Document.objects.filter(pk=plan.pk).aupdate(quarantine=1)
    async with asyncio.timeout(30):
        assert await code_of(socket) == 4500


async def test_compaction_finds_what_is_nested_too_deep(
    ada: User, plan: Document, rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    socket = await knock(ada, plan)
    await socket.frame()
    room = rooms.peek(plan.pk)
    assert room is not None
    await sync_to_async(into_log)(plan, DEEP)
    await room.catch_up()
    monkeypatch.setattr(rooms._upkeep, "_quiet", lambda _: True)
    async with asyncio.timeout(60):
        assert await code_of(socket) == 4500
    noted = await Quarantine.objects.aget()
    assert noted.place == "content"
    assert await Update.objects.filter(document=plan).acount() == 3


async def test_editors_come_back_to_the_last_good_state(ada: User, plan: Document) -> None:
    await sync_to_async(into_log)(plan, b"")
    async with asyncio.timeout(30):
        assert await code_of(await knock(ada, plan)) == 4500
    noted = await Quarantine.objects.aget()
    good = await sync_to_async(quarantines.last_good)(noted)
    await sync_to_async(quarantines.reopen)(noted, good, actor=None, reason="test")
    async with asyncio.timeout(30):
        await comes_in(ada, plan)


async def test_a_room_from_before_does_not_write_on(
    ada: User, plan: Document, rooms: Rooms
) -> None:
    """It may know rows that were set aside: what is typed there builds on nothing."""
    socket = await knock(ada, plan)
    await socket.frame()
    before = await sync_to_async(rows.heads)([plan.pk])
    await Document.objects.filter(pk=plan.pk).aupdate(quarantine=2)
    async with asyncio.timeout(30):
        assert await code_of(socket) == 4500
        await comes_in(ada, plan)
    assert (await sync_to_async(rows.heads)([plan.pk]))[plan.pk].seq == before[plan.pk].seq
