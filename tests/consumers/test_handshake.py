"""Who comes in, and what everybody else is told."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from pycrdt import Doc, Text

from documents import tickets, tokens
from documents.access import Role
from documents.content.schema import VERSION
from documents.models import Document
from documents.protocol import ywebsocket
from documents.protocol.codec import read_var_string
from documents.rooms import registry
from documents.store import documents, log, roles
from documents.store.actors import principal_of
from documents.store.events import Origin

from .conftest import Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("rooms")]

ORIGIN = (b"origin", django_settings.CSRF_TRUSTED_ORIGINS[0].encode())
CLIENT = 99
"""Somebody who writes through another process."""


def bearer(user: User, scope: str = "write", **kwargs: object) -> list[tuple[bytes, bytes]]:
    _, secret = tokens.issue(user, "test", [scope], **kwargs)  # type: ignore[arg-type]
    return [(b"authorization", f"Bearer {secret}".encode())]


def cookie(user: User) -> tuple[bytes, bytes]:
    browser = Client()
    browser.force_login(user)
    return (b"cookie", browser.cookies.output(header="").strip().encode())


def path(document: Document, query: str = "") -> str:
    return f"/ws/documents/{document.pk}{query}"


in_thread = sync_to_async


async def test_a_bearer_token_opens_the_document(ada: User, plan: Document) -> None:
    headers = await in_thread(bearer)(ada)
    socket = await Socket(path(plan), headers).opened()
    assert await socket.frame() == ywebsocket.sync_step_1(b"\x00")
    await socket.disconnect()


async def test_a_session_opens_the_document_from_our_own_origin(ada: User, plan: Document) -> None:
    headers = [ORIGIN, await in_thread(cookie)(ada)]
    socket = await Socket(path(plan, "/"), headers).opened()
    assert await socket.frame() == ywebsocket.sync_step_1(b"\x00")
    await socket.disconnect()


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://evil.example",
        "http://127.0.0.1:9",
        "https://127.0.0.1:8000",
        "http://[::1",
        "chrome-extension://abcdef",
        "http://127.0.0.1:8000.evil.example",
    ],
)
async def test_a_cookie_does_not_count_from_another_origin(
    ada: User, plan: Document, origin: str | None
) -> None:
    headers = [await in_thread(cookie)(ada)]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    accepted, _ = await Socket(path(plan), headers).connect()
    assert not accepted


async def test_with_a_bearer_token_the_cookie_is_ignored(ada: User, plan: Document) -> None:
    headers = [ORIGIN, await in_thread(cookie)(ada), (b"authorization", b"Bearer forged")]
    socket = await Socket(path(plan), headers).opened()
    assert await socket.close_code() == 4401


async def test_without_a_session_nobody_comes_in_and_no_byte_goes_out(plan: Document) -> None:
    socket = await Socket(path(plan), [ORIGIN]).opened()
    message = await socket.receive_output()
    assert (message["type"], message["code"]) == ("websocket.close", 4401)


async def test_a_disabled_user_does_not_come_in(ada: User, plan: Document) -> None:
    headers = await in_thread(bearer)(ada)
    await User.objects.filter(pk=ada.pk).aupdate(is_active=False)
    assert await (await Socket(path(plan), headers).opened()).close_code() == 4401


async def test_unknown_and_invisible_documents_are_the_same(plan: Document) -> None:
    eve = await in_thread(User.objects.create_user)("eve")
    headers = await in_thread(bearer)(eve)
    answers = []
    for target in (path(plan), f"/ws/documents/{uuid.uuid4()}"):
        message = None
        socket = await Socket(target, headers).opened()
        message = await socket.receive_output()
        answers.append(message)
    assert answers[0] == answers[1]
    assert answers[0]["code"] == 4404


async def test_a_trashed_document_is_not_there(ada: User, plan: Document) -> None:
    headers = await in_thread(bearer)(ada)
    await in_thread(documents.trash)(plan.pk, Origin("system"))
    assert await (await Socket(path(plan), headers).opened()).close_code() == 4404


@pytest.mark.parametrize(
    "spelling",
    [
        str.upper,
        lambda text: text.replace("-", ""),
        lambda text: "{" + text + "}",
        lambda text: "urn:uuid:" + text,
        lambda text: text + "/x",
        lambda text: text + "%00",
        lambda _: "a" * 10_000,
        lambda _: "..",
        lambda _: "",
    ],
)
async def test_a_document_id_has_one_spelling(
    ada: User, plan: Document, spelling: Callable[[str], str]
) -> None:
    headers = await in_thread(bearer)(ada)
    target = f"/ws/documents/{spelling(str(plan.pk))}"
    assert await (await Socket(target, headers).opened()).close_code() == 4404


async def test_a_ticket_opens_its_document(ada: User, plan: Document) -> None:
    ticket = await in_thread(tickets.issue)(principal_of(ada), plan.pk)
    socket = await Socket(path(plan, f"?ticket={ticket}")).opened()
    assert await socket.frame() == ywebsocket.sync_step_1(b"\x00")
    await socket.disconnect()


async def test_an_old_ticket_is_to_be_renewed(ada: User, plan: Document, settings: Any) -> None:
    ticket = await in_thread(tickets.issue)(principal_of(ada), plan.pk)
    settings.COLLAB = {"TICKET_SECONDS": 1e-6}
    assert await (await Socket(path(plan, f"?ticket={ticket}")).opened()).close_code() == 4508


@pytest.mark.parametrize("ticket", ["", "forged", "a:b:c"])
async def test_a_forged_ticket_is_final(plan: Document, ticket: str) -> None:
    assert await (await Socket(path(plan, f"?ticket={ticket}")).opened()).close_code() == 4401


async def test_a_ticket_of_another_document_is_forged(ada: User, plan: Document) -> None:
    ticket = await in_thread(tickets.issue)(principal_of(ada), uuid.uuid4())
    assert await (await Socket(path(plan, f"?ticket={ticket}")).opened()).close_code() == 4401


async def test_another_epoch_is_told(ada: User, plan: Document) -> None:
    headers = await in_thread(bearer)(ada)
    assert await (await Socket(path(plan, "?epoch=2"), headers).opened()).close_code() == 4410


@pytest.mark.parametrize("schema", ["0", "1", "two", "-1", "9" * 30])
async def test_an_editor_that_is_too_old_is_told(ada: User, plan: Document, schema: str) -> None:
    headers = await in_thread(bearer)(ada)
    socket = await Socket(path(plan, f"?schema={schema}"), headers).opened()
    assert await socket.close_code() == 4426


async def test_an_editor_that_is_newer_than_the_server_waits_for_it(
    ada: User, plan: Document
) -> None:
    headers = await in_thread(bearer)(ada)
    socket = await Socket(path(plan, f"?schema={VERSION + 1}"), headers).opened()
    assert await socket.close_code() == 4503


async def test_a_document_remembers_which_schema_its_editors_know(
    ada: User, plan: Document
) -> None:
    await in_thread(Document.objects.update)(schema_version=1)
    headers = await in_thread(bearer)(ada)
    socket = await Socket(path(plan, f"?schema={VERSION}"), headers).opened()
    await socket.frame()
    await in_thread(plan.refresh_from_db)()
    assert plan.schema_version == VERSION


async def test_a_document_of_a_newer_release_stays_closed_to_editors(
    ada: User, plan: Document
) -> None:
    await in_thread(Document.objects.update)(schema_version=VERSION + 1)
    headers = await in_thread(bearer)(ada)
    socket = await Socket(path(plan, f"?schema={VERSION}"), headers).opened()
    assert await socket.close_code() == 4426


async def test_a_client_without_a_schema_is_let_in(ada: User, plan: Document) -> None:
    headers = await in_thread(bearer)(ada)
    assert await (await Socket(path(plan), headers).opened()).frame()


@pytest.mark.parametrize(
    ("role", "scope", "writes"),
    [
        (Role.EDITOR, "write", True),
        (Role.EDITOR, "read", False),
        (Role.COMMENTER, "write", False),
        (Role.READER, "write", False),
    ],
)
async def test_role_and_scope_decide_who_writes(
    plan: Document, role: Role, scope: str, writes: bool
) -> None:
    bob = await in_thread(User.objects.create_user)("bob")
    await in_thread(roles.grant)(plan.pk, bob, role, Origin("system"))
    socket = await Socket(path(plan, "?v=1"), await in_thread(bearer)(bob, scope)).opened()
    await socket.frame()
    await socket.send_to(bytes_data=bytes.fromhex("00020c010101000401017402686900"))
    await socket.send_to(bytes_data=b"\x64\x01")
    frame = await socket.frame()
    if writes:
        assert {frame, await socket.frame()} == {
            b"\x64\x01",
            bytes.fromhex("00020c010101000401017402686900"),
        }
    else:
        assert frame[0] == ywebsocket.REFUSAL
        assert read_var_string(frame, 1)[0] == "you may read this document, but not change it"
    await socket.disconnect()


async def test_a_text_frame_is_malformed(ada: User, plan: Document) -> None:
    socket = await Socket(path(plan, "?v=1"), await in_thread(bearer)(ada)).opened()
    for _ in range(3):
        await socket.send_to(text_data="hi")
    assert await socket.close_code() == 4400


async def test_who_enters_is_shown_what_no_hint_has_told_the_room(
    ada: User, plan: Document, rooms: registry.Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that stood still learns from the one who enters how far the log has come."""
    first = await Socket(path(plan), await in_thread(bearer)(ada)).opened()
    assert await first.frame() == ywebsocket.sync_step_1(b"\x00")
    monkeypatch.setattr(rooms, "sweep", still)
    await in_thread(append)(plan)
    second = await Socket(path(plan), await in_thread(bearer)(ada)).opened()
    assert await second.frame() == ywebsocket.sync_step_1(bytes((1, CLIENT, 1)))
    await second.disconnect()
    await first.disconnect()


async def still() -> None:
    """Poll nothing."""


def append(document: Document) -> None:
    doc = Doc[Any](client_id=CLIENT)
    doc.get("t", type=Text).insert(0, "x")
    with transaction.atomic():
        log.append(document.pk, doc.get_update(), "system")


async def test_a_server_that_ends_lets_nobody_in(ada: User, plan: Document) -> None:
    headers = await in_thread(bearer)(ada)
    await registry.stop()
    assert await (await Socket(path(plan), headers).opened()).close_code() == 4503
