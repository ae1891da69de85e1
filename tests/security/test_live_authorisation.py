"""Whoever loses the right to be here is gone within two seconds, and writes nothing after it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as django_settings
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from documents import services, tokens
from documents.access import Role
from documents.models import ApiToken, Document, Update
from documents.protocol import ywebsocket
from documents.protocol.codec import var_uint
from documents.store import documents, log, roles, rows
from documents.store.errors import AccessNotFound
from documents.store.events import Origin

from ..consumers.conftest import Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("rooms")]

ORIGIN = (b"origin", django_settings.CSRF_TRUSTED_ORIGINS[0].encode())
SECONDS = 2.5
"""The promise is two; the rest is for a busy machine."""


def browser(user: User) -> Client:
    made = Client()
    made.force_login(user)
    return made


def by_session(made: Client) -> list[tuple[bytes, bytes]]:
    return [ORIGIN, (b"cookie", made.cookies.output(header="").strip().encode())]


def by_token(user: User) -> list[tuple[bytes, bytes]]:
    _, secret = tokens.issue(user, "test", ["write"])
    return [(b"authorization", f"Bearer {secret}".encode())]


class Typist:
    """Somebody who types without a pause until they are sent away."""

    def __init__(self, socket: Socket, client: int = 1) -> None:
        self.socket = socket
        self.client = client
        self.typed = 0
        self._typing = asyncio.create_task(self._type())

    @classmethod
    async def enter(
        cls,
        document: Document,
        headers: list[tuple[bytes, bytes]],
        query: str = "?v=1",
        client: int = 1,
    ) -> "Typist":
        socket = await Socket(f"/ws/documents/{document.pk}{query}", headers).opened()
        typist = cls(socket, client)
        async with asyncio.timeout(20):
            while not (await typist.socket.frame()).startswith(b"\x00\x02"):
                pass  # until an edit was committed and shown
        return typist

    async def _type(self) -> None:
        while True:
            parent = b"\x04\x01\x01t"
            if self.typed:
                parent = b"\x84" + var_uint(self.client) + var_uint(self.typed - 1)
            struct = b"\x01\x01" + var_uint(self.client) + var_uint(self.typed) + parent + b"\x01x"
            await self.socket.send_to(bytes_data=ywebsocket.update_message(struct + b"\x00"))
            self.typed += 1
            await asyncio.sleep(0.02)

    async def code(self) -> int:
        """The code with which they are sent away, in time."""
        try:
            async with asyncio.timeout(SECONDS):
                return await self.socket.close_code()
        finally:
            await self.leave()

    async def leave(self) -> None:
        self._typing.cancel()
        with suppress(asyncio.CancelledError):
            await self._typing

    async def is_there(self) -> bool:
        """Whether they still see what they type, two sweeps later."""
        async with asyncio.timeout(20):
            for _ in range(100):
                if (await self.socket.receive_output(5))["type"] == "websocket.close":
                    return False
        return True


def change_password(user: User) -> None:
    user.set_password("another-77-secret")
    user.save()


def disable(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def expire_sessions(_: User) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def delete_sessions(_: User) -> None:
    Session.objects.all().delete()


def expire_tokens(user: User) -> None:
    ApiToken.objects.update(expires=timezone.now() - timedelta(seconds=1))


def delete_tokens(user: User) -> None:
    ApiToken.objects.all().delete()


@pytest.mark.parametrize(
    "ending", [change_password, disable, expire_sessions, delete_sessions, User.delete]
)
async def test_a_session_that_ends_ends_its_sockets(
    ada: User, plan: Document, ending: Callable[[User], object]
) -> None:
    typist = await Typist.enter(plan, by_session(await sync_to_async(browser)(ada)))
    await sync_to_async(ending)(ada)
    assert await typist.code() == 4401


async def test_logout_ends_the_sockets_of_that_session_and_no_others(
    ada: User, plan: Document
) -> None:
    here, there = await sync_to_async(browser)(ada), await sync_to_async(browser)(ada)
    leaving = await Typist.enter(plan, by_session(here))
    staying = await Typist.enter(plan, by_session(there), client=2)
    await sync_to_async(here.logout)()
    assert await leaving.code() == 4401
    assert await staying.is_there()
    await staying.leave()


@pytest.mark.parametrize("ending", [disable, expire_tokens, delete_tokens, User.delete])
async def test_a_token_that_ends_ends_its_sockets(
    ada: User, plan: Document, ending: Callable[[User], object]
) -> None:
    typist = await Typist.enter(plan, await sync_to_async(by_token)(ada))
    await sync_to_async(ending)(ada)
    assert await typist.code() == 4401


async def test_a_new_password_leaves_tokens_alone(ada: User, plan: Document) -> None:
    typist = await Typist.enter(plan, await sync_to_async(by_token)(ada))
    await sync_to_async(change_password)(ada)
    assert await typist.is_there()
    await typist.leave()


@pytest.mark.parametrize("ending", [change_password, disable, delete_sessions])
async def test_a_ticket_s_socket_ends_with_the_session_that_asked_for_it(
    ada: User, plan: Document, ending: Callable[[User], object]
) -> None:
    typist = await Typist.enter(plan, [], f"?v=1&ticket={await ticket(ada, plan)}")
    await sync_to_async(ending)(ada)
    assert await typist.code() == 4401


async def test_a_ticket_s_socket_ends_with_the_token_that_asked_for_it(
    ada: User, plan: Document
) -> None:
    headers = dict(await sync_to_async(by_token)(ada))
    bearer = headers[b"authorization"].decode()
    made = await ticket(ada, plan, Client(headers={"Authorization": bearer}))
    typist = await Typist.enter(plan, [], f"?v=1&ticket={made}")
    await sync_to_async(delete_tokens)(ada)
    assert await typist.code() == 4401


async def test_a_ticket_does_not_outlive_its_session(ada: User, plan: Document) -> None:
    made = await ticket(ada, plan)
    await sync_to_async(delete_sessions)(ada)
    socket = await Socket(f"/ws/documents/{plan.pk}?ticket={made}").opened()
    assert await socket.close_code() == 4401


async def test_a_ticket_does_not_show_the_session_it_was_asked_for_with(
    ada: User, plan: Document
) -> None:
    made = await ticket(ada, plan)
    key = await sync_to_async(lambda: Session.objects.get().session_key)()
    assert key not in made


async def ticket(user: User, document: Document, client: Client | None = None) -> str:
    asking = client or await sync_to_async(browser)(user)
    answer = await sync_to_async(asking.post)(f"/api/v1/documents/{document.pk}/ticket/")
    text: str = answer.json()["ticket"]
    return text


# -- rights


@pytest.fixture
async def bob(plan: Document) -> AsyncIterator[tuple[User, Typist]]:
    """An editor who types."""
    user = await sync_to_async(User.objects.create_user)("bob")
    await sync_to_async(roles.grant)(plan.pk, user, Role.EDITOR, Origin())
    typist = await Typist.enter(plan, await sync_to_async(by_token)(user))
    yield user, typist
    await typist.leave()


async def test_an_editor_who_is_removed_is_sent_away(
    plan: Document, bob: tuple[User, Typist]
) -> None:
    access = await plan.access.aget(user=bob[0])
    await sync_to_async(services.revoke_access)(plan, access.pk, actor=None)
    assert await bob[1].code() == 4403


async def test_a_document_in_the_trash_sends_its_editors_away(
    plan: Document, bob: tuple[User, Typist]
) -> None:
    await sync_to_async(documents.trash)(plan.pk, Origin())
    assert await bob[1].code() == 4404


async def test_an_editor_who_becomes_a_reader_stays_to_read(
    plan: Document, bob: tuple[User, Typist]
) -> None:
    user, typist = bob
    await sync_to_async(services.grant_access)(plan, user, Role.READER, actor=None)
    async with asyncio.timeout(SECONDS):
        while (await typist.socket.frame())[0] != ywebsocket.REFUSAL:
            pass
    before = await Update.objects.filter(author=f"user:{user.pk}").acount()
    async with asyncio.timeout(SECONDS):
        for _ in range(10):
            await typist.socket.frame()
    assert await Update.objects.filter(author=f"user:{user.pk}").acount() == before


async def test_leaving_a_group_ends_what_the_group_gave(plan: Document) -> None:
    user = await sync_to_async(User.objects.create_user)("carl")
    group = await Group.objects.acreate(name="team")
    await sync_to_async(user.groups.add)(group)
    await sync_to_async(roles.grant)(plan.pk, group, Role.EDITOR, Origin())
    typist = await Typist.enter(plan, await sync_to_async(by_token)(user))
    await sync_to_async(user.groups.remove)(group)
    assert await typist.code() == 4403


# -- inside the transaction


def edit(author: str) -> log.Addition:
    payload = bytes.fromhex("010101000401017402686900")
    return log.Addition(author, payload, [(1, 0, 2)])


@pytest.mark.parametrize("ending", [disable, User.delete])
def test_a_commit_takes_nothing_from_an_account_that_has_ended(
    ada: User, plan: Document, ending: Callable[[User], object]
) -> None:
    who = f"user:{ada.pk}"
    head = rows.heads([plan.pk])[plan.pk]
    ending(ada)
    (outcome,) = log.commit([log.Draft(plan.pk, head, [edit(who)], {1: who})])
    assert outcome.left_out == {who}
    assert not Update.objects.exists()


async def test_rights_that_changed_while_somebody_was_let_in_count(
    ada: User, plan: Document, rooms: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The room may have heard of the change after the role was read and before they enter."""
    user = await sync_to_async(User.objects.create_user)("bob")
    access, _ = await sync_to_async(roles.grant)(plan.pk, user, Role.EDITOR, Origin())
    headers = await sync_to_async(by_token)(user)
    opened = rooms.open

    async def open_late(document_id: Any, seq: int) -> Any:
        with suppress(AccessNotFound):  # the second time they are already out
            await sync_to_async(roles.revoke)(plan.pk, access.pk, Origin())
        return await opened(document_id, seq)

    monkeypatch.setattr(rooms, "open", open_late)
    socket = await Socket(f"/ws/documents/{plan.pk}", headers).opened()
    assert await socket.close_code() == 4404
