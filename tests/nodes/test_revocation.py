"""Whoever loses the right to be here is sent away by both processes, with Redis and without.

Somebody types twenty keys a second into each of two nodes. What they type after a right was taken,
or after what they showed at the door has ended, is not in the log.
"""

import base64
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection

import psycopg
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from documents.protocol import ywebsocket
from documents.protocol.codec import var_uint
from documents.protocol.updates import read_update
from tests.servers import Site

from .cluster import Cluster

pytestmark = pytest.mark.server

KEY_SECONDS = 0.05
PROMISED_SECONDS = {"up": 2.0, "down": 5.0}
SLACK_SECONDS = 15.0
"""What the machine that runs the tests may be late."""


class Typist:
    """One socket that types without a pause until it is closed."""

    def __init__(self, site: Site, document: str, headers: dict[str, str], client: int) -> None:
        self.client = client
        self.typed = 0
        self.refused = threading.Event()
        self.seen = threading.Event()
        self.closed_at = 0.0
        headers = {"Origin": site.url} | headers
        self._stack = ExitStack()
        address = f"{site.socket_url}/{document}?v=1"
        self._socket = self._stack.enter_context(connect(address, additional_headers=headers))
        self._threads = [threading.Thread(target=work) for work in (self._type, self._read)]
        for thread in self._threads:
            thread.start()
        assert self.seen.wait(20), "nothing that was typed was shown"

    def _type(self) -> None:
        pause = threading.Event()
        with suppress(ConnectionClosed):
            while not pause.wait(KEY_SECONDS):
                parent = b"\x04\x01\x01t"
                if self.typed:
                    parent = b"\x84" + var_uint(self.client) + var_uint(self.typed - 1)
                where = var_uint(self.client) + var_uint(self.typed)
                update = b"\x01\x01" + where + parent + b"\x01x\x00"
                self._socket.send(ywebsocket.update_message(update))
                self.typed += 1

    def _read(self) -> None:
        try:
            while True:
                frame = self._socket.recv()
                assert isinstance(frame, bytes)
                if frame.startswith(b"\x00\x02"):
                    self.seen.set()
                if frame[0] == ywebsocket.REFUSAL:
                    self.refused.set()
        except ConnectionClosed:
            self.closed_at = time.monotonic()

    def code(self, seconds: float) -> int | None:
        """The code with which the server closes it, in time."""
        self._threads[1].join(seconds)
        return self._socket.close_code

    def leave(self) -> None:
        self._stack.close()
        for thread in self._threads:
            thread.join(20)


@dataclass
class Scene:
    """Bob types at both nodes of a cluster into a document of Ada's."""

    cluster: Cluster
    document: str
    headers: dict[str, str]
    """What Bob shows at the door."""
    typists: list[Typist]

    def sql(self, statement: str, *values: object) -> None:
        with closing(psycopg.connect(self.cluster.database_url)) as database:
            assert database.execute(statement, values).rowcount
            database.commit()

    def rest(self, method: str, path: str = "", body: object = None) -> object:
        return self.cluster.nodes[0].rest("ada", method, f"documents/{self.document}/{path}", body)

    def written(self, client: int) -> int:
        """How much of a client's typing the database holds."""
        stored = self.cluster.stored(self.document)
        sections = (one for data in stored for one in read_update(base64.b64decode(data)).sections)
        ends = (one[-1].clock + one[-1].length for one in sections if one[0].client == client)
        return max(ends, default=0)


def by_token(cluster: Cluster, document: str) -> dict[str, str]:
    with closing(psycopg.connect(cluster.database_url)) as database:
        database.execute("UPDATE auth_user SET is_active = true WHERE username = 'bob'")
        database.commit()
    cluster.nodes[0]._tokens.pop("bob", None)
    cluster.nodes[0].grant("ada", document, "bob", "editor")
    return {"Authorization": f"Bearer {cluster.nodes[0].token('bob')}"}


def by_session(cluster: Cluster, document: str) -> dict[str, str]:
    by_token(cluster, document)
    made = cluster.nodes[0].manage(
        "shell",
        "-v0",
        "-c",
        "from django.test import Client; from django.contrib.auth.models import User;"
        "c = Client(); c.force_login(User.objects.get(username='bob'));"
        "print('KEY', c.session.session_key)",
    )
    return {"Cookie": f"sessionid={made.split('KEY')[1].strip()}"}


def by_link(cluster: Cluster, document: str) -> dict[str, str]:
    site = cluster.nodes[0]
    made = site.rest("ada", "POST", f"documents/{document}/links/", {"role": "editor"})
    secret = made["url"].rstrip("/").rsplit("/", 1)[1]
    with closing(HTTPConnection("127.0.0.1", site.port, timeout=30)) as connection:
        connection.request("GET", f"/s/{secret}/")
        cookie = connection.getresponse().headers["Set-Cookie"]
    return {"Cookie": cookie.partition(";")[0]}


