"""Everybody at every door. One table: who asks, and which code they get.

HTTP answers by status, the websocket by close code, or 101 for those who stay. Changes are asked
for with a body that the door refuses (400, 409) or takes.
"""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as django_settings
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.test import Client

from documents import tokens, workers
from documents.access import Role, principal_of_user
from documents.content.pictures import Picture
from documents.models import CommentThread, Document, Guest, Snapshot
from documents.protocol.limits import Limits
from documents.store import comments, documents, guests, images, links, roles, snapshots
from documents.store.comments import Anchor
from documents.store.events import Origin
from documents.store.state import read_state

from ..consumers.conftest import Socket

WHO = (
    *("anonymous", "stranger", "reader", "commenter", "editor", "owner", "staff", "revoked"),
    *("read-token", "write-token", "via-link", "guest"),
)

#  door                              anon stra read comm edit owne staf revo r-to w-to  via gues
TABLE = """
GET    /api/v1/documents/            401  200  200  200  200  200  200  200  200  200  200  401
POST   /api/v1/documents/            401  400  400  400  400  400  400  400  403  400  400  401
GET    /api/v1/documents/D/          401  404  200  200  200  200  404  404  200  200  200  200
PATCH  /api/v1/documents/D/          401  404  403  403  400  400  404  404  403  400  400  400
DELETE /api/v1/documents/D/          401  404  403  403  403  204  404  404  403  204  403  403
POST   /api/v1/documents/D/recover/  401  404  403  403  403  409  404  404  403  409  403  401
POST   /api/v1/documents/D/delete/   401  404  403  403  403  409  404  404  403  409  403  401
POST   /api/v1/documents/D/copy/     401  404  201  201  201  201  404  404  403  201  201  401
PUT    /api/v1/documents/D/star/     401  404  204  204  204  204  404  404  403  204  204  401
DELETE /api/v1/documents/D/star/     401  404  204  204  204  204  404  404  403  204  204  401
GET    /api/v1/documents/D/content/  401  404  200  200  200  200  404  404  200  200  200  200
GET    /api/v1/documents/D/snapshots/ 401 404  403  403  200  200  404  404  200  200  403  401
POST   /api/v1/documents/D/snapshots/ 401 404  403  403  400  400  404  404  403  400  403  401
GET    /api/v1/documents/D/snapshots/S/ 401 404 403 403  200  200  404  404  200  200  403  401
GET    /api/v1/documents/D/snapshots/S/content/ 401 404 403 403 200 200 404 404 200 200  403  401
GET    /api/v1/documents/D/snapshots/S/comparison/ 401 404 403 403 200 200 404 404 200 200 403 401
POST   /api/v1/documents/D/snapshots/S/restore/ 401 404 403 403 200 200 404 404 403 200  403  401
GET    /api/v1/documents/D/access/   401  404  403  403  403  200  404  404  200  200  403  401
POST   /api/v1/documents/D/access/   401  404  403  403  403  400  404  404  403  403  403  401
DELETE /api/v1/documents/D/access/0/ 401  404  403  403  403  404  404  404  403  403  403  401
POST   /api/v1/documents/D/ticket/   401  404  200  200  200  200  404  404  403  200  200  200
GET    /api/v1/documents/D/links/    401  404  403  403  403  200  404  404  200  200  403  401
POST   /api/v1/documents/D/links/    401  404  403  403  403  400  404  404  403  403  403  401
PATCH  /api/v1/documents/D/links/0/  401  404  403  403  403  404  404  404  403  403  403  401
DELETE /api/v1/documents/D/links/0/  401  404  403  403  403  404  404  404  403  403  403  401
GET    /api/v1/documents/D/access-requests/ 401 404 403 403 403 200 404 404 200 200 403 401
POST   /api/v1/documents/D/access-requests/ 401 202 202 202 202 202 202 202 403 202 202 401
PATCH  /api/v1/documents/D/access-requests/0/ 401 404 403 403 403 400 404 404 403 403 403 401
POST   /api/v1/documents/D/transfer/ 401  404  403  403  403  400  404  404  403  403  403  401
POST   /api/v1/documents/D/leave/    401  404  204  204  204  409  404  404  403  403  204  401
GET    /api/v1/documents/D/invitees/ 401  404  403  403  403  200  404  404  200  200  403  401
GET    /api/v1/links/                401  200  200  200  200  200  200  200  200  200  200  401
PATCH  /api/v1/guest/                401  403  403  403  403  403  403  403  403  403  403  400
GET    /api/v1/documents/D/authors/  401  404  403  403  200  200  404  404  200  200  200  200
GET    /api/v1/documents/D/people/   401  404  403  200  200  200  404  404  200  200  200  401
GET    /api/v1/documents/D/threads/  401  404  200  200  200  200  404  404  200  200  200  200
POST   /api/v1/documents/D/threads/  401  404  403  400  400  400  404  404  403  400  400  400
GET    /api/v1/documents/D/threads/T/ 401 404  200  200  200  200  404  404  200  200  200  200
PATCH  /api/v1/documents/D/threads/T/ 401 404  403  403  400  400  404  404  403  400  400  400
POST   /api/v1/documents/D/threads/T/resolve/ 401 404 403 200 200 200 404 404 403 200  200  200
POST   /api/v1/documents/D/threads/T/reopen/  401 404 403 200 200 200 404 404 403 200  200  200
POST   /api/v1/documents/D/threads/T/comments/ 401 404 403 400 400 400 404 404 403 400  400  400
PATCH  /api/v1/documents/D/threads/T/comments/C/ 401 404 403 400 400 400 404 404 403 400  400  400
DELETE /api/v1/documents/D/threads/T/comments/C/ 401 404 403 204 403 204 404 404 403 204  403  403
POST   /api/v1/documents/D/images/   401  404  403  403  400  400  404  404  403  400  400  400
GET    /images/I                     404  404  200  200  200  200  404  404  404  404  200  200
GET    /api/v1/documents/D/export/   401  404  200  200  200  200  404  404  200  200  200  200
GET    /api/v1/export/               401  200  200  200  200  200  200  200  200  200  200  401
GET    /documents/D/export/          404  404  200  200  200  200  404  404  404  404  200  200
GET    /documents/D/export/markdown/ 404  404  200  200  200  200  404  404  404  404  200  200
GET    /export/                      302  200  200  200  200  200  200  200  302  302  200  302
POST   /api/v1/imports/              401  415  415  415  415  415  415  415  403  415  415  401
GET    /import/                      302  200  200  200  200  200  200  200  302  302  200  302
POST   /import/                      302  200  200  200  200  200  200  200  302  302  200  302
GET    /api/v1/notices/              401  200  200  200  200  200  200  200  200  200  200  401
GET    /api/v1/notices/unread/       401  200  200  200  200  200  200  200  200  200  200  401
POST   /api/v1/notices/read/         401  200  200  200  200  200  200  200  403  200  200  401
GET    /                             302  200  200  200  200  200  200  200  302  302  200  302
GET    /inbox/                       302  200  200  200  200  200  200  200  302  302  200  302
GET    /links/                       302  200  200  200  200  200  200  200  302  302  200  302
POST   /links/0/revoke/              302  404  404  404  404  404  404  404  302  302  404  302
POST   /inbox/read/                  302  302  302  302  302  302  302  302  302  302  302  302
GET    /accounts/login/              200  200  200  200  200  200  200  200  200  200  200  200
GET    /accounts/reset/              200  200  200  200  200  200  200  200  200  200  200  200
GET    /accounts/sign-up/            404  404  404  404  404  404  404  404  404  404  404  404
GET    /accounts/sign-up/wrong/      404  404  404  404  404  404  404  404  404  404  404  404
GET    /accounts/data/               302  200  200  200  200  200  200  200  302  302  200  302
POST   /accounts/data/export/        302  200  200  200  200  200  200  200  302  302  200  302
POST   /accounts/data/delete/        302  200  200  200  200  200  200  200  302  302  200  302
POST   /accounts/mail/               302  302  302  302  302  302  302  302  302  302  302  302
GET    /accounts/mail/wrong/         302  404  404  404  404  404  404  404  302  302  404  302
GET    /accounts/mail/off/wrong/     200  200  200  200  200  200  200  200  200  200  200  200
POST   /accounts/mail/off/wrong/     404  404  404  404  404  404  404  404  404  404  404  404
POST   /accounts/logout/ 302 302 302 302 302 302 302 302 302 302 302 302
GET    /accounts/reset/sent/ 200 200 200 200 200 200 200 200 200 200 200 200
GET    /accounts/reset/done/ 200 200 200 200 200 200 200 200 200 200 200 200
GET    /accounts/reset/wrong/wrong/ 200 200 200 200 200 200 200 200 200 200 200 200
GET    /accounts/sign-up/sent/ 404 404 404 404 404 404 404 404 404 404 404 404
GET    /accounts/profile/            302  200  200  200  200  200  200  200  302  302  200  302
POST   /accounts/profile/            302  200  200  200  200  200  200  200  302  302  200  302
GET    /accounts/password/           302  200  200  200  200  200  200  200  302  302  200  302
GET    /accounts/sessions/           302  200  200  200  200  200  200  200  302  302  200  302
POST   /accounts/sessions/0/end/     302  404  404  404  404  404  404  404  302  302  404  302
POST   /accounts/sessions/end/       302  302  302  302  302  302  302  302  302  302  302  302
GET    /accounts/tokens/             302  200  200  200  200  200  200  200  302  302  200  302
POST   /accounts/tokens/             302  200  200  200  200  200  200  200  302  302  200  302
POST   /accounts/tokens/0/revoke/    302  404  404  404  404  404  404  404  302  302  404  302
GET    /documents/D/                 302  404  200  200  200  200  404  404  302  302  200  200
POST   /documents/                   302  302  302  302  302  302  302  302  302  302  302  302
POST   /documents/D/rename/          302  404  403  403  302  302  404  404  302  302  302  302
POST   /documents/D/trash/           302  404  403  403  403  302  404  404  302  302  403  302
POST   /documents/D/recover/         302  404  403  403  403  302  404  404  302  302  403  302
POST   /documents/D/ask/             302  200  200  200  200  200  200  200  302  302  200  302
GET    /s/wrong/                     404  404  404  404  404  404  404  404  404  404  404  404
GET    /s/                           404  404  404  404  404  404  404  404  404  404  404  404
GET    /catalogue/de.js              200  200  200  200  200  200  200  200  200  200  200  200
POST   /documents/D/copy/            302  404  302  302  302  302  404  404  302  302  302  302
POST   /documents/D/star/            302  404  302  302  302  302  404  404  302  302  302  302
POST   /documents/D/template/        302  404  403  403  302  302  404  404  302  302  302  302
POST   /documents/D/delete/          302  404  403  403  403  302  404  404  302  302  403  302
POST   /documents/empty-trash/       302  302  302  302  302  302  302  302  302  302  302  302
GET    /present/                     302  200  200  200  200  200  200  200  302  302  200  302
GET    /admin/                       302  302  302  302  302  302  200  302  302  302  302  302
GET    /admin/collab_documents/document/           302 302 302 302 302 302 200 302 302 302  302  302
GET    /admin/collab_documents/document/D/change/  302 302 302 302 302 302 200 302 302 302  302  302
GET    /admin/collab_documents/document/D/snapshots/S/ 302 302 302 302 302 302 200 302 302 302 302 302
GET    /admin/collab_documents/document/D/snapshots/S/compare/ 302 302 302 302 302 302 200 302 302 302 302 302
GET    /admin/collab_documents/document/D/snapshots/S/restore/confirm/ 302 302 302 302 302 302 403 302 302 302 302 302
POST   /admin/collab_documents/document/D/snapshots/S/restore/ 302 302 302 302 302 302 403 302 302 302 302 302
GET    /admin/collab_documents/quarantine/ 302 302 302 302 302 302 200 302 302 302 302 302
GET    /admin/collab_documents/quarantine/0/change/ 302 302 302 302 302 302 404 302 302 302 302 302
GET    /admin/collab_documents/quarantine/0/state/ 302 302 302 302 302 302 403 302 302 302 302 302
GET    /admin/collab_documents/quarantine/0/confirm/ 302 302 302 302 302 302 403 302 302 302 302 302
POST   /admin/collab_documents/quarantine/0/reopen/ 302 302 302 302 302 302 403 302 302 302 302 302
POST   /admin/collab_documents/quarantine/0/check/ 302 302 302 302 302 302 403 302 302 302 302 302
GET    /admin/collab_documents/quarantine/0/export/ 302 302 302 302 302 302 403 302 302 302 302 302
GET    /admin/collab_documents/event/              302 302 302 302 302 302 200 302 302 302  302  302
POST   /admin/collab_documents/event/add/          302 302 302 302 302 302 403 302 302 302  302  302
GET    /admin/collab_documents/apitoken/           302 302 302 302 302 302 200 302 302 302  302  302
GET    /admin/auth/user/                           302 302 302 302 302 302 403 302 302 302  302  302
WS     /ws/documents/D               4401 4404 101  101  101  101  4404 4404 101  101  101  101
WS     /ws/documents/D/              4401 4404 101  101  101  101  4404 4404 101  101  101  101
"""  # noqa: E501
DOORS = [line.split() for line in TABLE.split("\n") if line]
CASES = [
    pytest.param(method, path, who, int(code), id=f"{who} {method} {path}")
    for method, path, *codes in DOORS
    for who, code in zip(WHO, codes, strict=True)
]
VIEW = ("view_document", "view_snapshot", "view_event", "view_apitoken", "view_quarantine")


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    yield
    workers.stop()


