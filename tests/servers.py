"""Real servers for tests: each a process of its own with a data folder and a port of its own."""

import atexit
import base64
import json
import os
import re
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

from documents.protocol.limits import Limits
from documents.protocol.outgoing import unsealed

from .project.commands import ROOT, environment, manage

STORED = """
    SELECT payload FROM (
        SELECT seq, state AS payload FROM collab_documents_checkpoint WHERE document_id = :document
        UNION ALL
        SELECT seq, payload FROM collab_documents_update WHERE document_id = :document
    ) ORDER BY seq
"""


CHECKPOINT = """
    SELECT canonical, (SELECT count(*) FROM collab_documents_update WHERE document_id = :document)
    FROM collab_documents_checkpoint WHERE document_id = :document
"""
MEET = """
from django.contrib.auth.models import User
from documents import tokens
for name in {names!r}:
    user = User.objects.filter(username=name).first() or User.objects.create_user(name)
    print(tokens.issue(user, "test", ["read", "write", "admin"])[1])
"""
PEOPLE = ("ada", "grace", "alan")
"""Who has an account from the start."""

ANOTHER_DATABASE = frozenset({"DATABASE_URL", "OIDC_ISSUER"})
"""Variables with which a first start makes other tables, or makes them elsewhere."""
UNEXPECTED = re.compile(r"^\S+ \S+ (?:ERROR|CRITICAL) |^Exception in thread", re.MULTILINE)
"""In a server's log. A bare traceback is a child that saw its server being killed."""
POLL_SECONDS = 0.02


class ServerError(Exception):
    """A server did not do what every test relies on."""


class Refused(Exception):
    """A request got an answer that is no success: its status and its body."""


