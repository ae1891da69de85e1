"""Whoever came in by a link, or by the address alone, is gone when that ends."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from documents import services
from documents.access import Reach, Role
from documents.models import Document, Guest, ShareLink, Update
from documents.protocol import ywebsocket
from documents.protocol.codec import var_uint
from documents.protocol.updates import read_update
from documents.store import guests, links, log, rows
from documents.store.events import Origin
from documents.store.state import read_state

from ..consumers.conftest import Socket
from .test_live_authorisation import ORIGIN, SECONDS, Typist, browser, by_session, by_token, edit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("rooms")]


def by_guest(guest: Guest) -> list[tuple[bytes, bytes]]:
    cookie = f"{guests.cookie_name()}={guests.sealed(guest)}"
    return [ORIGIN, (b"cookie", cookie.encode())]


@pytest.fixture
async def shared(plan: Document) -> ShareLink:
    link, _ = await sync_to_async(links.issue)(plan.pk, Role.EDITOR, Origin())
    return link


@pytest.fixture
async def zoe(plan: Document, shared: ShareLink) -> AsyncIterator[tuple[Guest, Typist]]:
    """A guest who types."""
    guest = await sync_to_async(guests.create)()
    await sync_to_async(links.open_by)(shared, guest)
    typist = await Typist.enter(plan, by_guest(guest))
    yield guest, typist
    await typist.leave()


@pytest.fixture
async def carl(plan: Document, shared: ShareLink) -> AsyncIterator[Typist]:
    """A user who came in by a link and types."""
    user = await sync_to_async(User.objects.create_user)("carl")
    await sync_to_async(links.open_by)(shared, user)
    typist = await Typist.enter(plan, await sync_to_async(by_token)(user), client=3)
    yield typist
    await typist.leave()


async def test_a_revoked_link_ends_the_sockets_of_those_it_let_in_and_no_others(
    ada: User, plan: Document, shared: ShareLink, zoe: tuple[Guest, Typist], carl: Typist
) -> None:
    staying = await Typist.enter(plan, await sync_to_async(by_token)(ada), client=4)
    await sync_to_async(services.revoke_link)(plan, shared.pk, actor=None)
    assert await zoe[1].code() == 4403
    assert await carl.code() == 4403
    assert await staying.is_there()
    await staying.leave()


async def test_a_link_that_expires_ends_the_sockets_of_those_it_let_in(
    shared: ShareLink, zoe: tuple[Guest, Typist], carl: Typist
) -> None:
    await ShareLink.objects.aupdate(expires=timezone.now() - timedelta(seconds=1))
    assert await zoe[1].code() == 4403
    assert await carl.code() == 4403


async def test_a_link_that_lets_only_read_leaves_its_guests_to_read(
    plan: Document, shared: ShareLink, zoe: tuple[Guest, Typist]
) -> None:
    guest, typist = zoe
    change = sync_to_async(services.change_link)
    await change(plan, shared.pk, {"role": Role.READER}, actor=None)
    async with asyncio.timeout(SECONDS):
        while (await typist.socket.frame())[0] != ywebsocket.REFUSAL:
            pass
    before = await Update.objects.filter(author=guest.principal).acount()
    async with asyncio.timeout(SECONDS):
        for _ in range(10):
            await typist.socket.frame()
    assert await Update.objects.filter(author=guest.principal).acount() == before > 0


async def test_an_address_that_closes_ends_the_sockets_of_those_it_let_in(plan: Document) -> None:
    reach = sync_to_async(services.set_reach)
    await reach(plan, Reach.ANYONE, Role.EDITOR, actor=None)
    guest = await sync_to_async(guests.create)()
    user = await sync_to_async(User.objects.create_user)("carl")
    by_guests = await Typist.enter(plan, by_guest(guest))
    by_users = await Typist.enter(plan, await sync_to_async(by_token)(user), client=3)
    await reach(plan, Reach.SIGNED_IN, Role.EDITOR, actor=None)
    assert await by_guests.code() == 4403
    assert await by_users.is_there()
    await reach(plan, Reach.RESTRICTED, Role.EDITOR, actor=None)
    assert await by_users.code() == 4403


async def test_a_guest_who_signs_in_comes_back_and_goes_on_with_the_same_client_id(
    plan: Document, zoe: tuple[Guest, Typist]
) -> None:
    guest, typist = zoe
    user = await sync_to_async(User.objects.create_user)("zoe")
    await sync_to_async(guests.adopt)(guest, user, Origin())
    assert await typist.code() == 4508
    headers = by_session(await sync_to_async(browser)(user))
    again = await Socket(f"/ws/documents/{plan.pk}?v=1", headers).opened()
    async with asyncio.timeout(20):
        stored = await sync_to_async(read_state)(plan.pk)
        last = read_update(stored.payload).sections[0][-1]
        end = last.clock + last.length
        struct = b"\x01\x01\x01" + var_uint(end) + b"\x84\x01" + var_uint(end - 1) + b"\x01y"
        await again.send_to(bytes_data=ywebsocket.update_message(struct + b"\x00"))
        while not await Update.objects.filter(author=f"user:{user.pk}").aexists():
            frame = await again.frame()
            assert frame[0] != ywebsocket.REFUSAL
    await again.disconnect()


async def test_a_guest_s_ticket_ends_with_the_link(plan: Document, shared: ShareLink) -> None:
    guest = await sync_to_async(guests.create)()
    await sync_to_async(links.open_by)(shared, guest)
    asking = Client()
    asking.cookies[guests.cookie_name()] = guests.sealed(guest)
    answer = await sync_to_async(asking.post)(f"/api/v1/documents/{plan.pk}/ticket/")
    typist = await Typist.enter(plan, [], f"?v=1&ticket={answer.json()['ticket']}")
    await sync_to_async(services.revoke_link)(plan, shared.pk, actor=None)
    assert await typist.code() == 4403


def test_a_commit_takes_nothing_from_a_guest_whose_link_has_ended(plan: Document) -> None:
    guest = guests.create()
    link, _ = links.issue(plan.pk, Role.EDITOR, Origin())
    links.open_by(link, guest)
    head = rows.heads([plan.pk])[plan.pk]
    links.revoke(plan.pk, link.pk, Origin())
    draft = log.Draft(plan.pk, head, [edit(guest.principal)], {1: guest.principal})
    (outcome,) = log.commit([draft])
    assert outcome.refused == {guest.principal}
    assert not Update.objects.exists()