@pytest.fixture
def people() -> dict[str, User]:
    return {name: User.objects.create_user(name) for name in (*WHO[1:8], "via-link")}


@pytest.fixture
def plan(people: dict[str, User]) -> Document:
    document = documents.create("Plan", people["owner"])
    for name in ("reader", "commenter", "editor"):
        roles.grant(document.pk, people[name], Role(name), Origin())
    access, _ = roles.grant(document.pk, people["revoked"], Role.EDITOR, Origin())
    roles.revoke(document.pk, access.pk, Origin())
    link, _ = links.issue(document.pk, Role.EDITOR, Origin())
    links.open_by(link, people["via-link"])
    links.open_by(link, Guest.objects.create(pk="guest"))
    people["staff"].is_staff = True
    people["staff"].save()
    people["staff"].user_permissions.set(Permission.objects.filter(codename__in=VIEW))
    return document


@pytest.fixture
def snapshot(plan: Document) -> Snapshot:
    return snapshots.take(read_state(plan.pk), Snapshot.Reason.NAMED, label="", contributors=[])


@pytest.fixture
def thread(plan: Document, people: dict[str, User]) -> CommentThread:
    """With a comment of the commenter."""
    author = principal_of_user(people["commenter"].pk)
    begun = comments.start(plan, Anchor(b"", b""), author, Limits())
    comments.say(begun, author, "Is this so?", Limits())
    return begun