def remove(scene: Scene) -> None:
    scene.cluster.nodes[0].deny("ada", scene.document, "bob")


def revoke_link(scene: Scene) -> None:
    (row,) = scene.rest("GET", "links/")["results"]  # type: ignore[index]
    scene.rest("DELETE", f"links/{row['id']}/")


def expire_link(scene: Scene) -> None:
    sql = "UPDATE collab_documents_sharelink SET expires = now() WHERE document_id = %s"
    scene.sql(sql, scene.document)


def log_out(scene: Scene) -> None:
    """As the button of the page does, on one node."""
    site, token = scene.cluster.nodes[0], "k" * 32
    cookie = f"{scene.headers['Cookie']}; csrftoken={token}"
    headers = {"Cookie": cookie, "X-CSRFToken": token, "Origin": site.url}
    with closing(HTTPConnection("127.0.0.1", site.port, timeout=30)) as connection:
        connection.request("POST", "/accounts/logout/", headers=headers)
        assert connection.getresponse().status == HTTPStatus.FOUND


def sql(statement: str) -> Callable[[Scene], None]:
    return lambda scene: scene.sql(statement)


Entry = Callable[[Cluster, str], dict[str, str]]

ENDINGS: dict[str, tuple[Entry, Callable[[Scene], object], int]] = {
    "collaborator removed": (by_token, remove, 4403),
    "link revoked": (by_link, revoke_link, 4403),
    "link expired": (by_link, expire_link, 4403),
    "password changed": (
        by_session,
        sql("UPDATE auth_user SET password = 'argon2$' || random() WHERE username = 'bob'"),
        4401,
    ),
    "user disabled": (
        by_token,
        sql("UPDATE auth_user SET is_active = false WHERE username = 'bob'"),
        4401,
    ),
    "logged out": (by_session, log_out, 4401),
    "token expired": (
        by_token,
        sql(
            "UPDATE collab_documents_apitoken t SET expires = now() FROM auth_user u"
            " WHERE t.user_id = u.id AND u.username = 'bob'"
        ),
        4401,
    ),
    "session deleted": (by_session, sql("DELETE FROM django_session"), 4401),
    "session expired": (by_session, sql("UPDATE django_session SET expire_date = now()"), 4401),
    "token revoked": (
        by_token,
        sql(
            "DELETE FROM collab_documents_apitoken t USING auth_user u"
            " WHERE t.user_id = u.id AND u.username = 'bob'"
        ),
        4401,
    ),
    "document trashed": (by_token, lambda scene: scene.rest("DELETE"), 4404),
}  # fmt: skip


@pytest.fixture(params=PROMISED_SECONDS)
def redis(request: pytest.FixtureRequest, cluster: Cluster) -> Iterator[str]:
    """Whether processes hear of each other."""
    state: str = request.param
    if state == "down":
        cluster.redis.kill()
    yield state
    if state == "down":
        cluster.redis.start()


def enter(cluster: Cluster, how: Entry) -> Scene:
    document = cluster.nodes[0].create("ada")
    headers = how(cluster, document)
    typists = [
        Typist(site, document, headers, client) for client, site in enumerate(cluster.nodes, 7)
    ]
    return Scene(cluster, document, headers, typists)


def require_nothing_after(scene: Scene, typed: list[int]) -> None:
    """The log holds what was sent before the revocation, and one key that was on its way."""
    written = [scene.written(typist.client) for typist in scene.typists]
    assert all(had <= sent + 1 for had, sent in zip(written, typed, strict=True)), (written, typed)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_revocation_ends_the_sockets_of_both_nodes(
    cluster: Cluster, redis: str, ending: str
) -> None:
    how, end, code = ENDINGS[ending]
    scene = enter(cluster, how)
    try:
        end(scene)
        since = time.monotonic()
        typed = [typist.typed for typist in scene.typists]
        promised = PROMISED_SECONDS[redis] + SLACK_SECONDS
        assert [typist.code(promised) for typist in scene.typists] == [code, code]
        assert max(typist.closed_at for typist in scene.typists) - since < promised
        require_nothing_after(scene, typed)
    finally:
        for typist in scene.typists:
            typist.leave()


def test_who_becomes_a_reader_stays_to_read_and_writes_no_more(
    cluster: Cluster, redis: str
) -> None:
    scene = enter(cluster, by_token)
    try:
        scene.rest("POST", "access/", {"user": "bob", "role": "reader"})
        typed = [typist.typed for typist in scene.typists]
        promised = PROMISED_SECONDS[redis] + SLACK_SECONDS
        assert all(typist.refused.wait(promised) for typist in scene.typists)
        assert [typist.closed_at for typist in scene.typists] == [0.0, 0.0]
        require_nothing_after(scene, typed)
    finally:
        for typist in scene.typists:
            typist.leave()