class Site:
    """One installation: its data folder, and the server on it while that runs.

    It is set up first, unless it stands `beside` another one, on the same database.
    """

    def __init__(self, folder: Path, beside: "Site | None" = None, /, **variables: str) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.socket_url = f"ws://127.0.0.1:{self.port}/ws/documents"
        self.process: subprocess.Popen[str] | None = None
        self.unexpected = UNEXPECTED
        self._variables = variables | {"PORT": str(self.port)}
        self._group = 0
        self._tokens: dict[str, str] = {}
        if beside is not None and folder == beside.folder:
            self._tokens = beside._tokens
        elif beside is not None:
            shutil.copy(beside.folder / "secret_key", folder)
        elif (folder / "secret_key").exists() or ANOTHER_DATABASE & variables.keys():
            self.manage("quickstart", "--no-serve")
        else:
            shutil.copytree(_fresh().folder, folder, dirs_exist_ok=True)
            self.knows(_fresh())

    def manage(self, *arguments: str) -> str:
        """Run a command of `manage.py`; answers what it printed."""
        run = manage(self.folder, *arguments, **self._variables)
        if run.returncode:
            raise ServerError(run.stderr)
        return run.stdout

    # -- the server

    def start(self, *options: str) -> None:
        """Serve; returns when the server takes connections."""
        process = self._launch("manage.py", "serve", "--port", str(self.port), *options)
        assert process.stdout is not None
        if "Serving on" not in process.stdout.readline():
            raise ServerError(self.log_path.read_text())

    def _launch(self, *command: str) -> subprocess.Popen[str]:
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=environment(self.folder, **self._variables),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self._group = self.process.pid
        return self.process

    def answers(self) -> bool:
        """Whether it takes connections."""
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", self.port)):
            return True
        return False

    def kill(self) -> None:
        """`kill -9`: nothing of the server gets to do anything more."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask the server to end, as a deployment does; answers its exit code."""
        return self._end(signal.SIGTERM)

    def tell(self, how: signal.Signals) -> None:
        """Send a signal to the server and to everything it started."""
        os.killpg(self._group, how)

    def died(self) -> None:
        """Wait until the server has killed itself."""
        assert self._end(None) == -signal.SIGKILL

    def _end(self, how: signal.Signals | None) -> int:
        assert self.process is not None
        process, self.process = self.process, None
        if how is not None:
            process.send_signal(how)
        code = process.wait(timeout=30)
        assert process.stdout is not None
        process.stdout.close()
        return code

    @property
    def log_path(self) -> Path:
        """What the server said to its operator."""
        return self.folder / "server.log"

    def processes(self) -> set[int]:
        """Ids of the processes that the server has started and of itself, also after its end."""
        found: set[int] = set()
        if not self._group:
            return found  # it never ran: group 0 is the kernel's
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(FileNotFoundError, ProcessLookupError):
                fields = stat.read_text().rpartition(")")[2].split()
                if int(fields[2]) == self._group and fields[0] != "Z":
                    found.add(int(stat.parent.name))
        return found

    @property
    def pid(self) -> int:
        """Of the server itself, without what it started."""
        assert self.process is not None
        return self.process.pid

    # -- people and documents

    def token(self, username: str) -> str:
        """A bearer token of a user, who is made on first use."""
        self.meet(username)
        return self._tokens[username]

    def meet(self, *usernames: str) -> None:
        """Make users and their tokens with one command: to start Django is what takes long."""
        new = [name for name in usernames if name not in self._tokens]
        if new:
            printed = self.manage("shell", "--no-imports", "-c", MEET.format(names=new))
            issued = [line for line in printed.splitlines() if line.startswith("collab_")]
            self._tokens |= dict(zip(new, issued, strict=True))

    def knows(self, other: "Site") -> None:
        """Its database came from another site, whose tokens hold here too."""
        self._tokens |= other._tokens

    def create(self, username: str, *editors: str, title: str = "A document") -> str:
        """A new document of a user that others may edit; answers its id."""
        self.meet(username, *editors)
        document = self.rest(username, "POST", "documents/", {"title": title})["id"]
        for editor in editors:
            self.grant(username, document, editor, "editor")
        return str(UUID(document))

    def grant(self, username: str, document: str, other: str, role: str) -> None:
        """Let somebody in."""
        self.token(other)
        self.rest(username, "POST", f"documents/{document}/access/", {"user": other, "role": role})

    def deny(self, username: str, document: str, other: str) -> None:
        """Take a role back."""
        path = f"documents/{document}/access/"
        for row in self.rest(username, "GET", path)["results"]:
            if row["user"] and row["user"]["username"] == other:
                self.rest(username, "DELETE", f"{path}{row['id']}/")

    def rest(self, username: str, method: str, path: str, body: object = None) -> Any:
        """Call the REST interface; answers the JSON it gave."""
        answer = self._request(username, method, path, body)
        return json.loads(answer) if answer else None

    def status(self, path: str) -> int:
        """The status that anybody gets for a path."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET", path)
            return connection.getresponse().status

    def content(self, username: str, document: str, media_type: str) -> bytes:
        """The content of a document in one of its media types."""
        return self._request(username, "GET", f"documents/{document}/content/", accept=media_type)

    def text(self, username: str, path: str) -> str:
        """What an address of the REST interface says in plain text."""
        return self._request(username, "GET", path, accept="text/plain").decode()

    def _request(
        self, who: str, method: str, path: str, body: object = None, accept: str = "*/*"
    ) -> bytes:
        headers = {
            "Accept": accept,
            "Authorization": f"Bearer {self.token(who)}",
            "Content-Type": "application/json",
        }
        data = None if body is None else json.dumps(body).encode()
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, f"/api/v1/{path}", data, headers)
            answer = connection.getresponse()
            content = answer.read()
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise Refused(answer.status, content.decode())
        return content

    # -- the database

    def stored(self, document: str) -> list[str]:
        """What the database holds of a document, unsealed and as base64: checkpoint and log.

        While no server runs, a copy is read: recovering the database is the next server's task.
        """
        rows = self.query(STORED, document=UUID(document).hex)
        return [base64.b64encode(unsealed(bytes(payload))).decode() for (payload,) in rows]

    def checkpoint(self, document: str) -> dict[str, int]:
        """What stands for the log: nothing, or whether it is canonical and the rows beside it."""
        found = self.query(CHECKPOINT, document=UUID(document).hex)
        return dict(zip(("canonical", "rows"), found[0], strict=True)) if found else {}

    def query(self, sql: str, **parameters: object) -> list[tuple[Any, ...]]:
        """Rows of the database."""
        with self._database() as path, closing(sqlite3.connect(path)) as database:
            return database.execute(sql, parameters).fetchall()

    @contextmanager
    def _database(self) -> Iterator[Path]:
        if self.process is not None:
            yield self.folder / "collab.sqlite3"
            return
        with tempfile.TemporaryDirectory() as folder:
            for name in ("collab.sqlite3", "collab.sqlite3-wal"):
                if (self.folder / name).exists():
                    shutil.copy(self.folder / name, folder)
            yield Path(folder) / "collab.sqlite3"


class DaphneSite(Site):
    """An installation that is served as in development: by daphne."""

    def start(self, *options: str) -> None:
        """Serve; daphne says that it listens before it does."""
        address = f"127.0.0.1:{self.port}"
        self._launch("manage.py", "runserver", "--noreload", address, *options)
        until(self.answers)


class PlainSite(Site):
    """An installation that is served by uvicorn as it comes, without the direct transport."""

    def start(self, *options: str) -> None:
        """Serve with the limits of `manage.py serve`."""
        most = str(Limits().message_bytes)
        sizes = ("--ws-max-size", most, "--ws-per-message-deflate", "false")
        where = ("--port", str(self.port), "--log-level", "warning", "--no-proxy-headers")
        kind = ("--ws", "websockets-sansio", "--no-access-log")
        self._launch("-m", "uvicorn", "collab.asgi:application", *where, *kind, *sizes, *options)
        until(self.answers)


def memory_bytes(process: int) -> int:
    """What a process holds in memory."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def until(condition: Callable[[], object]) -> None:
    """Return when another process has made something so."""
    tick = Event()
    while not condition():
        tick.wait(POLL_SECONDS)


def end(site: Site) -> None:
    """Kill a server with everything it started."""
    if site.process is not None:
        site.kill()
    for process in site.processes():
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    until(lambda: not site.processes())


@contextmanager
def running(folder: Path, kind: type[Site] = Site, **variables: str) -> Iterator[Site]:
    """A site of a kind that serves until the block ends.

    Raises `ServerError` when the server met something that it did not expect.
    """
    site = kind(folder, **variables)
    site.start()
    try:
        yield site
    finally:
        end(site)
    if site.unexpected.search(site.log_path.read_text()):
        raise ServerError(site.log_path.read_text())


@cache
def _fresh() -> Site:
    """An installation with accounts that was never used; to make one takes seconds."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    path = Path(folder.name)
    (path / "secret_key").write_text(secrets.token_hex(32))
    site = Site(path)
    site.meet(*PEOPLE)
    return site


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