def headers_of(who: str, people: dict[str, User]) -> dict[str, str]:
    """What somebody shows: a cookie, a token or nothing."""
    if who.endswith("-token"):
        _, secret = tokens.issue(people["owner"], who, [who.removesuffix("-token")])
        return {"Authorization": f"Bearer {secret}"}
    browser = Client()
    if who == "guest":
        browser.cookies[guests.cookie_name()] = guests.sealed(Guest.objects.get())
    if who in people:
        browser.force_login(people[who])
    return {"Cookie": browser.cookies.output(header="").strip()}


def ask(method: str, path: str, headers: dict[str, str]) -> int:
    json = "application/json"
    answer = Client().generic(method, path, b"{}", json, headers=headers)
    answer.getvalue()  # a file is closed when it was read
    return answer.status_code


async def knock(path: str, headers: dict[str, str]) -> int:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    raw.append((b"origin", django_settings.CSRF_TRUSTED_ORIGINS[0].encode()))
    socket = await Socket(path, raw).opened()
    message: dict[str, Any] = await socket.receive_output()
    if message["type"] == "websocket.close":
        return int(message["code"])
    await socket.disconnect()
    return 101


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("method", "path", "who", "code"), [c for c in CASES if c.values[0] == "WS"]
)
@pytest.mark.usefixtures("rooms")
async def test_who_stays_on_the_websocket(
    people: dict[str, User], plan: Document, method: str, path: str, who: str, code: int
) -> None:
    headers = await sync_to_async(headers_of)(who, people)
    async with asyncio.timeout(30):
        assert await knock(path.replace("D", str(plan.pk)), headers) == code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "who", "code"), [c for c in CASES if c.values[0] != "WS"]
)
def test_who_gets_what(  # noqa: PLR0913, PLR0917
    people: dict[str, User],
    plan: Document,
    snapshot: Snapshot,
    thread: CommentThread,
    method: str,
    path: str,
    who: str,
    code: int,
) -> None:
    said = thread.comments.get()
    picture = images.keep(plan.pk, Picture("image/png", 1, 1, b"pixels"), "user:1")
    names = (plan.pk, snapshot.pk, thread.pk, said.pk, picture.name)
    for letter, name in zip("DSTCI", names, strict=True):
        path = re.sub(rf"\b{letter}\b", str(name), path)
    assert ask(method, path, headers_of(who, people)) == code
